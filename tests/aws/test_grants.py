"""Grants: what functions may do with other resources, as a policy in their role that belongs to grants alone."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest

from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import Account
from touchdown.model.errors import DeclarationError

ROLE = "iam_role.worker-eu-west-1"


def worker(aws: Any) -> Any:
    return aws.add_lambda_function(name="worker", code=hello())


def granted(aws: Any) -> Any:
    made = worker(aws)
    aws.add_queue(name="orders").grant("send", to=made)
    return made


def without(aws: Any) -> Any:
    aws.add_queue(name="orders")
    return worker(aws)


def policies(emulator: Emulator, role: str = "worker-eu-west-1") -> dict[str, Any]:
    iam = emulator.client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = {name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names}
    return {name: json.loads(unquote(one)) if isinstance(one, str) else one for name, one in documents.items()}


def test_a_grant_is_a_policy_of_the_function_alone(emulator: Emulator) -> None:
    applied(emulator, granted)
    (statement,) = policies(emulator)["touchdown-worker"]["Statement"]
    assert statement["Resource"] == [f"arn:aws:sqs:{REGION}:{emulator.account_id}:orders"]
    assert "sqs:SendMessage" in statement["Action"]
    assert set(policies(emulator)) == {"logs", "touchdown-worker"}
    assert actions(planned(emulator, granted)) == {}


def test_a_table_grants_items_and_what_its_indexes_have_of_them(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        orders = aws.add_table(name="orders", partition_key="id")
        orders.grant("read", "write", "dynamodb:PartiQLSelect", to=worker(aws))

    applied(emulator, declare)
    items, indexes = policies(emulator)["touchdown-worker"]["Statement"]
    arn = f"arn:aws:dynamodb:{REGION}:{emulator.account_id}:table/orders"
    assert (items["Resource"], indexes["Resource"]) == ([arn], [arn, f"{arn}/index/*"])
    assert {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"} <= set(items["Action"])
    assert indexes["Action"] == ["dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect"]
    assert actions(planned(emulator, declare)) == {}


def test_a_grant_is_in_force_before_the_function_is_made(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, granted)
    writes = wire.writes()
    last_policy = max(at for at, name in enumerate(writes) if name == "iam:PutRolePolicy")
    assert last_policy < writes.index("lambda:CreateFunction")


def test_a_new_grant_is_one_call_and_its_record(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, without)
    wire.forget()
    applied(ministack, granted)
    assert wire.writes() == ["iam:PutRolePolicy", "iam:TagRole"]


def test_a_grant_goes_after_the_code_that_needed_it(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, granted)
    wire.forget()

    def changed(aws: Any) -> None:
        aws.add_queue(name="orders")
        aws.add_lambda_function(name="worker", code=hello("other"))

    applied(ministack, changed)
    writes = wire.writes()
    assert writes.index("lambda:UpdateFunctionCode") < writes.index("iam:DeleteRolePolicy")
    assert set(policies(ministack)) == {"logs"}


# FAULTS.md, 5.
def test_grants_leave_the_declared_policies_of_a_role_alone(emulator: Emulator) -> None:
    own = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}

    def declare(aws: Any) -> None:
        role = aws.add_role(name="shop", policies={"own": own})
        made = aws.add_lambda_function(name="worker", code=hello(), role=role)
        aws.add_queue(name="orders").grant("receive", to=made)

    applied(emulator, declare)
    assert set(policies(emulator, "shop")) == {"own", "touchdown-worker"}
    assert policies(emulator, "shop")["own"] == own


def test_functions_that_share_a_role_have_a_policy_each(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        role, orders = aws.add_role(name="shop"), aws.add_queue(name="orders")
        for name in ("one", "two"):
            orders.grant("send", to=aws.add_lambda_function(name=name, code=hello(), role=role))

    applied(ministack, declare)
    assert set(policies(ministack, "shop")) == {"touchdown-one", "touchdown-two"}


def test_what_is_granted_on_the_same_queue_is_one_statement(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        made, orders = worker(aws), aws.add_queue(name="orders")
        orders.grant("send", to=made)
        orders.grant("receive", "sqs:PurgeQueue", to=made)

    applied(ministack, declare)
    (statement,) = policies(ministack)["touchdown-worker"]["Statement"]
    assert {"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue"} <= set(statement["Action"])


def test_what_somebody_adds_to_the_policy_of_grants_is_drift(ministack: Emulator) -> None:
    applied(ministack, granted)
    iam = ministack.client("iam")
    document = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    )
    iam.put_role_policy(RoleName="worker-eu-west-1", PolicyName="touchdown-worker", PolicyDocument=document)
    assert actions(planned(ministack, granted)) == {f"eu-west-1/{ROLE}": "update"}


def test_a_role_of_others_is_named_with_what_it_has_to_allow(ministack: Emulator) -> None:
    iam = ministack.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=document)

    def declare(aws: Any) -> None:
        made = aws.add_lambda_function(name="worker", code=hello(), role=aws.get_role(name="theirs"))
        aws.add_queue(name="orders").grant("sqs:PurgeQueue", to=made)

    made = next(one for one in planned(ministack, declare).changes if one.address.endswith("lambda_function.worker"))
    assert any("has to allow sqs:PurgeQueue on (sqs_queue.orders.arn)" in note for note in made.notes)


def test_an_unknown_verb_is_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        aws.add_queue(name="orders").grant("write", to=worker(aws))

    with pytest.raises(DeclarationError, match=r"sqs_queue\.orders can't grant \"write\""):
        workspace(ministack, declare)


def test_a_grant_is_for_a_function(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        aws.add_queue(name="orders").grant("send", to="worker")

    with pytest.raises(DeclarationError, match="to= has to be a function"):
        workspace(ministack, declare)


def test_a_policy_with_the_name_of_grants_is_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        aws.add_role(name="shop", policies={"touchdown-worker": {"Version": "2012-10-17", "Statement": []}})

    with pytest.raises(DeclarationError, match="kept for the policies of grants"):
        planned(ministack, declare)


def test_functions_may_invoke_each_other(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        one, two = (aws.add_lambda_function(name=name, code=hello()) for name in ("one", "two"))
        one.grant("invoke", to=two)
        two.grant("invoke", to=one)

    applied(ministack, declare)
    assert actions(planned(ministack, declare)) == {}


def test_a_bucket_is_granted_below_a_prefix(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        aws.add_bucket(name=f"pics-{ministack.account_id}").grant("read", "write", to=worker(aws), prefix="in/")

    applied(ministack, declare)
    bucket = f"arn:aws:s3:::pics-{ministack.account_id}"
    objects, listing = policies(ministack)["touchdown-worker"]["Statement"]
    assert objects["Resource"] == [f"{bucket}/in/*"]
    assert set(objects["Action"]) == {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"}
    assert (listing["Action"], listing["Resource"]) == (["s3:ListBucket"], [bucket])
    assert listing["Condition"] == {"StringLike": {"s3:prefix": "in/*"}}


def test_a_function_that_may_write_to_what_calls_it_is_told_in_the_plan(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        function = aws.add_lambda_function(name="loop", code=hello())
        queue = aws.add_queue(name="orders", dead_letter_queue=False)
        function.add_event_source(source=queue)
        queue.grant("send", to=function)
        topic = aws.add_topic(name="told")
        topic.add_subscription(target=function)
        topic.grant("publish", to=function)

    notes = [note for change in planned(ministack, declare).changes for note in change.notes]
    for noun in ("queue", "topic"):
        said = f"lambda_function.loop may write to the {noun} that calls it: see that it doesn't call itself for ever."
        assert said in notes
