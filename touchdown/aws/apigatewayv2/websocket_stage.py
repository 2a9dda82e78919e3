"""Stages of WebSocket APIs: an API brings its stage along, which is made after the API's routes (APIS.md, 29).

A stage is ours by the mark in its description.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

import attrs

from touchdown.aws.apigatewayv2 import stage as stages
from touchdown.aws.apigatewayv2.children import Children, api_of, id_in, mark_for, mark_of
from touchdown.aws.apigatewayv2.listing import WEBSOCKET_APIS
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.unsupported import WEBSOCKET_STAGE
from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
from touchdown.aws.apigatewayv2.websocket_route import WebSocketRoute
from touchdown.aws.attached import Attached
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import carried_by, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource, arn_of, split_identity

_READ = "apigatewayv2:GetStages"
STAGES = Children("Stage", mark="Description", apis=WEBSOCKET_APIS, id="StageName")
_SETTINGS = frozenset({"throttling", "access_log"})
_member = carried_by(stages.CREATE, stages.UPDATE)


@resource
class WebSocketStage(AttachedResource):
    """The stage of a WebSocket API (AWS: "CreateStage"). The API brings it along."""

    TYPE: ClassVar[str] = "apigatewayv2_websocket_api:stage"
    CALLS: ClassVar[Calls] = calls(
        read=[_READ], write=[stages.CREATE, stages.UPDATE, stages.NO_LOG], delete=[stages.DELETE], arns=arns
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        stages.CREATE: WEBSOCKET_STAGE,
        stages.UPDATE: {
            **{name: why for name, why in WEBSOCKET_STAGE.items() if name != "Tags"},
            "StageName": "itself",
        },
    }

    name: str = field(create=f"{stages.CREATE}.StageName", update=IDENTITY)
    """Name of the stage, in the API's `stage=`."""

    throttling: Mapping[str, float] | None = field(
        default=None, **_member("DefaultRouteSettings", form=stages.THROTTLING, clear=stages.ACCOUNTS_LIMITS)
    )
    """In the API's `throttling=`."""

    access_log: LogGroup | None = field(default=None, **_member("AccessLogSettings", form=stages.ACCESS_LOG))
    """In the API's `access_log=`."""

    @property
    def api(self) -> WebSocketApi:
        assert isinstance(self.parent, WebSocketApi)
        return self.parent

    def complete(self, named_in: object) -> None:
        self.throttling = self.api.throttling
        self.access_log = self.api.access_log if isinstance(self.api.access_log, LogGroup) else None

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from (("routes", one) for one in self.api.children if isinstance(one, WebSocketRoute))


def desired(stage: WebSocketStage) -> Values:
    return {**declared_values(stage), "stage": stage.name, "api": arn_of(stage.api)}


def read(stage: Named) -> Found:
    reading, name = stage.reading, split_identity(WebSocketStage.TYPE, stage.identity)[1]
    found, arn = STAGES.found(stage, lambda one: one["StageName"] == name)
    values = {**values_in(WebSocketStage, found), "stage": stages.stage_of(found), "api": api_of(arn)}
    mark = mark_of(reading.account.name, reading.workspace, WebSocketStage, stage.identity)
    return Found(values, arn=arn, marked=found.get("Description") == mark)


def names(reading: Reading, api: str) -> Iterable[str]:
    return [one["StageName"] for one in STAGES.ours(reading, api)]


def create(step: Step[WebSocketStage]) -> Outputs:
    name, settings = step.resource.name, sent(WebSocketStage, stages.CREATE, step.values, only=_SETTINGS)
    stages.create_stage(step, id_in(step.values["api"]), name, {**settings, "Description": mark_for(step)})
    return {"arn": f"{step.values['api']}/stages/{name}"}


def update(step: Step[WebSocketStage], present: Observed) -> None:
    wanted, there, same = step.values, present.values, WebSocketStage.lifecycle.is_same
    differing = {name for name in wanted if not same(name, wanted[name], there[name])}
    settings = sent(WebSocketStage, stages.UPDATE, wanted, only=differing & _SETTINGS)
    if present.workspace is None:
        settings["Description"] = mark_for(step)
    api_id = id_in(wanted["api"])
    stages.change_stage(step, api_id, step.resource.name, settings, differing, log=wanted["access_log"])


def delete(step: Step[WebSocketStage]) -> None:
    observed = step.observed
    call(step, stages.DELETE, ApiId=id_in(observed.values["api"]), StageName=id_in(observed.arn))


WebSocketStage.lifecycle = attrs.evolve(
    Attached(
        WebSocketStage,
        to=WebSocketApi,
        rank=0,
        read=read,
        listed=names,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
        lasting=frozenset({"arn"}),
    ).lifecycle(),
    meaning={"throttling": stages.meaning_of_limits},
)
