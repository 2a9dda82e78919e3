"""Functions that are declared wrongly: each gives one message that says what is wrong, and where.

The file of each declaration has an account `aws` and a function `hello` in it; the declaration begins in line 8.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.declaring import CountingAws, Outcome, in_process, write_declaration

WRONG = {
    "a log group of another region": (
        """\
group = workspace.add_aws(region="us-east-1").add_log_group(name="/far")
aws.add_lambda_function(name="hello", code=hello, log_group=group)
""",
        """\
error: eu-west-1/lambda_function.hello: log_group= is us-east-1/logs_log_group./far, in us-east-1, and the function is in eu-west-1: Lambda writes logs only where the function is, and loses them.
  where: Touchdownfile:9
""",
    ),
    "a runtime that is gone": (
        'aws.add_lambda_function(name="hello", code=hello, runtime="python3.6")',
        """\
error: eu-west-1/lambda_function.hello: runtime= is "python3.6", with which AWS creates and updates no functions any more: name a newer version.
  where: Touchdownfile:8
""",
    ),
    "a role of another account": (
        """\
here = workspace.add_aws(name="here", region="eu-west-1", account="111111111111")
there = workspace.add_aws(name="there", region="eu-west-1", account="222222222222")
here.add_lambda_function(name="hello", code=hello, role=there.add_role(name="r"))
""",
        """\
error: here/lambda_function.hello: role= is there/iam_role.r, in the account 222222222222, and the function is in 111111111111: a function's role is one of its own account.
  where: Touchdownfile:10
""",
    ),
    "a name that is too long": (
        'aws.add_lambda_function(name="h" * 65, code=hello)',
        """\
error: eu-west-1/lambda_function.hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh: name= is 65 characters long, AWS allows 64.
  where: Touchdownfile:8
""",
    ),
    "a name with a space": (
        'aws.add_lambda_function(name="hello world", code=hello)',
        """\
error: eu-west-1/lambda_function.hello world: name= has the character ' ' at position 6; allowed are letters, digits, - and _.
  where: Touchdownfile:8
""",
    ),
    "the name of one that exists, with a space": (
        'aws.get_lambda_function(name="hello world")',
        """\
error: eu-west-1/lambda_function.hello world: name= has the character ' ' at position 6; allowed are letters, digits, - and _.
  where: Touchdownfile:8
""",
    ),
    "an empty name": (
        'aws.add_lambda_function(name="", code=hello)',
        """\
error: eu-west-1/lambda_function: name= is empty, AWS wants at least 1 character.
  where: Touchdownfile:8
""",
    ),
    "a name that is a number": (
        "aws.add_lambda_function(name=5, code=hello)",
        """\
error: eu-west-1/lambda_function.5: name= takes a text, and is a number.
  where: Touchdownfile:8
""",
    ),
    "a name that is None": (
        "aws.add_lambda_function(name=None, code=hello)",
        """\
error: eu-west-1/lambda_function.None: name= takes a text, and is None.
  where: Touchdownfile:8
""",
    ),
    "no name": (
        "aws.add_lambda_function(code=hello)",
        """\
error: add_lambda_function() needs name=.
  where: Touchdownfile:8
""",
    ),
    "an output as a name": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name=role.arn, code=hello)
""",
        """\
error: lambda_function: the name can't be an output or a secret.
  where: Touchdownfile:9
  why:   Addresses and tags are made of it.
  do:    Write it as a text.
""",
    ),
    "an output within a name": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name=f"x-{role.arn}", code=hello)
""",
        """\
error: lambda_function: the name can't be an output or a secret.
  where: Touchdownfile:9
  why:   Addresses and tags are made of it.
  do:    Write it as a text.
""",
    ),
    "a secret as a name": (
        """\
from touchdown import Secret
aws.add_lambda_function(name=Secret("hunter2"), code=hello)
""",
        """\
error: lambda_function: the name can't be an output or a secret.
  where: Touchdownfile:9
  why:   Addresses and tags are made of it.
  do:    Write it as a text.
""",
    ),
    "no time at all": (
        'aws.add_lambda_function(name="hello", code=hello, timeout=0)',
        """\
error: eu-west-1/lambda_function.hello: timeout= is 0, the least is 1 second.
  where: Touchdownfile:8
""",
    ),
    "too much time": (
        'aws.add_lambda_function(name="hello", code=hello, timeout=1801)',
        """\
error: eu-west-1/lambda_function.hello: timeout= is 1801, the most is 1800 seconds.
  where: Touchdownfile:8
""",
    ),
    "a time in quotes": (
        'aws.add_lambda_function(name="hello", code=hello, timeout="3")',
        """\
error: eu-west-1/lambda_function.hello: timeout= takes a whole number, and is a text.
  where: Touchdownfile:8
""",
    ),
    "half a second": (
        'aws.add_lambda_function(name="hello", code=hello, timeout=3.5)',
        """\
error: eu-west-1/lambda_function.hello: timeout= takes a whole number, and is a decimal number.
  where: Touchdownfile:8
""",
    ),
    "a time that is True": (
        'aws.add_lambda_function(name="hello", code=hello, timeout=True)',
        """\
error: eu-west-1/lambda_function.hello: timeout= takes a whole number, and is True.
  where: Touchdownfile:8
""",
    ),
    "too little memory": (
        'aws.add_lambda_function(name="hello", code=hello, memory=64)',
        """\
error: eu-west-1/lambda_function.hello: memory= is 64, the least is 128 MB.
  where: Touchdownfile:8
""",
    ),
    "too much memory": (
        'aws.add_lambda_function(name="hello", code=hello, memory=20_000)',
        """\
error: eu-west-1/lambda_function.hello: memory= is 20000, the most is 10240 MB.
  where: Touchdownfile:8
""",
    ),
    "no version kept": (
        'aws.add_lambda_function(name="hello", code=hello, keep_versions=0)',
        """\
error: eu-west-1/lambda_function.hello: keep_versions= is 0, at least one has to stay.
  where: Touchdownfile:8
""",
    ),
    "a yes in quotes": (
        'aws.add_lambda_function(name="hello", code=hello, publish="yes")',
        """\
error: eu-west-1/lambda_function.hello: publish= takes True or False, and is a text.
  where: Touchdownfile:8
""",
    ),
    "a description that is too long": (
        'aws.add_lambda_function(name="hello", code=hello, description="x" * 257)',
        """\
error: eu-west-1/lambda_function.hello: description= is 257 characters long, AWS allows 256.
  where: Touchdownfile:8
""",
    ),
    "no description as None": (
        'aws.add_lambda_function(name="hello", code=hello, description=None)',
        """\
error: eu-west-1/lambda_function.hello: description= takes a text, and is None.
  where: Touchdownfile:8
""",
    ),
    "an unknown architecture": (
        'aws.add_lambda_function(name="hello", code=hello, architecture="arm")',
        """\
error: eu-west-1/lambda_function.hello: architecture= takes 'x86_64' or 'arm64', and is 'arm'.
  where: Touchdownfile:8
""",
    ),
    "a list of architectures": (
        'aws.add_lambda_function(name="hello", code=hello, architecture=["arm64"])',
        """\
error: eu-west-1/lambda_function.hello: architecture= takes 'x86_64' or 'arm64', and is a list.
  where: Touchdownfile:8
""",
    ),
    "a mistyped runtime": (
        'aws.add_lambda_function(name="hello", code=hello, runtime="pyhton3.13")',
        """\
error: eu-west-1/lambda_function.hello: runtime= is 'pyhton3.13', which AWS doesn't know; did you mean 'python3.13'?
  where: Touchdownfile:8
""",
    ),
    "a runtime without its end": (
        'aws.add_lambda_function(name="hello", code_from_s3=aws.get_bucket(name="zips").get_file(name="a.zip"), handler="a.b", runtime="nodejs22")',
        """\
error: eu-west-1/lambda_function.hello: runtime= is 'nodejs22', which AWS doesn't know; did you mean 'nodejs22.x'?
  where: Touchdownfile:8
""",
    ),
    "a Python function for another language": (
        'aws.add_lambda_function(name="hello", code=hello, runtime="nodejs22.x")',
        """\
error: eu-west-1/lambda_function.hello: code= is a Python callable, and runtime= is nodejs22.x.
  where: Touchdownfile:8
""",
    ),
    "a role by name": (
        'aws.add_lambda_function(name="hello", code=hello, role="lambda-role")',
        """\
error: eu-west-1/lambda_function.hello: role= doesn't have the form that AWS wants: the ARN of a role, as arn:aws:iam::123456789012:role/NAME.
  where: Touchdownfile:8
""",
    ),
    "a role's ARN with a short account": (
        'aws.add_lambda_function(name="hello", code=hello, role="arn:aws:iam::1:role/x")',
        """\
error: eu-west-1/lambda_function.hello: role= doesn't have the form that AWS wants: the ARN of a role, as arn:aws:iam::123456789012:role/NAME.
  where: Touchdownfile:8
""",
    ),
    "a function as a role": (
        """\
one = aws.add_lambda_function(name="one", code=hello)
aws.add_lambda_function(name="two", code=hello, role=one)
""",
        """\
error: eu-west-1/lambda_function.two: role= takes a Role or a text, and is a Function.
  where: Touchdownfile:9
""",
    ),
    "a log group by name": (
        'aws.add_lambda_function(name="hello", code=hello, log_group="/aws/lambda/x")',
        """\
error: eu-west-1/lambda_function.hello: log_group= takes a LogGroup, and is a text.
  where: Touchdownfile:8
""",
    ),
    "a number in the environment": (
        'aws.add_lambda_function(name="hello", code=hello, environment={"RETRIES": 3})',
        """\
error: eu-west-1/lambda_function.hello: environment= takes a mapping of texts to texts, and has a number under 'RETRIES'.
  where: Touchdownfile:8
""",
    ),
    "a number as a variable's name": (
        'aws.add_lambda_function(name="hello", code=hello, environment={1: "3"})',
        """\
error: eu-west-1/lambda_function.hello: environment= takes a mapping of texts to texts, and has the key 1, which is a number.
  where: Touchdownfile:8
""",
    ),
    "nothing in the environment": (
        'aws.add_lambda_function(name="hello", code=hello, environment={"A": None})',
        """\
error: eu-west-1/lambda_function.hello: environment= takes a mapping of texts to texts, and has None under 'A'.
  where: Touchdownfile:8
""",
    ),
    "a list as environment": (
        'aws.add_lambda_function(name="hello", code=hello, environment=["A=1"])',
        """\
error: eu-west-1/lambda_function.hello: environment= takes a mapping of texts to texts, and is a list.
  where: Touchdownfile:8
""",
    ),
    "a variable that begins with a digit": (
        'aws.add_lambda_function(name="hello", code=hello, environment={"1ST": "x"})',
        """\
error: eu-west-1/lambda_function.hello: environment= has the key '1ST', which doesn't have the form that AWS wants: a letter, and then one or more letters, digits and _.
  where: Touchdownfile:8
""",
    ),
    "a variable with a hyphen": (
        'aws.add_lambda_function(name="hello", code=hello, environment={"MY-NAME": "x"})',
        """\
error: eu-west-1/lambda_function.hello: environment= has the key 'MY-NAME', which doesn't have the form that AWS wants: a letter, and then one or more letters, digits and _.
  where: Touchdownfile:8
""",
    ),
    "a variable that Lambda sets": (
        'aws.add_lambda_function(name="hello", code=hello, environment={"AWS_REGION": "x"})',
        """\
error: eu-west-1/lambda_function.hello: environment= has the key 'AWS_REGION', which is set by Lambda itself and can't be changed.
  where: Touchdownfile:8
""",
    ),
    "an environment over 4 KB": (
        'aws.add_lambda_function(name="hello", code=hello, environment={"LONG": "x" * 4096})',
        """\
error: eu-west-1/lambda_function.hello: environment= is 4107 bytes long as JSON, AWS allows 4096.
  where: Touchdownfile:8
""",
    ),
    "an output as a variable's name": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, environment={role.arn: "x"})
""",
        """\
error: eu-west-1/lambda_function.f: environment= has an output in a key, and keys have to be known before anything is made.
  where: Touchdownfile:9
""",
    ),
    "a secret that is None": (
        """\
from touchdown import Secret
aws.add_lambda_function(name="hello", code=hello, environment={"TOKEN": Secret(None)})
""",
        """\
error: Secret(...) takes a text, and was given None.
  where: Touchdownfile:9
""",
    ),
    "tags as AWS lists them": (
        'aws.add_lambda_function(name="hello", code=hello, tags=[{"Key": "a", "Value": "b"}])',
        """\
error: eu-west-1/lambda_function.hello: tags= takes a mapping of texts to texts, and is a list.
  where: Touchdownfile:8
""",
    ),
    "a tag that AWS keeps": (
        'aws.add_lambda_function(name="hello", code=hello, tags={"aws:owner": "me"})',
        """\
error: eu-west-1/lambda_function.hello: tags= has the key 'aws:owner', which begins with aws:, which AWS reserves.
  where: Touchdownfile:8
""",
    ),
    "a tag that Touchdown keeps": (
        'aws.add_lambda_function(name="hello", code=hello, tags={"touchdown:id": "me"})',
        """\
error: eu-west-1/lambda_function.hello: tags= has the key 'touchdown:id', and Touchdown keeps those that begin with touchdown: for itself.
  where: Touchdownfile:8
""",
    ),
    "a tag's key that is too long": (
        'aws.add_lambda_function(name="hello", code=hello, tags={"key" * 43: "me"})',
        """\
error: eu-west-1/lambda_function.hello: tags= has the key 'keykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykeykey', which is 129 characters long, AWS allows 128.
  where: Touchdownfile:8
""",
    ),
    "a tag's value that is too long": (
        'aws.add_lambda_function(name="hello", code=hello, tags={"owner": "x" * 257})',
        """\
error: eu-west-1/lambda_function.hello: tags= has under 'owner' a value that is 257 characters long, AWS allows 256.
  where: Touchdownfile:8
""",
    ),
    "a tag with an odd character": (
        'aws.add_lambda_function(name="hello", code=hello, tags={"owner": "a&b!"})',
        """\
error: eu-west-1/lambda_function.hello: tags= has under 'owner' a value that has the character '&' at position 2; allowed are letters, spaces, digits and any of _.:/=+-@.
  where: Touchdownfile:8
""",
    ),
    "too many tags": (
        'aws.add_lambda_function(name="hello", code=hello, tags={f"tag{n}": "x" for n in range(51)})',
        """\
error: eu-west-1/lambda_function.hello: tags= has 51 tags, AWS allows 46.
  where: Touchdownfile:8
""",
    ),
    "a number as a tag": (
        'aws.add_lambda_function(name="hello", code=hello, tags={"cost": 7})',
        """\
error: eu-west-1/lambda_function.hello: tags= takes a mapping of texts to texts, and has a number under 'cost'.
  where: Touchdownfile:8
""",
    ),
    "an unknown argument": (
        'aws.add_lambda_function(nme="x", code=hello)',
        """\
error: add_lambda_function() has no argument nme=.
  where: Touchdownfile:8
  do:    Did you mean name=?
""",
    ),
    "an argument of AWS's name": (
        'aws.add_lambda_function(name="hello", code=hello, memory_size=128)',
        """\
error: add_lambda_function() has no argument memory_size=.
  where: Touchdownfile:8
  do:    Did you mean memory=?
""",
    ),
    "an argument like no other": (
        'aws.add_lambda_function(name="hello", code=hello, zzz=128)',
        """\
error: add_lambda_function() has no argument zzz=.
  where: Touchdownfile:8
  do:    It takes name, code, requirements, extras, groups, include, exclude, runtime_boto3, slim, code_from_bytes, code_from_s3, handler, runtime, timeout, memory, ephemeral_storage, environment, kms_key, layers, subnets, security_groups, ipv6, dead_letter, tracing, log_group, log_format, application_log_level, system_log_level, snap_start, async_retries, async_maximum_age, on_success, on_failure, reserved_concurrency, recursion, description, role, architecture, publish, keep_versions, tags, protect, depends_on, ignore.
""",
    ),
    "arguments without names": (
        'aws.add_lambda_function("hello", hello)',
        """\
error: add_lambda_function() takes keyword arguments only.
  where: Touchdownfile:8
  do:    As in add_lambda_function(name=...).
""",
    ),
}


@pytest.mark.parametrize(("declaration", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_function_is_refused_before_anything_is_called(
    tmp_path: Path, counter: CountingAws, declaration: str, said: str
) -> None:
    write_declaration(tmp_path, counter, declaration)
    assert in_process(tmp_path, "plan") == Outcome(1, "", said)
    assert counter.connections == 0
