"""Stages of REST APIs: the document, its deployment, and the stage that answers with it. An API brings its stage along.

Nothing answers before a deployment, and nothing of what is written is seen by anybody before the stage has it: so a
method never answers without what guards it (APIS.md, 10). The permissions that the document needs come before.

A stage is ours by the mark in its description. Deployments of before stay: AWS sets no limit, and people go back to
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from touchdown.aws.apigateway import definition, deploying, settings
from touchdown.aws.apigateway import document as documents
from touchdown.aws.apigateway.deployed import from_text, routes_seen
from touchdown.aws.apigateway.deploying import PUT
from touchdown.aws.apigateway.listing import REST_APIS, arn_of, id_in
from touchdown.aws.apigateway.operations import arns
from touchdown.aws.apigateway.rest_api import RestApi
from touchdown.aws.apigateway.unsupported import DOCUMENT, STAGE, UPDATE_STAGE
from touchdown.aws.attached import Attached
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.marks import start_of_id
from touchdown.aws.members import meaning_of_policy
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource, carried_address, split_identity
from touchdown.model.resource import arn_of as output_arn

_CREATE, _UPDATE, _DELETE = "apigateway:CreateStage", "apigateway:UpdateStage", "apigateway:DeleteStage"
_READ = "apigateway:GetStages"
_IN_DOCUMENT: Mapping[str, Any] = {"create": f"{PUT}.body", "update": f"{PUT}.body", "opaque": True}
_PATCHED = f"{_UPDATE}.patchOperations"
_DOCUMENT = frozenset({"routes", "document", "binary_types", "minimum_size", "policy"})


@resource
class Stage(AttachedResource):
    """The stage of a REST API, with the document that is deployed to it. The API brings it along."""

    TYPE: ClassVar[str] = "apigateway_rest_api:stage"
    UNSHOWN: ClassVar[frozenset[str]] = frozenset({"document", "api"})
    CALLS: ClassVar[Calls] = calls(
        read=[_READ, deploying.READ],
        write=[*deploying.WRITE, _CREATE, _UPDATE],
        delete=[_DELETE],
        arns=arns,
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {PUT: DOCUMENT, _CREATE: STAGE, _UPDATE: UPDATE_STAGE}

    name: str = field(create=f"{_CREATE}.stageName", update=IDENTITY)
    """Name of the stage, in the API's `stage=`."""

    routes: Mapping[str, str] = field(factory=dict[str, str], create=f"{PUT}.body", update=f"{PUT}.body")
    """The routes, each in a few words."""

    document: Mapping[str, Any] | str | None = field(default=None, **_IN_DOCUMENT, brief=documents.brief)
    """The document, as it is sent; what is deployed is known by its digest."""

    binary_types: Sequence[str] = field(factory=list[str], create=f"{PUT}.body", update=f"{PUT}.body")
    """In the API's `binary_types=`."""

    minimum_size: int | None = field(default=None, **_IN_DOCUMENT)
    """In the API's `minimum_size=`."""

    policy: Mapping[str, Any] | None = field(default=None, **_IN_DOCUMENT)
    """In the API's `policy=`."""

    variables: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.variables", update=_PATCHED)
    """In the API's `stage_variables=`."""

    throttling: Mapping[str, float] | None = field(default=None, create=_PATCHED, update=_PATCHED)
    """In the API's `throttling=`."""

    tracing: bool = field(default=False, create=f"{_CREATE}.tracingEnabled", update=_PATCHED)
    """In the API's `tracing=`."""

    access_log: LogGroup | None = field(default=None, create=_PATCHED, update=_PATCHED)
    """In the API's `access_log=`."""

    @property
    def api(self) -> RestApi:
        assert isinstance(self.parent, RestApi)
        return self.parent

    def complete(self, named_in: object) -> None:
        """Takes over what the API declares, now that all its routes are known."""
        api = self.api
        self.binary_types, self.minimum_size, self.policy = api.binary_types, api.minimum_size, api.policy
        self.variables, self.throttling, self.tracing = api.stage_variables, api.throttling, api.tracing
        self.access_log = api.access_log if isinstance(api.access_log, LogGroup) else None
        self.routes = {**{one.route: str(one) for one in api.routes}, **definition.routes(api)}
        self.document = documents.of(api)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from (("routes", needed) for one in (*self.api.routes, *self.api.targets) for needed in one.references())

    def warnings(self) -> Iterator[str]:
        for one in (*self.api.routes, *self.api.targets):
            yield from one.warnings()
        asking = [one.route for one in self.api.routes if one.api_key]
        if asking and not self.api.keys:
            yield f"{asking[0]} asks for a key, and the API has none: add_api_key() adds a key."


def desired(stage: Stage) -> Values:
    return {**declared_values(stage), "api": output_arn(stage.api)}


def read(stage: Named) -> Found:
    parent, name = split_identity(Stage.TYPE, stage.identity)
    api = REST_APIS.named(stage.reading, parent)
    live = next((one for one in _stages(stage.reading, api["id"]) if one["stageName"] == name), None)
    if live is None:
        raise Missing(f"The API {parent} has no stage {name}.")
    deployed = from_text(deploying.description(stage, api["id"], live.get("deploymentId", "")))
    declared = next(
        (one for one in stage.reading.declared if isinstance(one, Stage) and one.identity == stage.identity), None
    )
    arn = arn_of(stage.reading.place, "restapis", api["id"])
    values: dict[str, Any] = {
        "routes": routes_seen(deployed, declared.routes if declared else {}),
        "document": deployed.digest,
        "binary_types": api.get("binaryMediaTypes") or [],
        "minimum_size": api.get("minimumCompressionSize"),
        "policy": deploying.policy_of(api.get("policy"), stage.reading.place.arn("execute-api", api["id"])),
        "variables": live.get("variables") or {},
        "tracing": bool(live.get("tracingEnabled")),
        "throttling": settings.limits_of(live),
        "access_log": settings.logged_to(live),
        "api": arn,
    }
    marked = live.get("description") == _mark(stage.account.name, stage.reading.workspace, stage.identity)
    return Found(values, arn=f"{arn}/stages/{name}", marked=marked)


def _mark(account: str, workspace: str | None, identity: str) -> str:
    return start_of_id(workspace, carried_address(account, Stage.TYPE, identity))[:-1]


def _stages(reading: Reading, api_id: str) -> Sequence[Mapping[str, Any]]:
    return reading.once(f"stages of {api_id}", lambda: reading.api.once(_READ, restApiId=api_id).get("item", []))


def names(reading: Reading, api: str) -> Iterable[str]:
    """The names of our stages."""
    found = _stages(reading, REST_APIS.named(reading, api)["id"])
    described = [(one["stageName"], one.get("description")) for one in found]
    account, workspace = reading.account.name, reading.workspace
    return [name for name, text in described if text == _mark(account, workspace, f"{api}:{name}")]


def create(step: Step[Stage]) -> Outputs:
    values = step.values
    api_id, name = id_in(values["api"]), step.resource.name
    members = {"variables": values["variables"], "tracingEnabled": values["tracing"]}
    call(
        step,
        _CREATE,
        restApiId=api_id,
        stageName=name,
        deploymentId=deploying.deployment(step),
        description=_mark(step.account.name, step.workspace, step.identity),
        **{member: value for member, value in members.items() if value},
    )
    there = {**values, "throttling": None, "access_log": None}
    _patch(step, list(settings.patches(values, there)))
    return {"arn": f"{values['api']}/stages/{name}"}


def update(step: Step[Stage], present: Observed) -> None:
    there, same = present.values, Stage.lifecycle.is_same
    differing = {name for name in there if not same(name, step.values[name], there[name])}
    wanted = {name: value if name in differing else there[name] for name, value in step.values.items()}
    moved = [settings.replaced("/deploymentId", deploying.deployment(step))] if differing & _DOCUMENT else []
    _patch(step, [*moved, *settings.patches(wanted, there)])


def delete(step: Step[Stage]) -> None:
    call(step, _DELETE, restApiId=id_in(step.observed.values["api"]), stageName=step.identity.rpartition(":")[2])


def _patch(step: Step[Stage], patches: Sequence[settings.Patch]) -> None:
    if patches:
        api_id = id_in(step.values["api"])
        call(step, _UPDATE, restApiId=api_id, stageName=step.resource.name, patchOperations=patches)


Stage.lifecycle = attrs.evolve(
    Attached(
        Stage,
        to=RestApi,
        rank=1,
        read=read,
        listed=names,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
        lasting=frozenset({"arn"}),
    ).lifecycle(),
    meaning={
        "document": documents.digest,
        "binary_types": sorted,
        "policy": meaning_of_policy,
        "throttling": settings.meaning_of_limits,
    },
)
