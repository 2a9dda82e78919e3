"""Lambda functions.

A change is made in this order: configuration, code, version, tags; the function settles in between, and each call
carries the RevisionId that was read before, so that somebody else's change is reported and not overwritten. The last
call writes `touchdown:applied` and `touchdown:code`, which say that the change is complete (`applied.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, ClassVar, Literal

import attrs

from touchdown.aws.grants import Allowance, Grant, Grantee, grant, policy_name
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.applied import EXPECTED, NOTHING
from touchdown.aws.lambda_.configuration.configuration import IN_TAGS, MEANING, desired, to_create, to_update
from touchdown.aws.lambda_.configuration.role_needs import needed_for_configuration
from touchdown.aws.lambda_.configuration.rules import configuration_refused, configuration_warnings, environment_refused
from touchdown.aws.lambda_.deployed import as_before, as_sent, known, sent_by, taken_for_ours
from touchdown.aws.lambda_.drift import ROLE_MADE_ANEW, changed_outside, judge
from touchdown.aws.lambda_.implied import own_log_group, own_role
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.invocation.invoked import Invoked, declare_settings, settings_of
from touchdown.aws.lambda_.listing import in_bulk, one_by_one
from touchdown.aws.lambda_.live import active, read_again, recall, remove, snapshot_made, version_of
from touchdown.aws.lambda_.operations import FUNCTION
from touchdown.aws.lambda_.packaging.code import applied_with, code_problems, code_warnings, same_code
from touchdown.aws.lambda_.packaging.sending import code_members, way_of
from touchdown.aws.lambda_.recording import tags_with, version_in_tag, write_ahead, write_tags
from touchdown.aws.lambda_.unsupported import UNSUPPORTED
from touchdown.aws.lambda_.updating import configure, send_code, settled_as_planned
from touchdown.aws.lambda_.versions import LATEST, publish, publish_if_new, remove_old
from touchdown.aws.lifecycle import extends
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import sent
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import ours_after_all, refuse_deleted, still_ours, tags_of
from touchdown.aws.reading import FEW, Reading
from touchdown.aws.resource import AwsResource, Step, constraint_violations
from touchdown.engine.change import Action
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed
from touchdown.model.adder import adder
from touchdown.model.errors import AlreadyExists
from touchdown.model.field import IDENTITY, field, fields_of, resource, sensitive_fields
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output

if TYPE_CHECKING:
    from touchdown.aws.lambda_.aliases.alias import Alias
    from touchdown.aws.lambda_.event_sources.mapping import EventSourceMapping
    from touchdown.aws.lambda_.permission import Permission
    from touchdown.aws.lambda_.url import FunctionUrl
else:
    Alias = later("touchdown.aws.lambda_.aliases.alias:Alias")
    EventSourceMapping = later("touchdown.aws.lambda_.event_sources.mapping:EventSourceMapping")
    Permission = later("touchdown.aws.lambda_.permission:Permission")
    FunctionUrl = later("touchdown.aws.lambda_.url:FunctionUrl")

_CREATE = "lambda:CreateFunction"
_CONFIGURE = "lambda:UpdateFunctionConfiguration"
_CODE = "lambda:UpdateFunctionCode"
_SENT_WITH_CODE = frozenset({"code", "architecture", "state"})
"""The fields of a change for which code is sent: what failed (`state`) doesn't say of what, so all is sent again."""


@resource
class Function(Invoked, Invocable):
    """A Lambda function (AWS: "CreateFunction", "Lambda quotas")."""

    TYPE: ClassVar[str] = "lambda_function"
    CALLS: ClassVar[Calls] = FUNCTION
    ATTACHED: ClassVar[frozenset[str]] = frozenset(
        {"alias", "concurrency", "event_invoke_config", "event_source_mapping", "permission", "recursion_config", "url"}
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = UNSUPPORTED
    MOST_TAGS: ClassVar[int] = 46  # four are ours

    name: str = field(create=f"{_CREATE}.FunctionName", update=IDENTITY)
    """Name of the function: up to 64 letters, digits, hyphens and underscores."""

    description: str = field(default="", create=f"{_CREATE}.Description", update=f"{_CONFIGURE}.Description")
    """Description, up to 256 characters."""

    role: Role | str | None = field(default=None, create=f"{_CREATE}.Role", update=f"{_CONFIGURE}.Role")
    """What the function may do: a role, or the ARN of one. Left out, the function gets a role of its own, named after
    function and region, that may write the function's log group and nothing else."""

    architecture: Literal["x86_64", "arm64"] = field(
        default="x86_64", create=f"{_CREATE}.Architectures.member", update=f"{_CODE}.Architectures.member"
    )
    """The processor that runs the code."""

    publish: bool = field(
        default=True, create=f"{_CREATE}.Publish", update=(f"{_CODE}.Publish", "lambda:PublishVersion.FunctionName")
    )
    """Whether each change of code or configuration is published as a version."""

    keep_versions: int = field(default=10)
    """How many versions are kept; older ones are removed after publishing, except those that an alias names."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update="lambda:TagResource.Tags")
    """Tags, besides those of the account: up to 46 together."""

    grants: list[Grant] = attrs.field(init=False, factory=list[Grant], repr=False)
    """What it may do with other resources (`grants.py`): a policy of its role, if the role is ours."""

    queues: list[AwsResource] = attrs.field(init=False, factory=list[AwsResource], repr=False)
    """The queues that Lambda reads for it."""

    add_alias = adder(Alias)
    add_event_source = adder(EventSourceMapping)
    add_permission = adder(Permission)
    add_url = adder(FunctionUrl)

    def grant(self, *verbs: Literal["invoke"] | str, to: Grantee) -> None:
        """Lets another function invoke this one, and any version or alias of it."""
        grant(self, verbs, to, {"invoke": (Allowance(("lambda:InvokeFunction",), ("", ":*")),)})

    @property
    def function(self) -> Function:
        return self

    @output
    def arn(self, place: Place) -> str:
        """The function's ARN, without a version."""
        return place.arn("lambda", f"function:{self.name}")

    @output
    def version(self, place: Place) -> None:
        """The version that was published last; `$LATEST` with `publish=False`. Known once the function is applied."""

    def implied(self) -> None:
        """A function brings along what it doesn't name: a log group and a role."""
        if self.external:
            return
        if self.log_group is None:
            self.log_group = own_log_group(self)
        # The check of types reports a value that isn't a log group.
        if self.role is None and isinstance(self.log_group, LogGroup):  # pyright: ignore[reportUnnecessaryIsInstance]
            self.role = own_role(self, self.log_group)
        if isinstance(self.role, Role) and not self.role.external:
            self.role.granted[policy_name(self, self.role)] = self.grants

    def complete(self, named_in: Set[str]) -> None:
        """What its fields bring along, which may be set after it is declared."""
        if not self.external:
            declare_settings(self, settings_of(self))
            self.grants.extend(one for one in needed_for_configuration(self) if one not in self.grants)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        # A queue hides messages for longer before the function may run for longer.
        yield from (("queues", one) for one in self.queues if not one.external)

    def warnings(self) -> Iterator[str]:
        yield from code_warnings(self)
        yield from configuration_warnings(self)

    def written(self, fields: Set[str]) -> Iterator[str]:
        if not fields & _SENT_WITH_CODE:
            return
        if way := way_of(self):
            yield way
        if self.package and self.package.no_bytecode and self.package.no_bytecode.wanted:
            yield f"Its distributions are shipped without bytecode: {self.package.no_bytecode.why}."

    def problems(self) -> Iterator[str]:
        if self.external:
            yield from constraint_violations(Function, {"name": self.name})
            return
        yield from super().problems()
        yield from code_problems(self)
        yield from configuration_refused(self)


PUBLISHING = fields_of(Function).keys() - IN_TAGS | {"state", "version"}
"""The differences after which another version may be published."""


def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    return one_by_one(reading, Function, names) if len(names) <= FEW else in_bulk(reading, Function, names)


def ours(reading: Reading) -> list[str]:
    return [name for name in reading.tagged_names("lambda", "function:") if ":" not in name]


def create(step: Step[Function]) -> Outputs:
    function, wanted, hash_sent = step.resource, step.values, sent_by(step)
    applied = applied_with(wanted, EXPECTED if function.publish else NOTHING, known(hash_sent))
    try:
        with code_members(step) as code:
            live = step.account.api.call(
                _CREATE,
                report=step.report,
                FunctionName=function.name,
                Code=code,
                Architectures=[wanted["architecture"]],
                Publish=function.publish,
                Tags=tags_with(step, applied),
                **sent(Function, _CREATE, wanted, to_create(wanted)),
            )
    except AlreadyExists as error:
        found = ours_after_all(step, error, lambda: read_again(step, Function), in_one_call=True)
        live = taken_for_ours(step, hash_sent, found)
    else:
        as_sent(step, hash_sent, live)
    present = live if live.get("State") == "Active" else as_before(step, live["CodeSha256"], active(step))
    # An answer that was lost told the version, too.
    version = publish_if_new(step, present) if live["Version"] == LATEST and function.publish else live["Version"]
    made = attrs.evolve(applied, version=version if function.publish else NOTHING, code=present["CodeSha256"])
    snapshot_made(step, made.published)
    known_by_tag = made.version == applied.version or "alias" not in function.attached
    if not known_by_tag or (version_of(made), made.code) != (version_of(applied), applied.code):
        write_tags(step, live["FunctionArn"], made, {})
    return {"version": version_of(made)}


def update(step: Step[Function]) -> Outputs:
    with refuse_deleted(step):
        return _update(step)


def _update(step: Step[Function]) -> Outputs:
    function, wanted, fields = step.resource, step.values, step.change.fields
    tags = write_ahead(step)
    live = settled_as_planned(step, look=tags != step.observed.tags)
    configuration = to_update(fields)
    version = version_in_tag(step)
    if configuration:
        live = configure(step, live, configuration)
    if fields & _SENT_WITH_CODE:
        version, live = send_code(step, live)
    elif function.publish and configuration:
        version = publish(step, live)
    elif function.publish and version == NOTHING:
        version = publish_if_new(step, live)
    applied = applied_with(wanted, version, live["CodeSha256"])
    snapshot_made(step, applied.published if configuration or fields & _SENT_WITH_CODE else NOTHING)
    write_tags(step, live["FunctionArn"], applied, tags)
    if function.publish and fields - IN_TAGS and step.change.action is not Action.ADOPT:
        remove_old(step, version)
    return {"version": version_of(applied) if function.publish else LATEST}


def delete(step: Step[Function]) -> None:
    if still_ours(step, tags_of(read_again(step, Function))):
        remove(step)


Function.lifecycle = Lifecycle(
    rank=1,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=delete,
    verify=lambda reading, names: one_by_one(reading, Function, names),
    same={"code": same_code},
    loosens={"attached": extends},
    lasting=frozenset({"version"}),
    renewed=dict.fromkeys(PUBLISHING, frozenset({"version"})),
    judge=judge,
    sensitive=sensitive_fields(Function),
    recorded_apart=frozenset({"code"}),
    outside=changed_outside,
    recall=recall,
    remade={"role": ROLE_MADE_ANEW},
    meaning=MEANING,
    problems=environment_refused,
)
