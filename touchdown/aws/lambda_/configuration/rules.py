"""What AWS would refuse of a function's configuration, beyond the service model (FUNCTION.md, section 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from touchdown.aws.constraints import environment_problems
from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.ec2.subnets import Subnets
from touchdown.aws.grants import needed, policy_name
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.configuration.runtimes import near_its_end, refused
from touchdown.aws.lambda_.invocation.destinations import destination_problems
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.resource import AwsResource
from touchdown.engine.observed import Values
from touchdown.model.output import has_unknown

if TYPE_CHECKING:
    from touchdown.aws.ec2.security_group import SecurityGroup
    from touchdown.aws.lambda_.function import Function
    from touchdown.aws.lambda_.layers.layer import Layer

LONGEST_EVERYWHERE: Final = 900
"""The timeout that each region takes, in seconds; the service model has 1,800 (FUNCTION.md, 0.2)."""
_MOST_LAYERS: Final = 5
_LAYER: Final = re.compile(r"(arn:[^:]+:lambda:([^:]+):[^:]*:layer:[^:]+):(\d+)")
_SNAP_START: Final = {"python": (3, 12), "java": (11,), "dotnet": (8,)}
_STORAGE_OF_SNAP_START: Final = 512


def environment_refused(values: Values) -> Iterator[str]:
    """What AWS refuses of the environment, once outputs are put in."""
    yield from (f"environment= {problem}" for problem in environment_problems(values["environment"]))


def configuration_refused(function: Function) -> Iterator[str]:
    """What is wrong with the declared fields."""
    if not function.keep_versions >= 1:
        yield f"keep_versions= is {function.keep_versions}, at least one has to stay."
    if problem := refused(function.runtime):
        yield f"runtime= {problem}."
    if any(_is_itself(function, target) for target in (function.on_success, function.on_failure)):
        yield "on_success= and on_failure= can't name the function itself: Lambda refuses it as its own destination."
    yield from environment_refused(function.values())
    yield from _of_network(function)
    yield from _of_layers(function)
    yield from destination_problems("dead_letter", function.dead_letter, ("sqs", "sns"))
    yield from _of_logging(function)
    yield from _elsewhere(function)
    yield from _of_snap_start(function)
    if function.kms_key is not None and not function.environment and not function.snap_start:
        yield "kms_key= needs environment= or snap_start=: AWS forgets a key that encrypts nothing."
    role = function.role if isinstance(function.role, Role) and not function.role.external else None
    if function.grants and role and policy_name(function, role) not in role.granted:
        yield "role= was changed after something was granted to the function: give the role when it is declared."


def _elsewhere(function: Function) -> Iterator[str]:
    """Without a word, Lambda writes no log into a group of another region or account, and refuses a role of another
    account when half is made."""
    group, role = function.log_group, function.role
    if isinstance(group, LogGroup) and (other := _other_place(function, group, regions=True)):
        yield f"log_group= is {group.address}, {other}: Lambda writes logs only where the function is, and loses them."
    if isinstance(role, Role) and (other := _other_place(function, role, regions=False)):
        yield f"role= is {role.address}, {other}: a function's role is one of its own account."


def _other_place(function: Function, other: AwsResource, *, regions: bool) -> str:
    """The place of another resource, if it is known to be another one than the function's."""
    here, there = function.account, other.account
    if regions and here.region != there.region:
        return f"in {there.region}, and the function is in {here.region}"
    if here.account and there.account and here.account != there.account:
        return f"in the account {there.account}, and the function is in {here.account}"
    return ""


def _is_itself(function: Function, target: object) -> bool:
    own = f":{function.account.region}:{function.account.account}:function:{function.name}"
    return target is function or (isinstance(target, str) and not has_unknown(target) and target.endswith(own))


def configuration_warnings(function: Function) -> Iterator[str]:
    if ending := near_its_end(function.runtime, date.today()):
        yield f"runtime= {ending}."
    if function.timeout > LONGEST_EVERYWHERE:
        yield (
            f"timeout= is {function.timeout}: AWS's documentation allows {LONGEST_EVERYWHERE} seconds, and not each "
            "region may take more yet."
        )
    if not isinstance(function.role, Role) or function.role.external:
        yield from (f"Its role isn't ours to change, and has to allow {one}." for one in needed(function.grants))


def _of_network(function: Function) -> Iterator[str]:
    if bool(function.subnets) != bool(function.security_groups):
        yield "subnets= and security_groups= belong together: give both, or neither."
    if function.ipv6 and not function.subnets:
        yield "ipv6=True needs subnets=: without a network of yours the function has no use for it."
    subnets, groups = function.subnets, function.security_groups
    yield from _of_ids("subnets", "SubnetIds", None if isinstance(subnets, Subnets) else subnets)
    yield from _of_ids("security_groups", "SecurityGroupIds", groups)


def _of_ids(name: str, member: str, ids: Sequence[SecurityGroup | str] | None) -> Iterator[str]:
    some, path = ids or (), f"VpcConfig.{member}"
    yield from (f"{name}= {one}" for one in constraint_problems("lambda:CreateFunction", path, list(some)))
    for given in some:
        if isinstance(given, str) and not has_unknown(given) and not re.fullmatch(r"(subnet|sg)-[0-9a-zA-Z]+", given):
            yield f'{name}= has "{given}", which is no id, as subnet-0a1b2c3d or sg-0a1b2c3d.'


def _of_layers(function: Function) -> Iterator[str]:
    layers = [*(function.layers or ())]
    if len(layers) > _MOST_LAYERS:
        yield f"layers= has {len(layers)} layers, AWS allows {_MOST_LAYERS}."
    named = [name for name, _ in filter(None, map(_name_and_region, layers))]
    yield from (
        f"layers= has {name} twice: AWS takes a single version of a layer."
        for name in dict.fromkeys(named)
        if named.count(name) > 1
    )
    for layer in layers:
        found = _name_and_region(layer)
        if found is None and isinstance(layer, str) and not has_unknown(layer):
            yield f'layers= has "{layer}", which is no version, as arn:aws:lambda:REGION:ACCOUNT:layer:NAME:1.'
        elif found is not None and found[1] != function.account.region:
            yield f"layers= has {found[0]} of {found[1]}, and the function is in {function.account.region}."
        if not isinstance(layer, str) and not layer.external:
            yield from _unfit(function, layer)


def _name_and_region(layer: Layer | str) -> tuple[str, str] | None:
    if not isinstance(layer, str):
        return layer.name, layer.account.region
    found = None if has_unknown(layer) else _LAYER.fullmatch(layer)
    return (found[1], found[2]) if found else None


def _unfit(function: Function, layer: Layer) -> Iterator[str]:
    """AWS lets any function have any layer (FUNCTION.md, 18), and it fails when it runs."""
    for name, one, some in (
        ("runtime", function.runtime, layer.runtimes),
        ("architecture", function.architecture, layer.architectures),
    ):
        if some and one not in some:
            yield f"layers= has {layer.name}, which is for {', '.join(some)}, and {name}= is {one}."


def _of_logging(function: Function) -> Iterator[str]:
    levels = ("application_log_level", "system_log_level")
    if function.log_format != "JSON":
        given = [name for name in levels if getattr(function, name) is not None]
        yield from (f'{name}= needs log_format="JSON": text has no levels.' for name in given)


def _of_snap_start(function: Function) -> Iterator[str]:
    if not function.snap_start:
        return
    family, *version = re.findall(r"[a-z]+|\d+", function.runtime)[:3]
    oldest = _SNAP_START.get(family)
    if oldest is None or tuple(int(part) for part in version if part.isdecimal()) < oldest:
        yield f"snap_start=True isn't for {function.runtime}: it takes Python 3.12, Java 11 or .NET 8, or newer."
    if not function.publish:
        yield "snap_start=True needs publish=True: only published versions have a snapshot."
    if function.ephemeral_storage > _STORAGE_OF_SNAP_START:
        yield f"snap_start=True and ephemeral_storage= above {_STORAGE_OF_SNAP_START} exclude each other."
