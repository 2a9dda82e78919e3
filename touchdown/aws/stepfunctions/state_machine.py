"""State machines: what their states call, with a role that may call just that.

Step Functions takes CreateStateMachine for done where there is a state machine of that name with an equal definition,
whatever its role and tags are (APIS.md, 41): so the tags are read right after it, and somebody else's isn't taken for
ours. A definition is compared by its meaning; it is sent as it was where only other settings change.

Weaknesses: executions that began within seconds of a change may still run the old definition (APIS.md, 45). Versions
are published, and never deleted before the state machine is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

import attrs

from touchdown.aws.grants import Allowance, Grant, Grantee, Verbs, allow, grant, needed
from touchdown.aws.iam.role import Role
from touchdown.aws.lifecycle import Tagged
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import carried_by
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import TaggedResource
from touchdown.aws.stepfunctions import implied, operations
from touchdown.aws.stepfunctions.changing import create, delete, update
from touchdown.aws.stepfunctions.checked import ask
from touchdown.aws.stepfunctions.definition import Unreadable, filled, from_file, from_text, to_text
from touchdown.aws.stepfunctions.live import ours, read
from touchdown.aws.stepfunctions.names import CREATE, TAGGING, UPDATE
from touchdown.aws.stepfunctions.settings import ENCRYPTION, NO_KEY, TRACING
from touchdown.aws.stepfunctions.shape import problems
from touchdown.aws.stepfunctions.tasks import Unknown, described
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import FIXED, IDENTITY, Form, field, resource
from touchdown.model.output import has_unknown
from touchdown.model.place import Place
from touchdown.model.resource import output

_LARGEST = 1_048_576

_member = carried_by(CREATE, UPDATE)


@resource
class StateMachine(TaggedResource):
    """A state machine (AWS: "CreateStateMachine", "Amazon States Language")."""

    TYPE: ClassVar[str] = "stepfunctions_state_machine"
    CALLS: ClassVar[Calls] = operations.CALLS
    PASSES_TO: ClassVar[str] = implied.SERVICE
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = operations.UNSUPPORTED

    name: str = field(create=f"{CREATE}.name", update=IDENTITY)
    """Name of the state machine: up to 80 characters."""

    definition: Mapping[str, Any] | str = field(**_member("definition", form=Form(send=to_text, read=from_text)))
    """Its states, in the Amazon States Language: a mapping, in which outputs stand as they are; or the path of a file
    in JSON or YAML."""

    values_: Mapping[str, Any] = field(factory=dict[str, Any], alias="values")
    """What `${Name}` in the definition stands for, by name: a resource, which stands for its ARN, an output, a text or
    a number. As an argument it is `values=`."""

    type: Literal["STANDARD", "EXPRESS"] = field(default="STANDARD", create=f"{CREATE}.type", update=FIXED)
    """`STANDARD` runs for up to a year, each state once; `EXPRESS` for up to five minutes, cheaply and often. Step
    Functions can't change it: the plan replaces the state machine."""

    role: Role | str | None = field(default=None, **_member("roleArn"))
    """The role with which states are run: a role, or the ARN of one. Left out, a role is brought along, which may do
    what the tasks need, and nothing else."""

    log_level: Literal["ALL", "ERROR", "FATAL", "OFF"] | None = field(
        default=None, **_member("loggingConfiguration.level"), opaque=True
    )
    """Which events of executions are logged. Left out, `ERROR` for `EXPRESS`, of which AWS keeps nothing else, and
    `OFF` for `STANDARD`, whose history AWS keeps for 90 days."""

    log_group: LogGroup | str | None = field(default=None, **_member("loggingConfiguration.destinations"), opaque=True)
    """Where they are logged: a log group, or the ARN of one. Left out, `/aws/vendedlogs/states/NAME`, which is brought
    along and keeps lines for 30 days."""

    log_data: bool = field(default=False, **_member("loggingConfiguration.includeExecutionData"), opaque=True)
    """Whether inputs and outputs of states are logged, too."""

    tracing: bool = field(default=False, **_member("tracingConfiguration", form=TRACING))
    """Whether executions are traced with X-Ray."""

    kms_key: str | None = field(
        default=None, **_member("encryptionConfiguration", form=ENCRYPTION, clear=NO_KEY), opaque=True
    )
    """The KMS key that encrypts definition and executions: an ARN, an ID or an alias. Left out, a key of AWS's own."""

    publish: bool = field(default=False, **_member("publish"))
    """Whether each change is published as a version, whose ARN is the output `version_arn`."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{CREATE}.tags", update=f"{TAGGING.write}.tags")
    """Tags, besides those of the account: up to 47 together."""

    grants: list[Grant] = attrs.field(init=False, factory=list[Grant], repr=False)
    """What its role is granted."""
    refused_by_aws: tuple[str, ...] = attrs.field(init=False, default=(), repr=False)
    _unreadable: str = attrs.field(init=False, default="", repr=False)
    _unknown: list[Unknown] = attrs.field(init=False, factory=list[Unknown], repr=False)

    GRANTS: ClassVar[Verbs] = {
        "start": (Allowance(("states:StartExecution", "states:StartSyncExecution")),),
        "answer": (Allowance(("states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat")),),
    }

    def grant(self, *verbs: Literal["start", "answer"] | str, to: Grantee) -> None:
        """Lets a function start the state machine, or answer tasks that wait for it with a token. IAM can't limit
        answers to a state machine: whoever may answer needs the token, which nobody can guess."""
        if "answer" in verbs:
            allow("*", self.GRANTS["answer"], to)
        if verbs != ("answer",):
            grant(self, [verb for verb in verbs if verb != "answer"], to, self.GRANTS)

    @output
    def arn(self, place: Place) -> str:
        """The state machine's ARN."""
        return place.arn("states", f"stateMachine:{self.name}")

    @output
    def version_arn(self, place: Place) -> None:
        """The ARN of the version that was published last, with `publish=True`."""

    def implied(self) -> None:
        if self.external:
            return
        self._read_definition()
        if self.log_level is None:
            self.log_level = "ERROR" if self.type == "EXPRESS" else "OFF"
        if self.log_level != "OFF" and self.log_group is None:
            self.log_group = implied.own_log_group(self)
        if self.role is None:
            self.role = implied.own_role(self)
        self._unknown = implied.grant_needs(self)
        if isinstance(self.role, Role) and not self.role.external:
            self.role.granted[implied.policy_name(self)] = self.grants

    def _read_definition(self) -> None:
        try:
            given: Any = self.definition
            read = from_file(given, self.account.directory) if isinstance(given, str) else given
            # The check of types reports values that aren't a mapping.
            if isinstance(self.values_, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
                self.definition = filled(read, self.values_)
        except Unreadable as error:
            self._unreadable = f'definition= is "{self.definition}", which {error}.'

    def warnings(self) -> Iterator[str]:
        if not isinstance(self.role, Role) or self.role.external:
            yield from (f"Its role isn't ours to change, and has to allow {one}." for one in needed(self.grants))
        yield from (described(one) for one in self._unknown)
        if warning := implied.needs_of_key(self):
            yield warning
        if self.account.local and self.log_level != "OFF":
            yield "The local AWS runs state machines, and logs nothing of them."

    def problems(self) -> Iterator[str]:
        if self.external:
            return
        yield from super().problems()
        if self._unreadable:
            yield self._unreadable
            return
        yield from (f"definition= {one}" for one in problems(self.definition, self.type))
        if self.log_level == "OFF" and (self.log_group is not None or self.log_data):
            yield "log_group= and log_data= are of a log: give log_level=, or leave them out."

    def refused(self, values: Values) -> Iterator[str]:
        # What is sent is a text that is made of the definition.
        yield from super().refused({name: one for name, one in values.items() if name != "definition"})
        size = 0 if has_unknown(values["definition"]) else len(to_text(values["definition"]).encode())
        if size > _LARGEST:
            yield f"definition= has {size} bytes, AWS allows {_LARGEST}."
        yield from self.refused_by_aws


def observe(reading: Reading, names: Sequence[str]) -> Mapping[str, Observed]:
    """Reads state machines, and asks AWS about the definitions that are new."""
    found = MACHINES.each(reading, names)
    declared = [one for one in reading.declared if isinstance(one, StateMachine) and one.name in names]
    reading.each(lambda one: ask(reading, one, found.get(one.name)), [one for one in declared if not one.external])
    return found


MACHINES = Tagged(
    StateMachine,
    rank=2,
    tagging=TAGGING,
    read=read,
    observe=observe,
    ours=ours,
    create=create,
    update=update,
    delete=delete,
)
StateMachine.lifecycle = MACHINES.lifecycle()
