"""`target=` and `parallel=` on an emulator: which calls are made, and which aren't."""

from __future__ import annotations

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import Account, apply, destroy, plan

CODE = hello()


def several(aws: Account) -> None:
    """Two functions with a role each, two that share one, and a bucket with two files."""
    for name in ("hello", "other"):
        aws.add_lambda_function(name=name, code=CODE)
    shared = aws.add_role(name="shared")
    for number in range(2):
        aws.add_lambda_function(name=f"many-{number}", code=CODE, role=shared)
    bucket = aws.add_bucket(name=f"targets-{aws.place().account_id}")
    for name in ("one.txt", "two.txt"):
        bucket.add_file(name=name, contents=name)


def test_a_target_is_created_with_what_it_needs_and_nothing_else_is_called(ministack: Emulator, wire: Wire) -> None:
    made = workspace(ministack, several)
    wire.forget()
    applied = apply(made, target=["eu-west-1/lambda_function.hello"])
    assert {change.address.partition("/")[2] for change in applied.done} == {
        "lambda_function.hello",
        "iam_role.hello-eu-west-1",
        "logs_log_group./aws/lambda/hello",
    }
    asked = [str(value) for call in wire.calls for value in call.parameters.values()]
    assert not [one for one in asked if any(name in one for name in ("other", "many", "shared", "targets"))]
    assert not [name for name in wire.names() if name.startswith(("s3:", "tagging:"))]


def test_a_file_that_is_a_target_of_destroy_goes_and_its_bucket_forgets_it(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, several)
    bucket = f"targets-{ministack.account_id}"
    done = destroy(workspace(ministack, several), target=[f"eu-west-1/s3_bucket.{bucket}:object.one.txt"]).done
    assert [change.address for change in done] == [f"eu-west-1/s3_bucket.{bucket}:object.one.txt"]
    index = ministack.client("s3").get_object(Bucket=bucket, Key=".touchdown/shop.json")["Body"].read()
    assert b"two.txt" in index
    assert b"one.txt" not in index
    assert actions(planned(ministack, several)) == {f"eu-west-1/s3_bucket.{bucket}:object.one.txt": "create"}


def test_one_call_at_a_time_does_all_the_same(ministack: Emulator, wire: Wire) -> None:
    made = workspace(ministack, several)
    wire.forget()
    assert apply(made, parallel=1).complete
    functions = [call for call in wire.calls if call.operation.service == "lambda"]
    assert max(call.depth for call in wire.calls if call.writes) == 1
    assert functions
    wire.forget()
    assert not planned(ministack, several, parallel=1).to_do


def test_an_account_out_of_sight_needs_no_credentials(moto: Emulator) -> None:
    made = workspace(moto, lambda aws: aws.add_role(name="reader"))
    made.add_aws(name="other", profile="only-elsewhere").add_role(name="reader")
    assert [change.address for change in plan(made, target=["eu-west-1/iam_role.reader"]).to_do] == [
        "eu-west-1/iam_role.reader"
    ]
