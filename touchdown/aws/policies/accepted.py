"""`Accepting`: queues and topics, into which services write for other resources, as a topic into a queue.

Who writes says so while it is declared: `queue.accept(by=subscription, principal="sns.amazonaws.com", source_arn=...)`.
The statement that this needs is part of the policy that the queue is sent, with an id of ours, `touchdown-` and a hash
of its content. So a policy that was read has two parts, which are compared apart:

    accepted   our statements, each as a short text: "sns.amazonaws.com from arn:aws:sns:eu-west-1:123456789012:paid"
    policy     all other statements

Rules: a policy that is declared has no statements besides those in it and ours. Where none is declared, statements of
others stay, and aren't compared; a policy that was declared at the last apply, and isn't any more, goes.

Weaknesses: SQS may take a minute until it heeds a new statement, and nothing tells when. What is only named with
`get_...` isn't written, nor is its policy read: the plan names the statement that it needs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import attrs

from touchdown.aws.lifecycle import declared_values, extends
from touchdown.aws.members import meaning_of_policy
from touchdown.aws.policies.document import as_list, normal_form
from touchdown.aws.resource import AwsResource, TaggedResource
from touchdown.engine.change import Difference, Reason
from touchdown.engine.compare import differences
from touchdown.engine.lifecycle import Lifecycle, Verdict
from touchdown.engine.observed import Observed, Values
from touchdown.engine.record import from_text
from touchdown.model.field import field, resource
from touchdown.model.output import has_unknown, references, shown
from touchdown.model.place import Place
from touchdown.model.resource import Resource

_MARK = "touchdown-"
_ANYWHERE = Place("0" * 12, "aws", "eu-west-1")


@resource
class Accepting(TaggedResource):
    """A type with a policy, into which services write for other resources."""

    ACCEPTS: ClassVar[str]
    """The operation by which a service writes."""
    MOST_STATEMENTS: ClassVar[int | None] = None
    """How many statements its policy may have, where AWS says so."""

    policy: Mapping[str, Any] | None = field(default=None)
    kms_key: str | None = field(default=None)
    accepted: dict[str, Resource] = attrs.field(init=False, factory=dict[str, Resource], repr=False)
    """Whose writing is accepted, as texts with outputs in them, each with the resource that has asked for it."""

    @classmethod
    def writing(cls) -> str:
        """The action that a service has to be allowed."""
        return f"{cls.TYPE.partition('_')[0]}:{cls.ACCEPTS}"

    @staticmethod
    def policy_of_aws(arn: str) -> Mapping[str, Any] | None:
        """The policy that AWS gives a resource that is given none, where it does."""
        return None

    def accept(self, *, by: AwsResource, principal: str, source_arn: str, source_account: str | None = None) -> None:
        """Lets a service write into this resource, on behalf of what has this ARN, as `by` needs it.

        `source_account` is for sources whose ARN names no account, as a bucket's.
        """
        account = f" in {source_account}" if source_account else ""
        self.accepted.setdefault(f"{principal} from {source_arn}{account}", by)

    def needed_by(self, by: Resource) -> Iterator[str]:
        """For the warnings of a resource that writes into this one: what this one needs, and isn't ours to give."""
        if self.external:
            for text in [text for text, asking in self.accepted.items() if asking is by]:
                statement = f"lets {shown(text).replace(' from ', f' call {self.writing()} for ')}"
                yield f"{self.label} is only named with get_..., so it has to have a statement that {statement}."

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        # Who writes mostly needs this resource itself, and its ARN can be worked out: then neither waits for the other.
        found = references([*self.accepted])
        yield from (
            ("accepted", one.resource) for one in found if one.resource.predict(one.attribute, _ANYWHERE) is None
        )

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        own = [] if self.policy is None else as_list(self.policy.get("Statement", []))
        if any(_is_ours(one) for one in own if not has_unknown(one)):
            yield f"policy= has a statement whose Sid begins with {_MARK}, which Touchdown keeps for its own."
        count = len(own) + len(self.accepted)
        if self.MOST_STATEMENTS is not None and count > self.MOST_STATEMENTS:
            yield f"Its policy has {count} statements, Touchdown's among them, AWS allows {self.MOST_STATEMENTS}."
        if self.accepted and self._has_key_of_aws:
            yield f"kms_key= is {self.kms_key}, with which no service can write here: name a key of your own."

    def warnings(self) -> Iterator[str]:
        yield from super().warnings()
        if self.accepted and self.kms_key is not None and not self._has_key_of_aws:
            services = " and ".join(sorted({str(shown(text)).partition(" ")[0] for text in self.accepted}))
            yield f"The policy of its KMS key has to let {services} call kms:GenerateDataKey* and kms:Decrypt."

    @property
    def _has_key_of_aws(self) -> bool:
        return not has_unknown(self.kms_key) and (self.kms_key or "").startswith("alias/aws/")


def desired(of: Accepting) -> Values:
    """The declared values, with what is accepted."""
    return {**declared_values(of), "accepted": [*of.accepted]}


def split(policy: Any, arn: str, action: str) -> Values:
    """A policy that was read, as the values of two fields."""
    statements = as_list(policy.get("Statement", [])) if policy else []
    ours = [one for one in statements if _is_ours(one)]
    others = [one for one in statements if not _is_ours(one)]
    rest: Any = {**policy, "Statement": others} if others else None
    return {"policy": rest if ours else policy, "accepted": sorted(_text(one, arn, action) for one in ours)}


def whole(policy: Mapping[str, Any] | None, accepted: Sequence[str], arn: str, action: str) -> Mapping[str, Any] | None:
    """The policy that is sent; None where there is nothing to say."""
    if not accepted:
        return policy
    before: Mapping[str, Any] = policy or {"Version": "2012-10-17"}
    ours = [_statement(text, arn, action) for text in sorted(accepted)]
    return {**before, "Statement": [*as_list(before.get("Statement", [])), *ours]}


def as_sent(cls: type[Accepting], values: Values, arn: str) -> Values:
    """The values, with the policy as it is sent: our statements in it, or AWS's own policy where there is none."""
    policy = values["policy"] or cls.policy_of_aws(arn)
    return {**values, "policy": whole(policy, values["accepted"], arn, cls.writing())}


def wanted_and_present(cls: type[Accepting], wanted: Values, present: Observed) -> tuple[Values, Values]:
    """The values that are wanted, and those that are there, with policies as they are sent."""
    stays = wanted["policy"] is None and not _was_applied(present, cls.lifecycle)
    known = {**wanted, "policy": present.values["policy"]} if stays else wanted
    return as_sent(cls, known, present.arn), as_sent(cls, present.values, present.arn)


def accepting(lifecycle: Lifecycle) -> Lifecycle:
    """The lifecycle of a type that is `Accepting`: how its policy is compared, and when it is written."""
    made = attrs.evolve(
        lifecycle,
        meaning={**lifecycle.meaning, "policy": meaning_of_policy, "accepted": sorted},
        same={**lifecycle.same, "policy": _same},
        loosens={**lifecycle.loosens, "accepted": extends},
    )

    def judge(declared: Resource, values: Values, present: Observed, found: Sequence[Difference]) -> Verdict | None:
        if values["policy"] is not None or not _was_applied(present, made):
            return None
        return Verdict(Reason.DIFFERS, differences(declared, {"policy": None}, present, _never))

    return attrs.evolve(made, judge=judge)


def _never(field: str, declared: Any, observed: Any) -> bool:
    return False


def _same(declared: Any, observed: Any) -> bool:
    return declared is None or meaning_of_policy(declared) == meaning_of_policy(observed)


def _was_applied(present: Observed, lifecycle: Lifecycle) -> bool:
    """Whether the policy, if there is any, is as it was applied last."""
    record, policy = from_text(present.record), present.values["policy"]
    return (
        policy is not None and record is not None and record.has("policy") and record.fits(lifecycle, "policy", policy)
    )


def _is_ours(statement: Any) -> bool:
    return isinstance(statement, Mapping) and str(cast(Any, statement).get("Sid", "")).startswith(_MARK)


def _statement(text: str, arn: str, action: str) -> dict[str, Any]:
    principal, _, source, *account = text.split(" ")
    condition = {"ArnEquals": {"aws:SourceArn": source}}
    if account:
        condition["StringEquals"] = {"aws:SourceAccount": account[-1]}
    return {
        "Sid": f"{_MARK}{hashlib.sha256(text.encode()).hexdigest()[:16]}",
        "Effect": "Allow",
        "Principal": {"Service": principal},
        "Action": action,
        "Resource": arn,
        "Condition": condition,
    }


def _text(statement: Any, arn: str, action: str) -> str:
    """A statement of ours as its text; one that somebody has changed as JSON."""
    as_it_is = json.dumps(statement, sort_keys=True)
    try:
        condition = statement["Condition"]
        account = condition.get("StringEquals", {}).get("aws:SourceAccount")
        text = f"{statement['Principal']['Service']} from {condition['ArnEquals']['aws:SourceArn']}"
    except (KeyError, TypeError, AttributeError):
        return as_it_is
    text += f" in {account}" if account else ""
    return text if _means(statement) == _means(_statement(text, arn, action)) else as_it_is


def _means(statement: Any) -> object:
    return normal_form({"Statement": [statement]})
