"""REST APIs: addresses that pass requests on to functions, with keys, checks of requests and limits.

An API is made empty, with its tags; what it answers is its document, which its stage brings (`stage.py`). AWS makes up
an API's id, and takes any number of APIs of the same name. So ours is found by its tags (`by_tags.py`), and looked for
again before a call that creates is repeated: a lost answer would leave a twin (APIS.md, 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from touchdown.aws.apigateway import definition
from touchdown.aws.apigateway.declaring import Declaring
from touchdown.aws.apigateway.listing import REST_APIS, arn_of
from touchdown.aws.apigateway.operations import arns
from touchdown.aws.apigateway.rules import api_problems
from touchdown.aws.apigateway.unsupported import API
from touchdown.aws.connection import Connection
from touchdown.aws.lifecycle import Found, Named, Tagged, extends
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step
from touchdown.aws.tagging import Tagging, call
from touchdown.engine.lifecycle import Outputs, always
from touchdown.engine.observed import Observed
from touchdown.model.adder import checked, declare
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.apigateway.api_key import ApiKey
    from touchdown.aws.apigateway.stage import Stage
    from touchdown.aws.apigateway.usage_plan import UsagePlan
else:
    ApiKey = later("touchdown.aws.apigateway.api_key:ApiKey")
    Stage = later("touchdown.aws.apigateway.stage:Stage")
    UsagePlan = later("touchdown.aws.apigateway.usage_plan:UsagePlan")

_CREATE, _UPDATE, _DELETE = "apigateway:CreateRestApi", "apigateway:UpdateRestApi", "apigateway:DeleteRestApi"
_RETENTION = 30
_DEFAULT_STAGE = "live"

TAGGING = Tagging(
    read="apigateway:GetTags",
    write="apigateway:TagResource",
    remove="apigateway:UntagResource",
    member="resourceArn",
    tags="tags",
    keys="tagKeys",
)


@resource
class RestApi(Declaring):
    """A REST API with its stage (AWS: "API Gateway REST APIs")."""

    TYPE: ClassVar[str] = "apigateway_rest_api"
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"api_key", "stage", "usage_plan"})
    CALLS: ClassVar[Calls] = calls(
        read=["apigateway:GetRestApis"], write=[_CREATE, _UPDATE], delete=[_DELETE], tagging=TAGGING, arns=arns
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: API,
        _UPDATE: {"restApiId": "the API itself"},
        TAGGING.write: {"resourceArn": "the API itself"},
    }

    name: str = field(create=f"{_CREATE}.name", update=IDENTITY)
    """Name of the API. AWS takes a name several times; the tags say which API is ours."""

    endpoint: Literal["REGIONAL", "EDGE", "PRIVATE"] = field(
        default="REGIONAL",
        create=f"{_CREATE}.endpointConfiguration.types.member",
        update=f"{_UPDATE}.patchOperations",
    )
    """Where the API answers: in its region; by CloudFront, with `EDGE`; or only inside VPCs, with `PRIVATE`."""

    stage: str = field(default=_DEFAULT_STAGE, known=True)
    """The stage's name, which is the first part of each path: letters, digits, hyphens and underscores."""

    stage_variables: Mapping[str, str] = field(factory=dict[str, str])
    """Variables of the stage, which functions find in their events."""

    definition: Mapping[str, Any] | str | None = field(default=None)
    """An OpenAPI document of your own in place of routes: a mapping, or the path of a file in JSON or YAML.
    `add_target` says what its operations call."""

    cors: Mapping[str, Any] | bool | None = field(default=None)
    """Access that browsers give to pages of other sites: `True` for pages of any site, with any method and header; or
    as for HTTP APIs, with a single origin: `{"AllowOrigins": ["https://example.com"], "MaxAge": 600}`. API Gateway
    answers OPTIONS; functions answer with `Access-Control-Allow-Origin` themselves."""

    throttling: Mapping[str, float] | None = field(default=None)
    """How many requests each method takes, as `{"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}`: per second,
    and at once. Left out, the limits of the account."""

    access_log: LogGroup | bool = field(default=False)
    """Where a line is written for each request: a log group; with `True`, the group `/aws/apigateway/NAME`, which is
    brought along and keeps lines for 30 days. API Gateway needs a role for logs, which is the account's
    (`aws apigateway update-account`); Touchdown doesn't set it."""

    tracing: bool = field(default=False)
    """Whether requests are traced with X-Ray."""

    binary_types: Sequence[str] = field(factory=list[str])
    """The types of content that are bytes, as `image/png` or `*/*`: functions get and give them in base64."""

    minimum_size: int | None = field(default=None)
    """The size in bytes from which answers are compressed. Left out, none is."""

    policy: Mapping[str, Any] | None = field(default=None)
    """Who may call the API, as a policy document. Its resources may be written as `execute-api:/*`."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.tags", update=f"{TAGGING.write}.tags")
    """Tags, besides those of the account: up to 47 together."""

    given: Mapping[str, Any] = attrs.field(init=False, factory=dict[str, Any], repr=False)
    """The document in `definition=`."""
    keys: list[ApiKey] = attrs.field(init=False, factory=list["ApiKey"], repr=False)
    live: Stage = attrs.field(init=False, repr=False)

    @output
    def id(self, place: Place) -> None:
        """The API's id, which AWS makes up."""

    @output
    def url(self, place: Place) -> None:
        """The address of the stage, without a slash at its end:
        `https://ID.execute-api.REGION.amazonaws.com/STAGE`. On the local AWS, an address of this machine."""

    @output
    def arn(self, place: Place) -> None:
        """The API's ARN."""

    @checked
    def add_api_key(
        self,
        *,
        name: str,
        rate: float | None = None,
        burst: int | None = None,
        quota: str | None = None,
        value: str | None = None,
        enabled: bool = True,
        tags: Mapping[str, str] | None = None,
    ) -> ApiKey:
        """Adds a key for routes with `api_key=True`, with a usage plan of its own.

        :param name: the key's name among those of the API, as `partner`.
        :param rate: how many requests with it are taken in a second; together with `burst`.
        :param burst: how many of them at once.
        :param quota: how many of them in a day, a week or a month, as `1000/day`.
        :param value: the text of the key, as `Secret(...)`; left out, AWS makes it up.
        :param enabled: whether it lets anybody in.
        :param tags: tags of the key and its plan.
        """
        tags = dict(tags or {})
        key = declare(self, ApiKey(name=name, value=value, enabled=enabled, tags=tags))
        plan = UsagePlan(name=name, stage=self.live, key=key, rate=rate, burst=burst, quota=quota, tags=tags)
        declare(self, plan, implied_by=key)
        self.keys.append(key)
        return key

    def implied(self) -> None:
        if self.access_log is True:
            self.access_log = _own_log_group(self)
        if self.definition is not None:
            self.given = definition.read(self)
        self.live = declare(self, Stage(name=self.stage), implied_by=self)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from api_problems(self)


def _own_log_group(api: RestApi) -> LogGroup:
    """The group for the access log; a group that is declared already is used."""
    account, name = api.account, "/aws/apigateway/" + re.sub(r"[^\w./#-]", "-", api.name, flags=re.ASCII)
    group = LogGroup(name=name, retention=_RETENTION)
    return account.declared(LogGroup, name) or declare(account, group, implied_by=api)


def read(api: Named) -> Found:
    found = REST_APIS.named(api.reading, api.name)
    declared = (one for one in api.reading.declared if isinstance(one, RestApi) and one.identity == api.name)
    stage = next((one.stage for one in declared), _DEFAULT_STAGE)
    outputs = _outputs(api.account, found, stage)
    values = values_in(RestApi, found)
    return Found(values, outputs, tags=dict(found.get("tags") or {}), arn=outputs["arn"])


def _outputs(account: Connection, api: Mapping[str, Any], stage: str) -> Outputs:
    place = account.place()
    suffix = "amazonaws.com.cn" if place.partition == "aws-cn" else "amazonaws.com"
    return {
        "id": api["id"],
        "url": account.reachable(f"https://{api['id']}.execute-api.{place.region}.{suffix}/{stage}"),
        "arn": arn_of(place, "restapis", api["id"]),
        "execution_arn": place.arn("execute-api", api["id"]),
    }


def create(step: Step[RestApi]) -> Outputs:
    members = {"name": step.resource.name, "tags": all_tags(step), **sent(RestApi, _CREATE, step.values)}
    made = step.account.api.create_once(_CREATE, lambda: _made(step), report=step.report, **members)
    return _outputs(step.account, made, step.resource.stage)


def _made(step: Step[RestApi]) -> Mapping[str, Any] | None:
    """Our API, if it exists."""
    with reading_of(step.account, step.workspace) as reading:
        return REST_APIS.ours_named(reading, step.resource.name)


def update(step: Step[RestApi], present: Observed) -> None:
    old, new = present.values["endpoint"], step.values["endpoint"]
    if old != new:
        patch = {"op": "replace", "path": f"/endpointConfiguration/types/{old}", "value": new}
        call(step, _UPDATE, restApiId=present.outputs["id"], patchOperations=[patch])


def delete(step: Step[RestApi]) -> None:
    call(step, _DELETE, restApiId=step.observed.outputs["id"])


APIS = Tagged(
    RestApi,
    rank=2,
    tagging=TAGGING,
    read=read,
    ours=REST_APIS.names_of_ours,
    create=create,
    update=update,
    delete=delete,
    tags_in_answer=True,
)
RestApi.lifecycle = attrs.evolve(
    APIS.lifecycle(),
    lasting=frozenset({"id", "url", "arn", "execution_arn"}),
    # A type of endpoint is in force with the next deployment (APIS.md, 24).
    loosens={"attached": extends, "endpoint": always},
)
