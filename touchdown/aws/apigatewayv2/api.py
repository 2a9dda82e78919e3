"""HTTP APIs: addresses that pass requests on to functions, each together with its stage `$default`.

AWS makes up an API's id, and takes any number of APIs of the same name. So ours is found by its tags (`listing.py`),
and looked for again before a call that creates is repeated: a lost answer would leave a twin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from touchdown.aws.apigatewayv2 import stage
from touchdown.aws.apigatewayv2.cors import CORS, changed_cors, cors_problems, meaning_of_cors, wanted_cors
from touchdown.aws.apigatewayv2.listing import HTTP_APIS, outputs_of
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.tagging import TAGGING
from touchdown.aws.apigatewayv2.unsupported import API, STAGE
from touchdown.aws.connection import Connection
from touchdown.aws.lifecycle import Found, Named, Tagged, declared_values, extends
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.adder import adder
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.apigatewayv2.authorizer import Authorizer
    from touchdown.aws.apigatewayv2.route import Route
else:
    Authorizer = later("touchdown.aws.apigatewayv2.authorizer:Authorizer")
    Route = later("touchdown.aws.apigatewayv2.route:Route")

_CREATE, _UPDATE, _DELETE = "apigatewayv2:CreateApi", "apigatewayv2:UpdateApi", "apigatewayv2:DeleteApi"
_NO_CORS = "apigatewayv2:DeleteCorsConfiguration"
_IN_API, _IN_STAGE = frozenset({"cors", "disable_default_endpoint"}), frozenset({"throttling", "access_log"})


@resource
class HttpApi(TaggedResource):
    """An HTTP API with its stage `$default` (AWS: "CreateApi", "CreateStage", "Quotas for HTTP APIs")."""

    TYPE: ClassVar[str] = "apigatewayv2_api"
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"authorizer", "integration", "route"})
    CALLS: ClassVar[Calls] = calls(
        read=["apigatewayv2:GetApis", stage.READ],
        write=[_CREATE, _UPDATE, _NO_CORS, stage.CREATE, stage.UPDATE, stage.NO_LOG],
        delete=[_DELETE],
        tagging=TAGGING,
        arns=arns,
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {**API, "ProtocolType": "HTTP"},
        _UPDATE: {**API, "ApiId": "the API itself", "Name": "the API itself"},
        stage.CREATE: {**STAGE, "Tags": "the API carries them"},
        stage.UPDATE: STAGE,
        TAGGING.write: {"ResourceArn": "the API itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the API: up to 128 characters. AWS takes a name several times; the tags say which API is ours."""

    cors: Mapping[str, Any] | bool | None = field(
        default=None, create=f"{_CREATE}.CorsConfiguration", update=f"{_UPDATE}.CorsConfiguration", form=CORS
    )
    """Access that browsers give to pages of other sites: `True` for pages of any site, with any method and header; or
    as AWS's Cors: `{"AllowOrigins": ["https://example.com"], "AllowMethods": ["GET"]}`."""

    throttling: Mapping[str, float] | None = field(
        default=None,
        create=f"{stage.CREATE}.DefaultRouteSettings",
        update=f"{stage.UPDATE}.DefaultRouteSettings",
        form=stage.THROTTLING,
        clear=stage.ACCOUNTS_LIMITS,
    )
    """How many requests each route takes, as `{"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}`: per second,
    and at once. Left out, the limits of the account."""

    access_log: LogGroup | bool = field(
        default=False,
        create=f"{stage.CREATE}.AccessLogSettings",
        update=f"{stage.UPDATE}.AccessLogSettings",
        form=stage.ACCESS_LOG,
    )
    """Where a line is written for each request: a log group; with `True`, the group `/aws/vendedlogs/apis/NAME`, which
    is brought along and keeps lines for 30 days."""

    disable_default_endpoint: bool = field(
        default=False, create=f"{_CREATE}.DisableExecuteApiEndpoint", update=f"{_UPDATE}.DisableExecuteApiEndpoint"
    )
    """Whether the address that AWS makes up doesn't answer, for an API that has a domain."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 47 together."""

    add_authorizer = adder(Authorizer)
    add_route = adder(Route)

    @output
    def id(self, place: Place) -> None:
        """The API's id, which AWS makes up."""

    @output
    def url(self, place: Place) -> None:
        """The address, without a slash at its end: `https://ID.execute-api.REGION.amazonaws.com`. On the local AWS, an
        address of this machine."""

    @output
    def arn(self, place: Place) -> None:
        """The API's ARN."""

    @output
    def execution_arn(self, place: Place) -> None:
        """The beginning of the ARNs by which policies name the API's routes: `EXECUTION_ARN/STAGE/METHOD/PATH`."""

    def implied(self) -> None:
        if self.access_log is True:
            self.access_log = stage.own_log_group(self)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from stage.limit_problems(self.throttling)
        yield from cors_problems(wanted_cors(self.cors))


def desired(api: HttpApi) -> Values:
    values = declared_values(api)
    log = None if values["access_log"] is False else values["access_log"]
    return {**values, "cors": wanted_cors(api.cors), "access_log": log, "stage": stage.DEFAULT}


def read(api: Named) -> Found:
    found = HTTP_APIS.named(api.reading, api.name)
    live = stage.read_stage(api.api, found["ApiId"], stage.DEFAULT)
    values = {
        **values_in(HttpApi, found, only=_IN_API),
        **values_in(HttpApi, live or {}, only=_IN_STAGE),
        "stage": stage.stage_of(live),
    }
    outputs = _outputs(api.account, found)
    log = None if values["access_log"] is False else values["access_log"]
    return Found({**values, "access_log": log}, outputs, tags=dict(found.get("Tags", {})), arn=outputs["arn"])


def _outputs(account: Connection, api: Mapping[str, Any]) -> Outputs:
    return {**outputs_of(account, api), "url": account.reachable(api["ApiEndpoint"])}


def create(step: Step[HttpApi]) -> Outputs:
    members = {"Name": step.resource.name, "ProtocolType": "HTTP", "Tags": all_tags(step)}
    members |= sent(HttpApi, _CREATE, step.values, only=_IN_API)
    made = step.account.api.create_once(_CREATE, lambda: _made(step), report=step.report, **members)
    stage.create_stage(step, made["ApiId"], stage.DEFAULT, sent(HttpApi, stage.CREATE, step.values, only=_IN_STAGE))
    return _outputs(step.account, made)


def _made(step: Step[HttpApi]) -> Mapping[str, Any] | None:
    """Our API, if it exists."""
    with reading_of(step.account, step.workspace) as reading:
        return HTTP_APIS.ours_named(reading, step.resource.name)


def update(step: Step[HttpApi], present: Observed) -> None:
    api_id, wanted, there = present.outputs["id"], step.values, present.values
    differing = {name for name in there if not HttpApi.lifecycle.is_same(name, wanted[name], there[name])}
    members = sent(HttpApi, _UPDATE, wanted, only=differing & _IN_API)
    if "cors" in differing and wanted["cors"] is None:
        call(step, _NO_CORS, ApiId=api_id)
    elif "cors" in differing:
        members["CorsConfiguration"] = changed_cors(wanted["cors"], there["cors"])
    if members:
        call(step, _UPDATE, ApiId=api_id, **members)
    if there["stage"] is None:
        stage.create_stage(step, api_id, stage.DEFAULT, sent(HttpApi, stage.CREATE, wanted, only=_IN_STAGE))
        return
    settings = sent(HttpApi, stage.UPDATE, wanted, only=differing & _IN_STAGE)
    stage.change_stage(step, api_id, stage.DEFAULT, settings, differing, log=wanted["access_log"])


def delete(step: Step[HttpApi]) -> None:
    call(step, _DELETE, ApiId=step.observed.outputs["id"])


APIS = Tagged(
    HttpApi,
    rank=2,
    tagging=TAGGING,
    read=read,
    ours=HTTP_APIS.names_of_ours,
    create=create,
    update=update,
    delete=delete,
    desired=desired,
    tags_in_answer=True,
)
HttpApi.lifecycle = attrs.evolve(
    APIS.lifecycle(),
    lasting=frozenset({"id", "url", "arn", "execution_arn"}),
    loosens={"attached": extends},
    meaning={"cors": meaning_of_cors, "throttling": stage.meaning_of_limits},
)
