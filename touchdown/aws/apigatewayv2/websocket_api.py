"""WebSocket APIs: addresses to which clients stay connected, and whose messages are passed on to functions.

What is said of HTTP APIs in `api.py` holds here too: an API is ours by its tags. Its stage comes after its routes
(`websocket_stage.py`), since AWS deploys no API without a route (APIS.md, 29).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from touchdown.aws.apigatewayv2 import stage
from touchdown.aws.apigatewayv2.listing import WEBSOCKET_APIS, outputs_of
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.tagging import TAGGING
from touchdown.aws.apigatewayv2.unsupported import WEBSOCKET_API
from touchdown.aws.connection import Connection
from touchdown.aws.grants import Allowance, Grantee, Verbs, grant
from touchdown.aws.lifecycle import Found, Named, Tagged, extends
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import changed, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.adder import adder, declare
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.apigatewayv2.websocket_authorizer import WebSocketAuthorizer
    from touchdown.aws.apigatewayv2.websocket_route import WebSocketRoute
    from touchdown.aws.apigatewayv2.websocket_stage import WebSocketStage
else:
    WebSocketAuthorizer = later("touchdown.aws.apigatewayv2.websocket_authorizer:WebSocketAuthorizer")
    WebSocketRoute = later("touchdown.aws.apigatewayv2.websocket_route:WebSocketRoute")
    WebSocketStage = later("touchdown.aws.apigatewayv2.websocket_stage:WebSocketStage")

_CREATE, _UPDATE, _DELETE = "apigatewayv2:CreateApi", "apigatewayv2:UpdateApi", "apigatewayv2:DeleteApi"
_DEFAULT_STAGE = "live"
_SELECTION = re.compile(r"\$\{?request\.body\.[\w.-]+\}?", re.ASCII)
_STAGE = re.compile(r"[\w-]{1,128}", re.ASCII)


@resource
class WebSocketApi(TaggedResource):
    """A WebSocket API with its stage (AWS: "API Gateway WebSocket APIs")."""

    TYPE: ClassVar[str] = "apigatewayv2_websocket_api"
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"authorizer", "integration", "route", "stage"})
    CALLS: ClassVar[Calls] = calls(
        read=["apigatewayv2:GetApis"], write=[_CREATE, _UPDATE], delete=[_DELETE], tagging=TAGGING, arns=arns
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {**WEBSOCKET_API, "ProtocolType": "WEBSOCKET"},
        _UPDATE: {**WEBSOCKET_API, "ApiId": "the API itself", "Name": "the API itself"},
        TAGGING.write: {"ResourceArn": "the API itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the API: up to 128 characters. AWS takes a name several times; the tags say which API is ours."""

    selection: str = field(
        default="$request.body.action",
        create=f"{_CREATE}.RouteSelectionExpression",
        update=f"{_UPDATE}.RouteSelectionExpression",
    )
    """Where in a message its route stands: with `$request.body.action`, `{"action": "say"}` takes the route `say`."""

    stage: str = field(default=_DEFAULT_STAGE, known=True)
    """The stage's name, which is the path of the address: letters, digits, hyphens and underscores."""

    throttling: Mapping[str, float] | None = field(default=None)
    """How many messages each route takes, as `{"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}`: per second,
    and at once. Left out, the limits of the account."""

    access_log: LogGroup | bool = field(default=False)
    """Where a line is written for each message: a log group; with `True`, the group `/aws/vendedlogs/apis/NAME`, which
    is brought along and keeps lines for 30 days. API Gateway needs a role for logs, which is the account's
    (`aws apigateway update-account`); Touchdown doesn't set it."""

    disable_default_endpoint: bool = field(
        default=False, create=f"{_CREATE}.DisableExecuteApiEndpoint", update=f"{_UPDATE}.DisableExecuteApiEndpoint"
    )
    """Whether the address that AWS makes up doesn't answer, for an API that has a domain."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 46 together."""

    live: WebSocketStage = attrs.field(init=False, repr=False)

    add_authorizer = adder(WebSocketAuthorizer)
    add_route = adder(WebSocketRoute)

    GRANTS: ClassVar[Verbs] = {
        "manage": (Allowance(("execute-api:ManageConnections",), ("/*/*/@connections/*",)),),
    }

    def grant(self, *verbs: Literal["manage"] | str, to: Grantee) -> None:
        """Lets a function send to those who are connected, look at a connection, and end it."""
        grant(self, verbs, to, self.GRANTS, actions_on=("/*",), on=self.execution_arn)

    @output
    def id(self, place: Place) -> None:
        """The API's id, which AWS makes up."""

    @output
    def url(self, place: Place) -> None:
        """The address that clients connect to: `wss://ID.execute-api.REGION.amazonaws.com/STAGE`. On the local AWS, an
        address of this machine."""

    @output
    def connections_url(self, place: Place) -> None:
        """The address to which functions send what is for those who are connected, as the `endpoint_url` of AWS's SDK:
        `https://ID.execute-api.REGION.amazonaws.com/STAGE`."""

    @output
    def arn(self, place: Place) -> None:
        """The API's ARN."""

    @output
    def execution_arn(self, place: Place) -> None:
        """The beginning of the ARNs by which policies name the API's routes: `EXECUTION_ARN/STAGE/ROUTE`."""

    def implied(self) -> None:
        if self.access_log is True:
            self.access_log = stage.own_log_group(self)
        self.live = declare(self, WebSocketStage(name=self.stage), implied_by=self)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from stage.limit_problems(self.throttling)
        if not _SELECTION.fullmatch(self.selection):
            yield f'selection= is "{self.selection}": as AWS has it, "$request.body.action".'
        if not _STAGE.fullmatch(self.stage):
            yield f'stage= is "{self.stage}": it takes up to 128 letters, digits, hyphens and underscores.'
        if not self.external and "route" not in self.attached:
            yield "it has no route, and AWS deploys none without: add_route() adds one."


def read(api: Named) -> Found:
    found = WEBSOCKET_APIS.named(api.reading, api.name)
    declared = (one for one in api.reading.declared if isinstance(one, WebSocketApi) and one.identity == api.name)
    outputs = _outputs(api.account, found, next((one.stage for one in declared), _DEFAULT_STAGE))
    tags = dict(found.get("Tags", {}))
    return Found(values_in(WebSocketApi, found), outputs, tags=tags, arn=outputs["arn"])


def _outputs(account: Connection, api: Mapping[str, Any], name: str) -> Outputs:
    scheme, _, rest = account.reachable(api["ApiEndpoint"]).partition("://")
    secure = "s" if scheme in ("https", "wss") else ""
    addresses = {"url": f"ws{secure}://{rest}/{name}", "connections_url": f"http{secure}://{rest}/{name}"}
    return {**outputs_of(account, api), **addresses}


def create(step: Step[WebSocketApi]) -> Outputs:
    members = {"Name": step.resource.name, "ProtocolType": "WEBSOCKET", "Tags": all_tags(step)}
    members |= sent(WebSocketApi, _CREATE, step.values)
    made = step.account.api.create_once(_CREATE, lambda: _made(step), report=step.report, **members)
    return _outputs(step.account, made, step.resource.stage)


def _made(step: Step[WebSocketApi]) -> Mapping[str, Any] | None:
    """Our API, if it exists."""
    with reading_of(step.account, step.workspace) as reading:
        return WEBSOCKET_APIS.ours_named(reading, step.resource.name)


def update(step: Step[WebSocketApi], present: Observed) -> None:
    members = sent(WebSocketApi, _UPDATE, step.values, only=changed(step.values, present.values))
    if members:
        call(step, _UPDATE, ApiId=present.outputs["id"], **members)


def delete(step: Step[WebSocketApi]) -> None:
    call(step, _DELETE, ApiId=step.observed.outputs["id"])


WebSocketApi.lifecycle = attrs.evolve(
    Tagged(
        WebSocketApi,
        rank=2,
        tagging=TAGGING,
        read=read,
        ours=WEBSOCKET_APIS.names_of_ours,
        create=create,
        update=update,
        delete=delete,
        tags_in_answer=True,
    ).lifecycle(),
    lasting=frozenset({"id", "url", "connections_url", "arn", "execution_arn"}),
    loosens={"attached": extends},
)
