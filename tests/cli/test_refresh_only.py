"""`plan --refresh-only` against an emulator: what somebody else changed, with its exit codes and as JSON."""

from __future__ import annotations

import json

import pytest

from tests.support.project import GREETER, Project
from touchdown.package import archive

DECLARED = (
    GREETER
    + """
aws.add_lambda_function(
    name="hello", code=hello, memory=int(workspace.settings.get("memory", "128")), environment={"DB_PASSWORD": "one"}
)
"""
)


@pytest.fixture
def changed(project: Project) -> Project:
    """A project that was applied, and whose function somebody has changed since."""
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    project.emulator.client("lambda").update_function_configuration(
        FunctionName="hello", Timeout=60, Environment={"Variables": {"DB_PASSWORD": "two"}}
    )
    return project


def test_what_was_changed_outside_is_shown_with_both_values_and_nothing_else(changed: Project) -> None:
    assert (
        changed.shows("plan", "--refresh-only", "--detailed-exitcode")
        == """\
exit 2
--- stdout
! eu-west-1/lambda_function.hello  leave: was changed outside of Touchdown
    timeout                  3 -> 60
    environment.DB_PASSWORD  (sensitive) changes
Changed outside of Touchdown: 1 of 3.
--- stderr"""
    )


def test_if_the_file_changed_too_what_was_changed_outside_is_told_all_the_same(changed: Project) -> None:
    outcome = changed.run("plan", "--refresh-only", "--json", "--set", "memory=256")
    document = json.loads(outcome.stdout)
    (change,) = (one for one in document["changes"] if one["action"] != "none")
    assert (change["action"], change["reason"]) == ("leave", "changed_outside")
    assert [one["path"] for one in change["differences"]] == [["timeout"], ["environment", "DB_PASSWORD"]]
    assert "two" not in outcome.all
    assert outcome.code == 0


def test_a_secret_that_only_the_file_changes_is_not_told(project: Project) -> None:
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    project.declare(DECLARED.replace('"one"', '"two"'))
    assert project.run("plan", "--detailed-exitcode").code == 2
    assert project.run("plan", "--refresh-only", "--detailed-exitcode").code == 0


def test_a_change_of_the_file_alone_is_none_outside_and_other_code_is(project: Project) -> None:
    project.declare(DECLARED)
    project.run("apply", "--yes")
    outcome = project.run("plan", "--refresh-only", "--detailed-exitcode", "--set", "memory=256")
    assert outcome.stdout.splitlines()[-1] == "Not changed outside of Touchdown: 3 resources are as applied last."
    assert outcome.code == 0
    lambda_ = project.emulator.client("lambda")
    code = lambda_.get_function(FunctionName="hello")["Configuration"]["CodeSha256"]
    lambda_.update_function_code(FunctionName="hello", ZipFile=archive.write_archive({"main.py": b"hello = print"}))
    assert f"code  sha256 {code[:12]} -> " in project.run("plan", "--refresh-only").stdout


def test_a_tag_that_somebody_gave_a_function_is_told_too(changed: Project) -> None:
    lambda_ = changed.emulator.client("lambda")
    arn = lambda_.get_function(FunctionName="hello")["Configuration"]["FunctionArn"]
    lambda_.tag_resource(Resource=arn, Tags={"team": "by-hand"})
    assert '    tags.team                "by-hand"\n' in changed.run("plan", "--refresh-only").stdout


OTHERS = """
role = aws.add_role(name="worker", description=workspace.settings.get("description", "works"))
bucket = aws.add_bucket(name=f"orders-{workspace.settings['account']}")
bucket.add_file(name="a.txt", contents="a", tags={"team": "web"})
aws.add_log_group(name="orders", retention=7)
"""


@pytest.fixture
def others(project: Project) -> Project:
    """A project without functions, that was applied."""
    project.declare(OTHERS)
    assert project.run("apply", "--yes", "--set", f"account={project.emulator.account_id}").code == 0
    return project


def refresh_only(project: Project, *options: str) -> list[str]:
    """What the command prints, without the account's number."""
    account = project.emulator.account_id
    printed = project.run("plan", "--refresh-only", "--set", f"account={account}", *options).stdout
    return printed.replace(account, "ACCOUNT").splitlines()


def test_what_was_changed_of_other_types_is_told_too(others: Project) -> None:
    emulator, bucket = others.emulator, f"orders-{others.emulator.account_id}"
    assert refresh_only(others) == ["Not changed outside of Touchdown: 4 resources are as applied last."]
    emulator.client("iam").update_role(RoleName="worker", Description="idles")
    emulator.client("logs").put_retention_policy(logGroupName="orders", retentionInDays=30)
    s3 = emulator.client("s3")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    tags = s3.get_object_tagging(Bucket=bucket, Key="a.txt")["TagSet"]
    s3.put_object_tagging(Bucket=bucket, Key="a.txt", Tagging={"TagSet": [*tags, {"Key": "new", "Value": "tag"}]})
    assert sorted(line.strip() for line in refresh_only(others) if line.startswith("  ")) == [
        'description  "works" -> "idles"',
        "retention  7 -> 30",
        'tags.new  "tag"',
        "versioning  False -> True",
    ]


def test_of_a_field_that_the_file_changes_too_only_the_field_is_told(others: Project) -> None:
    assert refresh_only(others, "--set", "description=new")[-1].startswith("Not changed outside")
    others.emulator.client("iam").update_role(RoleName="worker", Description="idles")
    told = refresh_only(others, "--set", "description=new")
    assert told[1:] == ['    description  "as it was applied" -> "another"', "Changed outside of Touchdown: 1 of 4."]


def test_what_the_file_has_followed_is_recorded_by_the_next_apply(others: Project) -> None:
    others.emulator.client("iam").update_role(RoleName="worker", Description="idles")
    account, idles = f"account={others.emulator.account_id}", "description=idles"
    applied = others.run("apply", "--yes", "--set", account, "--set", idles).stdout
    assert "update: matches the declaration; only its record is out of date" in applied
    assert others.run("plan", "--detailed-exitcode", "--set", account, "--set", idles).code == 0


def test_what_somebody_has_put_in_place_of_a_file_is_named(others: Project) -> None:
    s3, file = others.emulator.client("s3"), {"Bucket": f"orders-{others.emulator.account_id}", "Key": "a.txt"}
    s3.put_object(**file, Body=b"b")
    s3.delete_object_tagging(**file)  # AWS keeps none of the object that was written over
    assert refresh_only(others)[0] == (
        "note: Declared, and there without tags of this workspace: eu-west-1/s3_bucket.orders-ACCOUNT:object.a.txt. "
        "Nothing tells whether it was never applied, or made anew by somebody since."
    )
