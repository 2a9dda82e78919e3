"""A made-up AWS account for reading. It holds what `declaring.py` declares, as if it had been applied, and resources of
other owners. Its functions can be reconfigured. It prints its address, and answers until it is ended.

Pages are as large as AWS's: 50 functions, 50 log groups, 100 tagged resources, 1,000 roles. Resources of other owners
come first in every list. Each answer takes 25 ms.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote
from xml.sax.saxutils import escape

from benchmarks.declaring import REGION, Size, declared, from_arguments
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call
from tests.support.operations import Request, identify
from tests.support.proxy import Forward, ReverseProxy
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.applied import NOTHING
from touchdown.aws.lambda_.configuration.configuration import to_create
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.function import desired as function_values
from touchdown.aws.lambda_.packaging.code import applied_with
from touchdown.aws.lifecycle import declared_values
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import sent
from touchdown.aws.policies.document import default_trust_policy, to_text
from touchdown.aws.resource import TaggedResource
from touchdown.aws.tags import APPLIED, CODE, ownership
from touchdown.engine.record import record_of_applied
from touchdown.engine.record import to_text as record_text
from touchdown.model.output import substitute
from touchdown.model.place import Place

LATENCY = 0.025
PLACE = Place("123456789012", "aws", REGION)
TRUST = quote(to_text(default_trust_policy()))

Item = dict[str, Any]


class Account:
    """The account's resources. `tags` are those of the workspace's resources, by ARN."""

    def __init__(self, size: Size) -> None:
        self.functions: dict[str, Item] = {}
        self.groups: dict[str, Item] = {}
        self.roles: list[str] = []
        self.heads: list[str] = []
        self.tags: dict[str, dict[str, str]] = {}
        for index in range(size.others):
            name = f"other-{index:05}"
            self._add_function(name, {"Description": "", "Role": "arn:aws:iam::123456789012:role/other"}, "x")
            self._add_group(f"/aws/lambda/{name}")
            if index % 5 < 3:
                self._add_role(name, {}, {})
        for resource in declared(size, "http://localhost").resources():
            self._add(cast(TaggedResource, resource))

    def _add(self, resource: TaggedResource) -> None:
        tags = {**resource.wanted_tags(), **ownership(resource, "shop")}
        arn = str(resource.predict("arn", PLACE))
        if isinstance(resource, Function):
            values = substitute(dict(function_values(resource)), lambda output: output.resource.predict("arn", PLACE))
            sha256 = values["code"]["sha256"]
            self._add_function(
                resource.name, sent(Function, "lambda:CreateFunction", values, to_create(values)), sha256
            )
            record = record_of_applied(Function.lifecycle, resource, values)
            tags |= {APPLIED: record_text(record), CODE: applied_with(values, NOTHING, sha256).to_tag()}
        elif isinstance(resource, LogGroup):
            self._add_group(resource.name)
        elif isinstance(resource, Role):
            values = substitute(dict(declared_values(resource)), lambda output: output.resource.predict("arn", PLACE))
            self._add_role(resource.name, values["policies"], tags)
            return  # the tagging API doesn't cover roles
        self.tags[arn] = tags

    def _add_function(self, name: str, members: Mapping[str, Any], sha256: str) -> None:
        self.functions[name] = {
            "Runtime": "python3.13",
            "Handler": "main.main",
            "Timeout": 3,
            "MemorySize": 128,
            **members,
            "FunctionName": name,
            "FunctionArn": PLACE.arn("lambda", f"function:{name}"),
            "CodeSha256": sha256,
            "CodeSize": 200,
            "LastModified": "2026-11-23T23:45:44.830+0000",
            "Version": "$LATEST",
            "Architectures": ["x86_64"],
            "RevisionId": "1",
        }

    def _add_group(self, name: str) -> None:
        self.groups[name] = {"logGroupName": name, "arn": PLACE.arn("logs", f"log-group:{name}:*")}

    def _add_role(self, name: str, policies: Mapping[str, Any], tags: Mapping[str, str]) -> None:
        head = (
            f"<Path>/</Path><RoleName>{name}</RoleName><RoleId>{name}</RoleId><Arn>arn:aws:iam::123456789012:role/{name}"
            f"</Arn><CreateDate>2026-11-23T23:45:44Z</CreateDate>"
            f"<AssumeRolePolicyDocument>{TRUST}</AssumeRolePolicyDocument>"
        )
        inline = "".join(
            f"<member><PolicyName>{policy}</PolicyName><PolicyDocument>{quote(to_text(document))}</PolicyDocument></member>"
            for policy, document in policies.items()
        )
        pairs = "".join(
            f"<member><Key>{key}</Key><Value>{escape(value)}</Value></member>" for key, value in tags.items()
        )
        self.heads.append(f"{head}<MaxSessionDuration>3600</MaxSessionDuration>")
        self.roles.append(f"{head}<RolePolicyList>{inline}</RolePolicyList><Tags>{pairs}</Tags>")

    # Answering calls

    def answer(self, call: Call) -> Answer:
        """AWS's answer to a call that reads, or that reconfigures a function."""
        match call.name:
            case "lambda:UpdateFunctionConfiguration":
                return self._configure(call)
            case "lambda:TagResource":
                self.tags[call.parameters["Resource"]].update(call.parameters["Tags"])
                return _told({})
            case "lambda:ListFunctions":
                return _told(self._list_functions(call.parameters))
            case "lambda:GetFunction":
                return self._get_function(call)
            case "tagging:GetResources":
                return _told(self._get_resources(call.parameters))
            case "logs:DescribeLogGroups":
                return _told(self._describe_log_groups(call.parameters))
            case "logs:ListTagsForResource":
                return _told({"tags": self.tags.get(call.parameters["resourceArn"], {})})
            case "sts:GetCallerIdentity":
                result = f"<Account>{PLACE.account_id}</Account><Arn>arn:aws:iam::{PLACE.account_id}:user/me</Arn>"
                return _result("GetCallerIdentity", result)
            case _:
                return _result(call.operation.name, self._iam(call.operation.name, call.parameters))

    def _list_functions(self, asked: Mapping[str, Any]) -> Item:
        page, more = paged(list(self.functions.values()), asked.get("Marker"), 50)
        return {"Functions": page, "NextMarker": more}

    def _get_function(self, call: Call) -> Answer:
        live = self.functions.get(call.parameters["FunctionName"])
        if live is None:
            return answers.error(call.operation, "ResourceNotFoundException", "Function not found", 404)
        return _told({"Configuration": {**live, "State": "Active"}, "Tags": self.tags.get(live["FunctionArn"], {})})

    def _configure(self, call: Call) -> Answer:
        live = self.functions[call.parameters["FunctionName"]]
        if call.parameters["RevisionId"] != live["RevisionId"]:
            return answers.error(call.operation, "PreconditionFailedException", "Another revision", 412)
        live |= {name: value for name, value in call.parameters.items() if name in live}
        live["RevisionId"] = str(int(live["RevisionId"]) + 1)
        return _told(live)

    def _get_resources(self, asked: Mapping[str, Any]) -> Item:
        services = asked.get("ResourceTypeFilters") or [arn.split(":")[2] for arn in self.tags]
        meant = [(arn, tags) for arn, tags in self.tags.items() if arn.split(":")[2] in services]
        page, more = paged(meant, asked.get("PaginationToken"), 100)
        found = [
            {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
            for arn, tags in page
        ]
        return {"ResourceTagMappingList": found, "PaginationToken": more or ""}

    def _describe_log_groups(self, asked: Mapping[str, Any]) -> Item:
        if "logGroupIdentifiers" in asked:
            return {"logGroups": [self.groups[name] for name in asked["logGroupIdentifiers"] if name in self.groups]}
        found = [group for name, group in self.groups.items() if name.startswith(asked.get("logGroupNamePrefix", ""))]
        page, more = paged(found, asked.get("nextToken"), 50)
        return {"logGroups": page, "nextToken": more}

    def _iam(self, action: str, asked: Mapping[str, Any]) -> str:
        if action == "GetRole":
            found = next((head for head in self.heads if f"<RoleName>{asked['RoleName']}</RoleName>" in head), "")
            return f"<Role>{found}</Role>"
        kind, name = (self.heads, "Roles") if action == "ListRoles" else (self.roles, "RoleDetailList")
        page, more = paged(kind, asked.get("Marker"), 1000)
        items = "".join(f"<member>{item}</member>" for item in page)
        rest = f"<IsTruncated>true</IsTruncated><Marker>{more}</Marker>" if more else "<IsTruncated>false</IsTruncated>"
        return f"<{name}>{items}</{name}>{rest}"


def _told(found: Item) -> Answer:
    return answers.of_json({key: value for key, value in found.items() if value is not None})


def _result(action: str, text: str) -> Answer:
    return answers.of_xml(f"<{action}Response><{action}Result>{text}</{action}Result></{action}Response>")


def paged(items: list[Any], token: str | None, size: int) -> tuple[list[Any], str | None]:
    at = int(token or 0)
    return items[at : at + size], str(at + size) if at + size < len(items) else None


class Server(ReverseProxy):
    """Serves the account at its own address; no call is forwarded."""

    def __init__(self, size: Size, latency: float = LATENCY) -> None:
        account = Account(size)

        def exchange(request: Request, forward: Forward) -> Answer:
            time.sleep(latency)  # AWS's time to answer
            return account.answer(Call(identify(request), request))

        super().__init__("http://localhost", exchange)


def main() -> None:
    print(Server(from_arguments(*sys.argv[1:])).address, flush=True)


if __name__ == "__main__":
    main()
