"""What is ours is told by tags; what belongs to somebody else is left alone (DESIGN.md, idea 1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cases import TYPES, cases_of_type
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, add_account, applied, planned, workspace
from touchdown import Account, Reason, Workspace, apply, destroy, plan
from touchdown.aws.constraints import tag_problems
from touchdown.aws.resource import AwsResource
from touchdown.engine.record import record_of, to_text
from touchdown.model.errors import AccountError, DeclarationError, Missing, NotOurs, PartlyApplied


def function(aws: Account) -> None:
    aws.add_lambda_function(name="hello", code=hello())


def role(**fields: Any) -> Any:
    return lambda aws: aws.add_role(name="reader", **fields)


def nothing(aws: Account) -> None:
    """An account without declarations."""


TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},'
    ' "Action": "sts:AssumeRole"}]}'
)


def made_by_somebody(emulator: Emulator, tags: dict[str, str] | None = None) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
    emulator.client("iam").create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST, Tags=pairs)


@pytest.mark.parametrize("cls", [pytest.param(cls, id=cls.TYPE) for cls in TYPES])
def test_the_record_of_what_was_applied_fits_into_a_tag_of_every_type(cls: type[AwsResource]) -> None:
    of = cases_of_type(cls)
    workspace = Workspace("shop")
    aws = workspace.add_aws(region="eu-west-1", account="123456789012")
    of.declare(aws, of.secret)
    workspace.complete()
    one, *_ = [resource for resource in aws.resources.values() if type(resource) is cls]
    record = record_of(cls.lifecycle, cls.lifecycle.desired(one))
    assert record
    assert tag_problems({"applied": to_text(record)}) == []


def test_what_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    applied(emulator, function)
    assert actions(planned(emulator, nothing)) == {
        "eu-west-1/lambda_function.hello": "delete",
        "eu-west-1/logs_log_group./aws/lambda/hello": "delete",
        "eu-west-1/iam_role.hello-eu-west-1": "delete",
    }
    applied(emulator, nothing)
    assert planned(emulator, nothing).changes == ()


def test_nothing_is_deleted_before_what_used_it(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, function)
    wire.forget()
    applied(emulator, nothing)
    deletes = [name for name in wire.writes() if ":Delete" in name]
    assert deletes[0] == "lambda:DeleteFunction"
    # The role's policy names the log group.
    assert deletes[-2:] == ["iam:DeleteRole", "logs:DeleteLogGroup"]


def test_destroy_removes_what_the_workspace_owns_and_nothing_else(emulator: Emulator) -> None:
    emulator.client("iam").create_role(RoleName="theirs", AssumeRolePolicyDocument=TRUST)
    made = applied(emulator, function)
    applied(emulator, role(), name="other")
    destroy(made)
    found = {one["RoleName"] for one in emulator.client("iam").list_roles()["Roles"]}
    assert found == {"theirs", "reader"}


def test_what_exists_without_our_tags_is_refused(emulator: Emulator) -> None:
    made_by_somebody(emulator)
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, role())


def test_what_exists_without_our_tags_is_adopted_when_asked_to(emulator: Emulator) -> None:
    made_by_somebody(emulator)
    adopting = plan(workspace(emulator, role(description="ours")), adopt=["eu-west-1/iam_role.reader"])
    assert actions(adopting) == {"eu-west-1/iam_role.reader": "adopt"}
    assert [one.path for one in adopting.changes[0].differences] == [("description",)]
    applied(emulator, role(description="ours"), adopt=["all"])
    assert not planned(emulator, role(description="ours")).to_do


def test_what_carries_another_workspaces_tag_is_an_error_even_when_asked_to_adopt(emulator: Emulator) -> None:
    applied(emulator, role(), name="theirs")
    with pytest.raises(NotOurs, match='belongs to the workspace "theirs"'):
        plan(workspace(emulator, role()), adopt=["all"])


def test_a_function_that_exists_is_adopted_with_what_comes_with_it(ministack: Emulator) -> None:
    applied(ministack, function, name="before")
    client = ministack.client("lambda")
    arn = client.get_function(FunctionName="hello")["Configuration"]["FunctionArn"]
    tags = ["touchdown:workspace", "touchdown:id", "touchdown:applied", "touchdown:code"]
    client.untag_resource(Resource=arn, TagKeys=tags)
    ministack.client("iam").untag_role(RoleName="hello-eu-west-1", TagKeys=tags)
    ministack.client("logs").untag_resource(
        resourceArn=f"arn:aws:logs:eu-west-1:{ministack.account_id}:log-group:/aws/lambda/hello", tagKeys=tags
    )
    applied(ministack, function, adopt=["all"])
    assert not planned(ministack, function).to_do


def test_a_log_group_that_lambda_made_is_adopted_without_asking(emulator: Emulator) -> None:
    emulator.client("logs").create_log_group(logGroupName="/aws/lambda/hello")
    change = planned(emulator, function).by_address["eu-west-1/logs_log_group./aws/lambda/hello"]
    assert change.reason is Reason.MADE_BY_AWS
    applied(emulator, function)
    assert not planned(emulator, function).to_do


@pytest.mark.parametrize("given", ["tags", "retention"])
def test_a_log_group_that_somebody_prepared_for_our_function_is_adopted_only_when_asked(
    emulator: Emulator, given: str
) -> None:
    logs = emulator.client("logs")
    tags = {"owner": "terraform"} if given == "tags" else {}
    logs.create_log_group(logGroupName="/aws/lambda/hello", tags=tags)
    if given == "retention":
        logs.put_retention_policy(logGroupName="/aws/lambda/hello", retentionInDays=30)
    with pytest.raises(NotOurs, match="--adopt eu-west-1/logs_log_group"):
        planned(emulator, function)
    applied(emulator, function, adopt=["all"])
    assert not planned(emulator, function).to_do


def test_another_account_than_the_declared_one_is_an_error_before_any_other_call(
    emulator: Emulator, wire: Wire
) -> None:
    with pytest.raises(AccountError, match="is declared for 123123123123"):
        planned(emulator, function, account="123123123123")
    assert wire.names() == ["sts:GetCallerIdentity"]


def test_the_same_names_in_two_regions_are_told_apart(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        group = aws.add_log_group(name="hello")
        aws.add_lambda_function(name="hello", role=aws.add_role(name="hello"), code=hello(aws.region), log_group=group)

    def both(*regions: str) -> Workspace:
        made = Workspace("shop")
        for region in regions:
            add_account(made, emulator, declare, region=region)
        return made

    apply(both("eu-west-1", "us-east-1"))
    again = plan(both("eu-west-1", "us-east-1"))
    if emulator.name == "moto":  # it forgets a function's log group
        assert {one.path for change in again.to_do for one in change.differences} <= {("log_group",)}
    else:
        assert not again.to_do
    alone = plan(both("us-east-1"))
    assert not [change for change in alone.to_do if change.action == "delete"]


def test_a_region_that_is_taken_out_of_the_file_is_left_and_said(ministack: Emulator) -> None:
    def role_in(*regions: str) -> Workspace:
        made = Workspace("shop")
        for region in regions:
            add_account(made, ministack, lambda aws: aws.add_role(name=f"reader-{aws.region}"), region=region)
        return made

    apply(role_in("eu-west-1", "us-east-1"))
    left = plan(role_in("us-east-1")).by_address["eu-west-1/iam_role.reader-eu-west-1"]
    assert (left.action, left.reason) == ("leave", Reason.OTHER_ACCOUNT)


def test_one_role_declared_differently_in_two_regions_is_an_error(ministack: Emulator) -> None:
    made = Workspace("shop")
    for region in ("eu-west-1", "us-east-1"):
        add_account(made, ministack, lambda aws: aws.add_role(name="reader", description=aws.region), region=region)
    with pytest.raises(DeclarationError, match="are one resource in AWS, and are declared differently"):
        plan(made)


def test_an_account_that_gets_another_name_keeps_its_resources(ministack: Emulator) -> None:
    applied(ministack, role())
    changes = planned(ministack, role(), name="shop", region="eu-west-1").changes
    assert changes[0].reason is Reason.AS_DECLARED
    renamed = Workspace("shop")
    add_account(renamed, ministack, role(), region="eu-west-1")
    assert plan(renamed).to_do == ()


def test_what_get_names_is_read_and_never_changed(emulator: Emulator) -> None:
    made_by_somebody(emulator)

    def declare(aws: Account) -> None:
        aws.add_lambda_function(name="hello", role=aws.get_role(name="reader"), code=hello())

    made = applied(emulator, declare)
    destroy(made)
    assert emulator.client("iam").get_role(RoleName="reader")["Role"].get("Tags", []) == []


def test_the_arn_of_a_named_role_under_a_path_is_the_real_one(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    arn = iam.create_role(RoleName="svc", Path="/service-role/", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]

    def declare(aws: Account) -> None:
        aws.add_lambda_function(name="hello", role=aws.get_role(name="svc"), code=hello())

    (shown,) = [
        one.new
        for one in planned(emulator, declare).by_address["eu-west-1/lambda_function.hello"].differences
        if one.path == ("role",)
    ]
    applied(emulator, declare)
    live = emulator.client("lambda").get_function(FunctionName="hello")["Configuration"]["Role"]
    assert shown == live == arn


@pytest.mark.parametrize("kind", ["get_role", "get_lambda_function", "get_bucket", "get_log_group"])
def test_what_get_names_and_isnt_there_is_an_error_of_the_plan(emulator: Emulator, kind: str) -> None:
    with pytest.raises(Missing, match="doesn't exist"):
        planned(emulator, lambda aws: getattr(aws, kind)(name="nobody-has-this-name"))


def test_tags_of_somebody_else_stay_when_their_keys_are_ignored(emulator: Emulator) -> None:
    applied(emulator, role())
    emulator.client("iam").tag_role(RoleName="reader", Tags=[{"Key": "cost-center", "Value": "7"}])
    assert planned(emulator, role()).to_do
    assert not planned(emulator, role(), ignore_tags=["cost-center"]).to_do
    assert not planned(emulator, role(), ignore_tags=["cost-*"]).to_do
    assert [one.reason for one in planned(emulator, role(), ignore_tags=["*"]).changes] == [Reason.AS_DECLARED]


def test_an_accounts_tags_are_on_everything(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        function(aws)
        aws.add_bucket(name=f"tagged-{aws.place().account_id}").add_file(name="a.txt", contents="a")

    applied(emulator, declare, tags={"team": "web"})
    account, s3 = emulator.account_id, emulator.client("s3")
    assert emulator.client("lambda").get_function(FunctionName="hello")["Tags"]["team"] == "web"
    tags = s3.get_object_tagging(Bucket=f"tagged-{account}", Key="a.txt")["TagSet"]
    assert {"Key": "team", "Value": "web"} in tags
    assert not planned(emulator, declare, tags={"team": "web"}).to_do


def test_a_protected_resource_is_not_deleted(emulator: Emulator) -> None:
    made = applied(emulator, role(protect=True))
    with pytest.raises(DeclarationError, match="is protected"):
        destroy(made)


def test_a_change_outside_of_touchdown_is_marked_as_such(ministack: Emulator) -> None:
    applied(ministack, function)
    ministack.client("lambda").update_function_configuration(FunctionName="hello", Timeout=77)
    (change,) = planned(ministack, function).to_do
    assert change.reason is Reason.CHANGED_OUTSIDE


def test_somebody_elses_change_during_an_apply_is_told_and_not_written_over(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, function)
    client = ministack.client("lambda")

    def meddle(call: Any) -> None:
        client.update_function_configuration(FunctionName="hello", Description="theirs")

    wire.on("lambda:UpdateFunctionConfiguration", meddle)
    with pytest.raises(AccountError, match="PreconditionFailed"):
        applied(ministack, lambda aws: aws.add_lambda_function(name="hello", code=hello(), timeout=9))
    assert client.get_function(FunctionName="hello")["Configuration"]["Description"] == "theirs"


def test_a_role_that_a_function_goes_on_using_is_left_and_said(emulator: Emulator) -> None:
    arn = f"arn:aws:iam::{emulator.account_id}:role/reader"

    def by_arn(aws: Account) -> None:
        aws.add_lambda_function(name="hello", role=arn, code=hello("one"))

    def both(aws: Account) -> None:
        aws.add_role(name="reader")
        by_arn(aws)

    applied(emulator, role())
    applied(emulator, both)
    left = planned(emulator, by_arn).by_address["eu-west-1/iam_role.reader"]
    assert (left.action, left.reason) == ("leave", Reason.STILL_USED)


def test_a_role_under_another_path_is_not_adopted(emulator: Emulator) -> None:
    made_by_somebody(emulator)
    with pytest.raises(DeclarationError, match="its path can't be changed"):
        plan(workspace(emulator, role(path="/other/")), adopt=["all"])


def test_an_account_that_is_not_declared_any_more_is_told_by_what_it_shared(ministack: Emulator) -> None:
    applied(ministack, role(), region="us-east-1")
    notes = planned(ministack, role(), region="eu-west-1").notes
    assert notes == ("us-east-1 isn't declared in this run: what the workspace has there is left as it is.",)


def test_a_function_declared_alike_in_two_accounts_of_one_region_is_managed_once(emulator: Emulator) -> None:
    made = Workspace("shop")
    add_account(made, emulator, function)
    add_account(made, emulator, function, name="two")
    first = plan(made)
    assert {change.reason for change in first.changes} == {Reason.ABSENT, Reason.SHARED}
    apply(made, first)
    assert not planned(emulator, function).to_do
    assert not plan(made, target=["two/lambda_function.hello"]).to_do


def test_a_plan_of_another_workspace_is_not_carried_out(emulator: Emulator) -> None:
    theirs = planned(emulator, role(), name="theirs")
    with pytest.raises(DeclarationError, match='a plan of the workspace "theirs"'):
        apply(workspace(emulator, role()), theirs)


def test_what_a_creation_did_not_come_to_is_not_taken_for_somebody_elses_doing(moto: Emulator, wire: Wire) -> None:
    def group(aws: Account) -> None:
        aws.add_log_group(name="orders", retention=7)

    wire.fail("logs:PutRetentionPolicy", code="AccessDeniedException", status=403)
    with pytest.raises(PartlyApplied):
        applied(moto, group)
    (change,) = planned(moto, group).to_do
    assert (change.fields, change.reason) == ({"retention"}, Reason.DIFFERS)
    applied(moto, group)
    moto.client("logs").put_retention_policy(logGroupName="orders", retentionInDays=30)
    assert planned(moto, group).to_do[0].reason is Reason.CHANGED_OUTSIDE
