"""API keys: texts by which API Gateway knows callers. A key comes with a usage plan, which says of which API it is.

AWS makes up the text unless it is given. It is an output that is a secret: no plan and no table shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import attrs

from touchdown.aws.apigateway.listing import API_KEYS, arn_of, name_of
from touchdown.aws.apigateway.operations import arns
from touchdown.aws.apigateway.rest_api import TAGGING
from touchdown.aws.apigateway.unsupported import API_KEY
from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.members import changed, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.field import FIXED, IDENTITY, field, resource
from touchdown.model.output import Secret, has_unknown, reveal
from touchdown.model.place import Place
from touchdown.model.resource import output

_CREATE, _UPDATE, _DELETE = "apigateway:CreateApiKey", "apigateway:UpdateApiKey", "apigateway:DeleteApiKey"
_READ, _READ_VALUE = "apigateway:GetApiKeys", "apigateway:GetApiKey"
_SHORTEST, _LONGEST = 20, 128
"""APIS.md, 21."""


@resource
class ApiKey(TaggedResource):
    """A key of an API (AWS: "CreateApiKey")."""

    TYPE: ClassVar[str] = "apigateway_rest_api:api_key"
    CALLS: ClassVar[Calls] = calls(
        read=[_READ, _READ_VALUE], write=[_CREATE, _UPDATE], delete=[_DELETE], tagging=TAGGING, arns=arns
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: API_KEY,
        _UPDATE: {"apiKey": "the key itself"},
        TAGGING.write: {"resourceArn": "the key itself"},
    }

    name: str = field(create=f"{_CREATE}.name", update=IDENTITY)
    """Name of the key among those of the API; AWS's is behind the API's, as `shop-partner`."""

    value: str | None = field(default=None, create=f"{_CREATE}.value", update=FIXED, sensitive=True, opaque=True)
    """The text of the key, if it isn't AWS that makes it up."""

    enabled: bool = field(default=True, create=f"{_CREATE}.enabled", update=f"{_UPDATE}.patchOperations")
    """Whether it lets anybody in."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.tags", update=f"{TAGGING.write}.tags")
    """Tags, besides those of the account."""

    @output
    def id(self, place: Place) -> None:
        """The key's id, which AWS makes up; it isn't the key."""

    @output
    def text(self, place: Place) -> None:
        """The key, which callers send in the header `x-api-key`: a secret."""

    @output
    def arn(self, place: Place) -> None:
        """The key's ARN."""

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        known = self.value is None or has_unknown(self.value)
        if not known and not _SHORTEST <= len(reveal(str(self.value))) <= _LONGEST:
            yield f"value= takes {_SHORTEST} to {_LONGEST} characters."


def read(key: Named) -> Found:
    """Reads the text only where it is declared, or an output that something asks for."""
    found = API_KEYS.named(key.reading, key.name)
    declared = [one for one in key.reading.declared if isinstance(one, ApiKey) and one.identity == key.name]
    given = any(one.value is not None for one in declared)
    outputs = dict(_outputs(key, found))
    values = {**values_in(ApiKey, found), "value": None}
    if given or any(one.asked_for("text") for one in declared):
        text = key.api.once(_READ_VALUE, apiKey=found["id"], includeValue=True)["value"]
        outputs["text"] = str(Secret(text))
        values["value"] = text if given else None
    return Found(values, outputs, tags=dict(found.get("tags") or {}), arn=outputs["arn"])


def _outputs(key: Named, found: Mapping[str, Any]) -> Outputs:
    return {"id": found["id"], "arn": arn_of(key.reading.place, "apikeys", found["id"])}


def create(step: Step[ApiKey]) -> Outputs:
    members = {"name": name_of(step.identity), "tags": all_tags(step), **sent(ApiKey, _CREATE, step.values)}

    def made() -> Mapping[str, Any] | None:
        with reading_of(step.account, step.workspace) as reading:
            found = API_KEYS.ours_named(reading, step.identity)
        return found and step.account.api.once(_READ_VALUE, apiKey=found["id"], includeValue=True)

    key = step.account.api.create_once(_CREATE, made, report=step.report, **members)
    arn = arn_of(step.account.place(), "apikeys", key["id"])
    return {"id": key["id"], "arn": arn, "text": str(Secret(key["value"]))}


def update(step: Step[ApiKey], present: Observed) -> None:
    if "enabled" in changed(step.values, present.values):
        patch = {"op": "replace", "path": "/enabled", "value": str(step.values["enabled"]).lower()}
        call(step, _UPDATE, apiKey=present.outputs["id"], patchOperations=[patch])


def delete(step: Step[ApiKey]) -> None:
    call(step, _DELETE, apiKey=step.observed.outputs["id"])


ApiKey.lifecycle = attrs.evolve(
    Tagged(
        ApiKey,
        rank=2,
        tagging=TAGGING,
        read=read,
        ours=API_KEYS.names_of_ours,
        create=create,
        update=update,
        delete=delete,
        tags_in_answer=True,
    ).lifecycle(),
    lasting=frozenset({"id", "arn", "text"}),
)
