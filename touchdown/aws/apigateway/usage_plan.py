"""Usage plans: to which stage a key opens, and how often. A key brings its own along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import attrs

from touchdown.aws.apigateway.api_key import ApiKey
from touchdown.aws.apigateway.listing import USAGE_PLANS, arn_of, id_in, name_of
from touchdown.aws.apigateway.operations import arns
from touchdown.aws.apigateway.rest_api import TAGGING
from touchdown.aws.apigateway.settings import Patch
from touchdown.aws.apigateway.stage import Stage
from touchdown.aws.apigateway.unsupported import PLAN, PLAN_KEY
from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.members import changed
from touchdown.aws.operations import Calls, calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_CREATE, _UPDATE, _DELETE = "apigateway:CreateUsagePlan", "apigateway:UpdateUsagePlan", "apigateway:DeleteUsagePlan"
_READ, _READ_KEYS = "apigateway:GetUsagePlans", "apigateway:GetUsagePlanKeys"
_ADD_KEY, _REMOVE_KEY = "apigateway:CreateUsagePlanKey", "apigateway:DeleteUsagePlanKey"
_PATCHED = f"{_UPDATE}.patchOperations"
_QUOTA = re.compile(r"([1-9]\d*)/(day|week|month)")


@resource
class UsagePlan(TaggedResource):
    """The usage plan of a key (AWS: "CreateUsagePlan"). The key brings it along."""

    TYPE: ClassVar[str] = "apigateway_rest_api:usage_plan"
    CALLS: ClassVar[Calls] = calls(
        read=[_READ, _READ_KEYS],
        write=[_CREATE, _UPDATE, _ADD_KEY, _REMOVE_KEY],
        delete=[_UPDATE, _DELETE],
        tagging=TAGGING,
        arns=arns,
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: PLAN,
        _UPDATE: {"usagePlanId": "the plan itself"},
        _ADD_KEY: PLAN_KEY,
        TAGGING.write: {"resourceArn": "the plan itself"},
    }

    name: str = field(create=f"{_CREATE}.name", update=IDENTITY)
    """The name of its key."""

    stage: Stage = field(create=f"{_CREATE}.apiStages", update=_PATCHED)
    """The stage that the key opens."""

    key: ApiKey = field(create=f"{_ADD_KEY}.keyId", update=f"{_ADD_KEY}.keyId")
    """The key."""

    rate: float | None = field(default=None, create=f"{_CREATE}.throttle.rateLimit", update=_PATCHED)
    """Requests in a second."""

    burst: int | None = field(default=None, create=f"{_CREATE}.throttle.burstLimit", update=_PATCHED)
    """Requests at once."""

    quota: str | None = field(default=None, create=f"{_CREATE}.quota", update=_PATCHED, opaque=True)
    """Requests in a day, a week or a month, as `1000/day`."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.tags", update=f"{TAGGING.write}.tags")
    """Tags, besides those of the account."""

    @output
    def id(self, place: Place) -> None:
        """The plan's id, which AWS makes up."""

    @output
    def arn(self, place: Place) -> None:
        """The plan's ARN."""

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if (self.rate is None) != (self.burst is None):
            yield "rate= and burst= belong together: requests in a second, and at once."
        if self.quota is not None and not _QUOTA.fullmatch(self.quota):
            yield f'quota= is "{self.quota}": it takes a number and a time, as "1000/day", "week" or "month".'


def read(plan: Named) -> Found:
    place, found = plan.reading.place, USAGE_PLANS.named(plan.reading, plan.name)
    keys = plan.api.once(_READ_KEYS, usagePlanId=found["id"]).get("items", [])
    stages = [f"{arn_of(place, 'restapis', one['apiId'])}/stages/{one['stage']}" for one in found.get("apiStages", ())]
    throttle: dict[str, Any] = found.get("throttle") or {}
    quota: dict[str, Any] = found.get("quota") or {}
    values = {
        "stage": ", ".join(sorted(stages)) or None,
        "key": ", ".join(sorted(arn_of(place, "apikeys", one["id"]) for one in keys)) or None,
        "rate": float(throttle["rateLimit"]) if "rateLimit" in throttle else None,
        "burst": int(throttle["burstLimit"]) if "burstLimit" in throttle else None,
        "quota": f"{quota['limit']}/{quota['period'].lower()}" if quota.get("limit") else None,
    }
    arn = arn_of(place, "usageplans", found["id"])
    return Found(values, {"id": found["id"], "arn": arn}, tags=dict(found.get("tags") or {}), arn=arn)


def _named(arn: str) -> tuple[str, str]:
    """The API and the name of a stage, by its ARN."""
    *_, api, _, stage = arn.split("/")
    return api, stage


def create(step: Step[UsagePlan]) -> Outputs:
    values, name = step.values, name_of(step.identity)
    api, stage = _named(values["stage"])
    members: dict[str, Any] = {"name": name, "tags": all_tags(step), "apiStages": [{"apiId": api, "stage": stage}]}
    if values["rate"] is not None:
        members["throttle"] = {"rateLimit": values["rate"], "burstLimit": values["burst"]}
    if values["quota"] is not None:
        members["quota"] = {"limit": _quota(values)[0], "period": _quota(values)[1]}

    def made() -> Mapping[str, Any] | None:
        with reading_of(step.account, step.workspace) as reading:
            return USAGE_PLANS.ours_named(reading, step.identity)

    plan = step.account.api.create_once(_CREATE, made, report=step.report, **members)
    call(step, _ADD_KEY, usagePlanId=plan["id"], keyId=id_in(values["key"]), keyType="API_KEY")
    return {"id": plan["id"], "arn": arn_of(step.account.place(), "usageplans", plan["id"])}


def _quota(values: Values) -> tuple[int, str]:
    limit, _, period = values["quota"].partition("/")
    return int(limit), period.upper()


def update(step: Step[UsagePlan], present: Observed) -> None:
    plan_id, differing = present.outputs["id"], changed(step.values, present.values)
    if patches := list(_patches(step.values, present.values, differing.keys())):
        call(step, _UPDATE, usagePlanId=plan_id, patchOperations=patches)
    if "key" in differing:
        for arn in (present.values["key"] or "").split(", ") if present.values["key"] else ():
            call(step, _REMOVE_KEY, usagePlanId=plan_id, keyId=id_in(arn))
        call(step, _ADD_KEY, usagePlanId=plan_id, keyId=id_in(step.values["key"]), keyType="API_KEY")


def _patches(wanted: Values, present: Values, differing: Any) -> Iterator[Patch]:
    if "stage" in differing:
        yield from _without_stages(present)
        yield {"op": "add", "path": "/apiStages", "value": ":".join(_named(wanted["stage"]))}
    if differing & {"rate", "burst"}:
        if wanted["rate"] is None:
            yield {"op": "remove", "path": "/throttle"}
        else:
            op = "add" if present["rate"] is None else "replace"
            yield {"op": op, "path": "/throttle/rateLimit", "value": f"{wanted['rate']:.10g}"}
            yield {"op": op, "path": "/throttle/burstLimit", "value": str(wanted["burst"])}
    if "quota" in differing:
        if wanted["quota"] is None:
            yield {"op": "remove", "path": "/quota"}
        else:
            limit, period = _quota(wanted)
            op = "add" if present["quota"] is None else "replace"
            yield {"op": op, "path": "/quota/limit", "value": str(limit)}
            yield {"op": op, "path": "/quota/period", "value": period}


def _without_stages(present: Values) -> Iterator[Patch]:
    for arn in present["stage"].split(", ") if present["stage"] else ():
        yield {"op": "remove", "path": "/apiStages", "value": ":".join(_named(arn))}


def delete(step: Step[UsagePlan]) -> None:
    """AWS deletes no plan that has stages (APIS.md, 21)."""
    plan_id = step.observed.outputs["id"]
    if patches := list(_without_stages(step.observed.values)):
        call(step, _UPDATE, usagePlanId=plan_id, patchOperations=patches)
    call(step, _DELETE, usagePlanId=plan_id)


UsagePlan.lifecycle = attrs.evolve(
    Tagged(
        UsagePlan,
        rank=0,
        tagging=TAGGING,
        read=read,
        ours=USAGE_PLANS.names_of_ours,
        create=create,
        update=update,
        delete=delete,
        tags_in_answer=True,
    ).lifecycle(),
    lasting=frozenset({"id", "arn"}),
)
