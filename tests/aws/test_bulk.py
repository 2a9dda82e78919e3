"""Many functions are read in bulk, and what was read in bulk is read by itself before it is changed.

The counts hold for pages of AWS's sizes, or for pages of five where many of them are wanted.
"""

from __future__ import annotations

import threading
from typing import Any

import attrs
import pytest

from tests.aws.lambda_.answers import saying
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.like_aws import LikeAws, like_aws
from tests.support.lists import as_on_aws
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, actions, applied, planned, workspace
from touchdown import Account, Plan, Reason, apply, destroy, plan
from touchdown.aws import reading
from touchdown.aws.policies.document import default_trust_policy, to_text
from touchdown.aws.resource_types import services_of
from touchdown.model.errors import NotOurs, PartlyApplied

HELLO = hello()
MANY = 12
SMALL_PAGES = {"functions_a_page": 5, "resources_a_page": 10}


def names(number: int) -> list[str]:
    return [f"shop-{index:03}" for index in range(number)]


def functions(number: int = MANY, *, roles: int = 1, changed: int | None = None, **fields: Any) -> Declare:
    """Functions that share a role, or have one each; one of them may have another description."""

    def declare(aws: Account) -> None:
        found = [aws.add_role(name=f"worker-{index}") for index in range(roles)]
        for index, name in enumerate(names(number)):
            special = {"description": "changed"} if index == changed else {}
            aws.add_lambda_function(
                name=name, code=HELLO, role=found[index % roles], publish=False, **{**fields, **special}
            )

    return declare


def nothing(aws: Account) -> None:
    """An account without declarations."""


def direct(emulator: Emulator) -> Emulator:
    """The emulator without the wire: what a test begins with is made there, which is quicker."""
    return attrs.evolve(emulator, address=emulator.direct_address)


def planned_slowly(emulator: Emulator, wire: Wire, declare: Declare) -> Plan:
    """A plan whose rounds can be counted: calls last a while, and no client has to be made first."""
    planned(emulator, declare)
    wire.forget()
    wire.slow("*", 0.1)
    return planned(emulator, declare)


@pytest.fixture
def aws(moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> LikeAws:
    """Twelve functions, on pages of five."""
    applied(direct(moto), functions())
    return like_aws(moto, wire, monkeypatch, **SMALL_PAGES)


def arn(aws: LikeAws, name: str) -> str:
    return f"arn:aws:lambda:eu-west-1:{aws.emulator.account_id}:function:{name}"


def group_arn(aws: LikeAws, name: str) -> str:
    return f"arn:aws:logs:eu-west-1:{aws.emulator.account_id}:log-group:/aws/lambda/{name}"


def tags_of(aws: LikeAws, name: str) -> dict[str, str]:
    tags: dict[str, str] = aws.emulator.client("lambda").list_tags(Resource=arn(aws, name))["Tags"]
    return tags


def read_by_themselves(wire: Wire) -> list[str]:
    return sorted(call.parameters["FunctionName"] for call in wire.calls if call.name == "lambda:GetFunction")


def of_somebody_else(emulator: Emulator, *made: str) -> None:
    client = emulator.client("lambda")
    code = {"ZipFile": b"PK\x05\x06" + bytes(18)}
    iam = emulator.client("iam")
    role = iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=to_text(default_trust_policy()))["Role"]["Arn"]
    for name in made:
        client.create_function(FunctionName=name, Runtime="python3.13", Role=role, Handler="a.b", Code=code)


def test_fifty_functions_are_planned_in_eight_calls_and_four_rounds(
    emulator: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(direct(emulator), functions(50))
    if emulator.name == "moto":
        like_aws(emulator, wire, monkeypatch)
    assert not planned_slowly(emulator, wire, functions(50)).to_do
    counts = as_on_aws(wire.names())
    if emulator.name == "ministack":  # its tagging API knows no log groups and no APIs
        assert counts.pop("logs:ListTagsForResource") == 50
    else:
        assert wire.rounds() <= 4
    assert counts == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        "lambda:ListFunctions": 1,
        "iam:GetAccountAuthorizationDetails": 1,
        "iam:GetRole": 1,
        "logs:DescribeLogGroups": 1,
    }


def test_what_is_unchanged_is_read_page_by_page_and_the_lists_at_the_same_time(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On AWS's pages, a thousand functions and roles take 64 calls in 21 rounds by the same formulas."""
    applied(direct(moto), functions(roles=MANY))
    like_aws(moto, wire, monkeypatch, **SMALL_PAGES)
    assert not planned_slowly(moto, wire, functions(roles=MANY)).to_do
    assert wire.counts() == {
        "sts:GetCallerIdentity": 1,
        "lambda:ListFunctions": 3,  # 12 functions / 5
        "tagging:GetResources": 3,  # 24 functions and log groups / 10
        "logs:DescribeLogGroups": 1,  # 12 log groups / 50, whatever others there are
        "iam:GetAccountAuthorizationDetails": 1,
        "iam:ListRoles": 1,
    }
    assert wire.rounds() <= 1 + 3


def test_of_very_many_resources_tags_are_asked_for_service_by_service(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the pages that follow each other, and still all that is no longer declared is seen."""

    def with_bucket(aws: Account) -> None:
        functions()(aws)
        aws.add_bucket(name=f"shop-{moto.account_id}")

    applied(direct(moto), with_bucket)
    like_aws(moto, wire, monkeypatch, **SMALL_PAGES)
    monkeypatch.setattr(reading, "_MANY", MANY)
    assert len(planned(moto, functions(MANY - 1)).to_do) == 3
    asked = [call.parameters["ResourceTypeFilters"] for call in wire.calls if call.name == "tagging:GetResources"]
    rest = sorted(services_of(row.name for row in reading.RESOURCE_TYPES) - {"lambda", "logs"})
    assert sorted(asked) == sorted([["lambda"], ["lambda"], ["logs"], ["logs"], rest])


def test_of_many_functions_only_the_changed_one_is_read_by_itself_and_written(aws: LikeAws, wire: Wire) -> None:
    applied(aws.emulator, functions(changed=7))
    assert set(read_by_themselves(wire)) == {"shop-007"}
    assert wire.writes() == ["lambda:UpdateFunctionConfiguration", "lambda:TagResource"]
    assert not planned(aws.emulator, functions(changed=7)).to_do


def test_a_changed_one_of_many_is_written_alone(emulator: Emulator, wire: Wire) -> None:
    applied(direct(emulator), functions(5))
    applied(emulator, functions(5, changed=3))
    assert wire.writes() == ["lambda:UpdateFunctionConfiguration", "lambda:TagResource"]
    assert not planned(emulator, functions(5, changed=3)).to_do


def test_versions_of_many_functions_are_outputs_that_do_not_differ(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        role = aws.add_role(name="worker")
        made = [aws.add_lambda_function(name=name, code=HELLO, role=role) for name in names(4)]
        versions = {f"VERSION_{index}": one.version for index, one in enumerate(made)}
        aws.add_lambda_function(name="user", code=HELLO, role=role, environment=versions)

    applied(direct(emulator), declare)
    assert not planned(direct(emulator), declare).to_do


def test_names_of_log_groups_are_asked_for_at_the_same_time(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    like_aws(moto, wire, monkeypatch)
    together = threading.Barrier(3, timeout=20)
    wire.on("logs:DescribeLogGroups", lambda call: together.wait(), times=FOREVER)
    planned(moto, lambda aws: [aws.add_log_group(name=name) for name in names(101)])


def test_new_functions_are_created_without_a_look_at_each_where_the_list_was_read_to_its_end(
    aws: LikeAws, wire: Wire
) -> None:
    more = planned(aws.emulator, functions(MANY + 2))
    assert list(actions(more).values()) == ["create"] * 4
    assert read_by_themselves(wire) == []


def test_a_plan_for_three_functions_makes_the_same_calls_in_an_account_with_many_others(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(direct(moto), functions(3))
    like_aws(moto, wire, monkeypatch, **SMALL_PAGES)
    planned(moto, functions(3))
    alone = wire.counts()
    of_somebody_else(moto, *(f"other-{index}" for index in range(15)))
    wire.forget()
    assert not planned(moto, functions(3)).to_do
    assert wire.counts() == alone


def test_the_list_is_left_at_the_first_page_that_is_mostly_of_others(aws: LikeAws, wire: Wire) -> None:
    of_somebody_else(aws.emulator, *(f"other-{index}" for index in range(15)))
    assert not planned(aws.emulator, functions()).to_do
    assert wire.counts()["lambda:ListFunctions"] == 1
    assert read_by_themselves(wire) == names(MANY)


def test_what_the_tagging_api_does_not_know_yet_is_read_by_itself(aws: LikeAws, wire: Wire) -> None:
    aws.unknown |= {arn(aws, "shop-002"), group_arn(aws, "shop-004")}
    assert not planned(aws.emulator, functions()).to_do
    assert read_by_themselves(wire) == ["shop-002"]
    asked = [call.parameters["resourceArn"] for call in wire.calls if call.name == "logs:ListTagsForResource"]
    assert asked == [group_arn(aws, "shop-004")]


def test_old_tags_in_the_tagging_api_change_nothing(aws: LikeAws, wire: Wire) -> None:
    aws.shown[arn(aws, "shop-001")] = {**tags_of(aws, "shop-001"), "touchdown:applied": "1 - 0 0 - - - -", "old": "tag"}
    aws.shown[group_arn(aws, "shop-003")] = {"touchdown:workspace": "shop", "touchdown:id": "old"}
    applied(aws.emulator, functions())
    assert wire.writes() == []
    assert read_by_themselves(wire) == ["shop-001"]


def test_a_deleted_function_that_the_tagging_api_still_shows_is_no_part_of_the_plan(aws: LikeAws, wire: Wire) -> None:
    for name in ("gone-1", "gone-2", "gone-3", "gone-4"):
        aws.shown[arn(aws, name)] = {"touchdown:workspace": "shop", "touchdown:id": f"eu-west-1/lambda_function.{name}"}
        aws.shown[group_arn(aws, name)] = {"touchdown:workspace": "shop"}
    assert not planned(aws.emulator, functions()).to_do
    assert read_by_themselves(wire) == []  # the list has said that there is no such function
    assert wire.counts()["logs:DescribeLogGroups"] == 2


def test_a_declared_function_that_was_deleted_is_made_anew_though_the_tagging_api_still_shows_it(aws: LikeAws) -> None:
    aws.shown[arn(aws, "shop-006")] = tags_of(aws, "shop-006")
    aws.emulator.client("lambda").delete_function(FunctionName="shop-006")
    assert actions(planned(aws.emulator, functions())) == {"eu-west-1/lambda_function.shop-006": "create"}
    applied(aws.emulator, functions())
    assert not planned(aws.emulator, functions()).to_do


def test_undeclared_functions_are_read_by_themselves_before_they_are_deleted(aws: LikeAws, wire: Wire) -> None:
    theirs = {"touchdown:workspace": "theirs", "touchdown:id": "elsewhere"}
    aws.shown[arn(aws, "shop-011")] = tags_of(aws, "shop-011")
    aws.emulator.client("lambda").tag_resource(Resource=arn(aws, "shop-011"), Tags=theirs)
    found = actions(planned(aws.emulator, functions(6)))
    assert read_by_themselves(wire) == names(MANY)[6:]
    deleted = [address for address in found if "lambda_function" in address]
    assert deleted == [f"eu-west-1/lambda_function.{name}" for name in names(11)[6:]]


def test_somebody_elses_function_of_a_declared_name_is_refused_among_many(aws: LikeAws) -> None:
    of_somebody_else(aws.emulator, "shop-012")
    with pytest.raises(NotOurs, match=r"lambda_function\.shop-012 exists already"):
        planned(aws.emulator, functions(MANY + 1))


def test_a_function_that_was_taken_over_is_not_changed_though_the_tagging_api_still_says_it_is_ours(
    aws: LikeAws,
) -> None:
    aws.shown[arn(aws, "shop-005")] = tags_of(aws, "shop-005")
    theirs = {"touchdown:workspace": "theirs"}
    aws.emulator.client("lambda").tag_resource(Resource=arn(aws, "shop-005"), Tags=theirs)
    with pytest.raises(NotOurs, match='belongs to the workspace "theirs"'):
        planned(aws.emulator, functions(changed=5))


def test_many_functions_are_destroyed_after_each_was_read_by_itself(aws: LikeAws, wire: Wire) -> None:
    found = plan(workspace(aws.emulator, functions()), destroy=True)
    assert read_by_themselves(wire) == []
    apply(workspace(aws.emulator, functions()), found)
    assert read_by_themselves(wire) == names(MANY)
    assert planned(aws.emulator, nothing).changes == ()


def test_a_function_that_was_taken_over_is_not_destroyed_though_the_tagging_api_still_says_it_is_ours(
    aws: LikeAws,
) -> None:
    aws.shown[arn(aws, "shop-005")] = tags_of(aws, "shop-005")
    client = aws.emulator.client("lambda")
    client.tag_resource(Resource=arn(aws, "shop-005"), Tags={"touchdown:workspace": "theirs"})
    with pytest.raises(PartlyApplied, match=r"shop-005 was taken over by somebody else"):
        destroy(workspace(aws.emulator, functions()))
    assert [one["FunctionName"] for one in client.list_functions()["Functions"]] == ["shop-005"]


def test_a_destroyed_function_and_its_log_group_take_four_calls(aws: LikeAws, wire: Wire) -> None:
    found = plan(workspace(aws.emulator, functions()), destroy=True)
    wire.forget()
    apply(workspace(aws.emulator, functions()), found)
    assert wire.counts() == {
        "sts:GetCallerIdentity": 1,
        "lambda:GetFunction": MANY,
        "lambda:DeleteFunction": MANY,
        "logs:ListTagsForResource": MANY,
        "logs:DeleteLogGroup": MANY,
        "iam:GetRole": 1,
        "iam:DeleteRole": 1,
    }


def test_a_function_that_lambda_failed_to_create_is_told_though_lists_have_no_state(aws: LikeAws, wire: Wire) -> None:
    wire.replace("lambda:CreateFunction", saying(State="Pending"))
    wire.replace("lambda:GetFunction", saying(State="Failed", StateReason="The subnet is full."))
    with pytest.raises(PartlyApplied):
        applied(aws.emulator, functions(MANY + 1))
    [change] = planned(aws.emulator, functions(MANY + 1)).to_do
    assert (change.address, change.reason) == ("eu-west-1/lambda_function.shop-012", Reason.UNFINISHED)


DENIED = {
    "lambda:ListFunctions": "one for fifty",
    "tagging:GetResources": "tags are read one by one",
    "iam:GetAccountAuthorizationDetails": "those that are no longer declared can't be seen",
    "iam:ListRoles": "one for a thousand",
}


@pytest.mark.parametrize("operation", DENIED)
def test_without_the_permission_to_read_in_bulk_the_plan_is_the_same_and_says_what_that_costs(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    applied(direct(moto), functions(6, roles=4))
    like_aws(moto, wire, monkeypatch)
    wire.fail(operation, code="AccessDeniedException", status=403, times=FOREVER)
    found = planned(moto, functions(6, roles=4))
    assert [change for change in found.changes if change.reason is not Reason.AS_DECLARED] == []
    assert [note for note in found.notes if operation.replace("tagging", "tag") in note and DENIED[operation] in note]
    assert len(found.notes) == 1


def test_a_list_that_is_throttled_is_read_on(aws: LikeAws, wire: Wire) -> None:
    fault = wire.fail("lambda:ListFunctions", code="TooManyRequestsException", status=429, nth=2)
    assert not planned(aws.emulator, functions()).to_do
    assert (fault.struck, wire.counts()["lambda:ListFunctions"]) == (1, 4)


def test_log_groups_are_asked_for_one_by_one_where_aws_refuses_a_name_of_fifty(aws: LikeAws, wire: Wire) -> None:
    missing = {"code": "ResourceNotFoundException", "message": "The specified log group does not exist."}
    wire.fail("logs:DescribeLogGroups", **missing, matching=lambda call: "logGroupIdentifiers" in call.parameters)
    assert not planned(aws.emulator, functions()).to_do
    assert wire.counts()["logs:DescribeLogGroups"] == 1 + MANY


def test_a_log_group_is_not_looked_for_among_all_that_begin_with_its_name(aws: LikeAws, wire: Wire) -> None:
    for index in range(60):
        aws.emulator.client("logs").create_log_group(logGroupName=f"other-{index}")
    found = planned(aws.emulator, lambda account: account.add_log_group(name="other"))
    assert actions(found)["eu-west-1/logs_log_group.other"] == "create"
    asked = [call for call in wire.calls if call.parameters.get("logGroupNamePrefix") == "other"]
    assert len(asked) == 1
