"""Roles and log groups that are declared wrongly, and what is declared twice, or in a circle.

The file of each declaration has an account `aws` and a function `hello` in it; the declaration begins in line 8.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.declaring import CountingAws, Outcome, in_process, write_declaration

WRONG = {
    "a role's name with a space": (
        'aws.add_role(name="a b")',
        """\
error: eu-west-1/iam_role.a b: name= has the character ' ' at position 2; allowed are letters, digits and any of _+=,.@-.
  where: Touchdownfile:8
""",
    ),
    "a path without slashes": (
        'aws.add_role(name="r", path="service")',
        """\
error: eu-west-1/iam_role.r: path= doesn't have the form that AWS wants: /, or a path that begins and ends with /.
  where: Touchdownfile:8
""",
    ),
    "a session that is too short": (
        'aws.add_role(name="r", max_session_duration=60)',
        """\
error: eu-west-1/iam_role.r: max_session_duration= is 60, the least is 3600 seconds.
  where: Touchdownfile:8
""",
    ),
    "a boundary by name": (
        'aws.add_role(name="r", permissions_boundary="Boundary")',
        """\
error: eu-west-1/iam_role.r: permissions_boundary= is 8 characters long, AWS wants at least 20 characters.
  where: Touchdownfile:8
""",
    ),
    "a policy that can't exist": (
        'aws.add_role(name="r", managed_policies=["not a policy"])',
        """\
error: eu-west-1/iam_role.r: managed_policies= "not a policy" is neither an ARN nor the name of a policy of AWS.
  where: Touchdownfile:8
""",
    ),
    "a policy outside of a list": (
        'aws.add_role(name="r", managed_policies="AWSLambdaBasicExecutionRole")',
        """\
error: eu-west-1/iam_role.r: managed_policies= takes a list of texts, and is a text.
  where: Touchdownfile:8
""",
    ),
    "a document without a statement": (
        'aws.add_role(name="r", policies={"p": {"Version": "2012-10-17"}})',
        """\
error: eu-west-1/iam_role.r: policies["p"]: The document has no Statement.
  where: Touchdownfile:8
""",
    ),
    "an effect in lower case": (
        'aws.add_role(name="r", policies={"p": {"Statement": [{"Effect": "allow", "Action": "s3:*", "Resource": "*"}]}})',
        """\
error: eu-west-1/iam_role.r: policies["p"]: Statement[0] needs an Effect, which is either "Allow" or "Deny".
  where: Touchdownfile:8
""",
    ),
    "a mistyped key": (
        'aws.add_role(name="r", policies={"p": {"Statement": [{"Effect": "Allow", "Actions": "s3:*", "Resource": "*"}]}})',
        """\
error: eu-west-1/iam_role.r: policies["p"]: Statement[0] has the unknown key "Actions"; did you mean "Action"?
  where: Touchdownfile:8
""",
    ),
    "a principal in an identity policy": (
        'aws.add_role(name="r", policies={"p": {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}]}})',
        """\
error: eu-west-1/iam_role.r: policies["p"]: Statement[0] has Principal: in an identity policy the principal is who has the policy.
  where: Touchdownfile:8
""",
    ),
    "an action without a service": (
        'aws.add_role(name="r", policies={"p": {"Statement": [{"Effect": "Allow", "Action": "read", "Resource": "*"}]}})',
        """\
error: eu-west-1/iam_role.r: policies["p"]: Statement[0] has "read" in Action, which is neither "service:Name" nor "*".
  where: Touchdownfile:8
""",
    ),
    "a policy that is too long": (
        """\
statement = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::" + "b" * 11000]}
aws.add_role(name="r", policies={"p": {"Version": "2012-10-17", "Statement": [statement]}})
""",
        """\
error: eu-west-1/iam_role.r: policies= are 11112 characters in sum, IAM allows 10240.
  where: Touchdownfile:9
""",
    ),
    "policies that are too long together": (
        """\
statement = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::" + "b" * 6000]}
policy = {"Version": "2012-10-17", "Statement": [statement]}
aws.add_role(name="r", policies={"p": policy, "q": policy})
""",
        """\
error: eu-west-1/iam_role.r: policies= are 12224 characters in sum, IAM allows 10240.
  where: Touchdownfile:10
""",
    ),
    "policies in a list": (
        'aws.add_role(name="r", policies=[{"Statement": []}])',
        """\
error: eu-west-1/iam_role.r: policies= takes a mapping of texts to mappings, and is a list.
  where: Touchdownfile:8
""",
    ),
    "a document in place of policies": (
        'aws.add_role(name="r", policies={"Version": "2012-10-17", "Statement": []})',
        """\
error: eu-west-1/iam_role.r: policies= takes a mapping of texts to mappings, and has a text under 'Version'.
  where: Touchdownfile:8
""",
    ),
    "a document as text": (
        'aws.add_role(name="r", policies={"p": "{}"})',
        """\
error: eu-west-1/iam_role.r: policies= takes a mapping of texts to mappings, and has a text under 'p'.
  where: Touchdownfile:8
""",
    ),
    "a policy's name with a space": (
        'aws.add_role(name="r", policies={"a b": {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}})',
        """\
error: eu-west-1/iam_role.r: policies["a b"]: The name has the character ' ' at position 2; allowed are letters, digits and any of _+=,.@-.
  where: Touchdownfile:8
""",
    ),
    "a set in a document": (
        'aws.add_role(name="r", policies={"p": {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": {1, 2}}]}})',
        """\
error: eu-west-1/iam_role.r: policies["p"]: Statement[0].Resource is an object of the class set, which JSON can't hold.
  where: Touchdownfile:8
""",
    ),
    "a resource in a trust policy": (
        'aws.add_role(name="r", assume_role_policy={"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*", "Resource": "*"}]})',
        """\
error: eu-west-1/iam_role.r: assume_role_policy: Statement[0] has Resource: in a trust policy the resource is the role itself.
  where: Touchdownfile:8
""",
    ),
    "a trust policy that is too long": (
        'aws.add_role(name="r", assume_role_policy={"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ["arn:aws:iam::%012d:root" % n for n in range(200)]}}]})',
        """\
error: eu-west-1/iam_role.r: assume_role_policy= is 6682 non-space characters long, AWS allows 4096.
  where: Touchdownfile:8
""",
    ),
    "tags that are one to IAM": (
        'aws.add_role(name="r", tags={"Team": "web", "team": "web", "Touchdown:id": "x"})',
        """\
error: eu-west-1/iam_role.r: tags= has the key 'Touchdown:id', and Touchdown keeps those that begin with touchdown: for itself.
  where: Touchdownfile:8
error: eu-west-1/iam_role.r: tags= has the keys 'Team' and 'team', which are one key to AWS here.
  where: Touchdownfile:8
""",
    ),
    "a tag on a role that AWS keeps": (
        'aws.add_role(name="r", tags={"aws:owner": "me"})',
        """\
error: eu-west-1/iam_role.r: tags= has the key 'aws:owner', which begins with aws:, which AWS reserves.
  where: Touchdownfile:8
""",
    ),
    "a retention that there isn't": (
        'aws.add_log_group(name="g", retention=10)',
        """\
error: eu-west-1/logs_log_group.g: retention= is 10 days, AWS allows only 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653.
  where: Touchdownfile:8
""",
    ),
    "a retention in quotes": (
        'aws.add_log_group(name="g", retention="14")',
        """\
error: eu-west-1/logs_log_group.g: retention= takes a whole number, and is a text.
  where: Touchdownfile:8
""",
    ),
    "a log group's name with a space": (
        'aws.add_log_group(name="a b")',
        """\
error: eu-west-1/logs_log_group.a b: name= has the character ' ' at position 2; allowed are letters, digits and any of .-_/#.
  where: Touchdownfile:8
""",
    ),
    "a log group's name that AWS keeps": (
        'aws.add_log_group(name="aws/x")',
        """\
error: eu-west-1/logs_log_group.aws/x: name= begins with aws/, which AWS reserves.
  where: Touchdownfile:8
""",
    ),
    "two roles of one name": (
        """\
aws.add_role(name="r")
aws.add_role(name="r")
""",
        """\
error: eu-west-1/iam_role.r is declared twice.
  where: Touchdownfile:9
  why:   The other declaration is in Touchdownfile:8.
  do:    Give one of them another name.
""",
    ),
    "a role that the function would bring along": (
        """\
aws.add_role(name="hello-eu-west-1")
aws.add_lambda_function(name="hello", code=hello)
""",
        """\
error: eu-west-1/iam_role.hello-eu-west-1 is declared, and lambda_function.hello brings one of that name along.
  where: Touchdownfile:8
  why:   lambda_function.hello is declared in Touchdownfile:9.
  do:    Declare yours first and hand it over, as in role= and log_group=, or give it another name.
""",
    ),
    "a role that the function has brought along": (
        """\
aws.add_lambda_function(name="hello", code=hello)
aws.add_role(name="hello-eu-west-1")
""",
        """\
error: eu-west-1/iam_role.hello-eu-west-1 is declared, and lambda_function.hello brings one of that name along.
  where: Touchdownfile:9
  why:   lambda_function.hello is declared in Touchdownfile:8.
  do:    Declare yours first and hand it over, as in role= and log_group=, or give it another name.
""",
    ),
    "a log group that the function has brought along": (
        """\
aws.add_lambda_function(name="hello", code=hello)
aws.add_log_group(name="/aws/lambda/hello")
""",
        """\
error: eu-west-1/logs_log_group./aws/lambda/hello is declared, and lambda_function.hello brings one of that name along.
  where: Touchdownfile:9
  why:   lambda_function.hello is declared in Touchdownfile:8.
  do:    Declare yours first and hand it over, as in role= and log_group=, or give it another name.
""",
    ),
    "a role that is named and declared": (
        """\
aws.get_role(name="r")
aws.add_role(name="r")
""",
        """\
error: eu-west-1/iam_role.r is declared twice.
  where: Touchdownfile:9
  why:   The other declaration is in Touchdownfile:8.
  do:    Give one of them another name.
""",
    ),
    "a name that is no name for what exists": (
        'aws.get_role(name="a b")',
        """\
error: eu-west-1/iam_role.a b: name= has the character ' ' at position 2; allowed are letters, digits and any of _+=,.@-.
  where: Touchdownfile:8
""",
    ),
    "no name for what exists": (
        "aws.get_role()",
        """\
error: get_role() needs name=.
  where: Touchdownfile:8
""",
    ),
    "a mistyped argument for what exists": (
        'aws.get_role(nme="x")',
        """\
error: get_role() has no argument nme=.
  where: Touchdownfile:8
  do:    Did you mean name=?
""",
    ),
    "a number for what exists": (
        "aws.get_role(name=5)",
        """\
error: get_role(): name= takes a text, and is a number.
  where: Touchdownfile:8
""",
    ),
    "roles that need each other": (
        """\
role = aws.add_role(name="r")
function = aws.add_lambda_function(name="f", code=hello, role=role)
role.description = function.arn
""",
        """\
error: These need each other: eu-west-1/iam_role.r -> eu-west-1/lambda_function.f -> eu-west-1/iam_role.r.
  where: Touchdownfile:8
  do:    Leave one of the references out, or write it as a text.
""",
    ),
    "a role that needs itself": (
        """\
role = aws.add_role(name="r")
role.description = role.arn
""",
        """\
error: It needs itself: eu-west-1/iam_role.r -> eu-west-1/iam_role.r.
  where: Touchdownfile:8
  do:    Leave one of the references out, or write it as a text.
""",
    ),
    "a mistyped attribute": (
        """\
role = aws.add_role(name="r")
role.descripton = "x"
""",
        """\
error: iam_role has no descripton that can be set.
  where: Touchdownfile:9
  do:    Did you mean description?
""",
    ),
    "a mistyped attribute of the workspace": (
        'workspace.nmae = "shop"',
        """\
error: Reading the file failed: AttributeError: 'Workspace' object has no attribute 'nmae'.
  where: Touchdownfile:8
""",
    ),
    "a mistyped method": (
        'aws.add_lambda(name="hello")',
        """\
error: Reading the file failed: AttributeError: 'Account' object has no attribute 'add_lambda'.
  where: Touchdownfile:8
  do:    Did you mean add_lambda_function?
""",
    ),
}


@pytest.mark.parametrize(("declaration", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_resource_is_refused_before_anything_is_called(
    tmp_path: Path, counter: CountingAws, declaration: str, said: str
) -> None:
    write_declaration(tmp_path, counter, declaration)
    assert in_process(tmp_path, "plan") == Outcome(1, "", said)
    assert counter.connections == 0
