"""Outputs that are used as if their values were known; and how what is wrong is told, whatever it is.

The tables of what else can be wrong are in `test_wrong_*.py` beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import command
from tests.support.declaring import CountingAws, Outcome, in_process, write, write_declaration

LOOKS = (
    'role.arn.split(":")',
    "role.arn[4:]",
    '"lambda" in role.arn',
    "len(role.arn)",
    'role.arn.startswith("arn")',
    "role.arn.encode()",
    "role.arn.upper()",
    "int(role.arn)",
    "float(role.arn)",
    "list(role.arn)",
    "first, *rest = role.arn",
    'f"{role.arn:>80}"',
    '"".join(role.arn)',
    "__import__('json').loads(role.arn)",
)

WRONG = {
    "opened": (
        """\
role = aws.add_role(name="r")
value = open(role.arn)
""",
        """\
error: Reading the file failed: FileNotFoundError: [Errno 2] No such file or directory: '(iam_role.r.arn)'.
  where: Touchdownfile:9
""",
    ),
    "added to a number": (
        """\
role = aws.add_role(name="r")
value = 1 + role.arn
""",
        """\
error: Reading the file failed: TypeError: unsupported operand type(s) for +: 'int' and 'Output'.
  where: Touchdownfile:9
""",
    ),
    "an output that there isn't": (
        """\
role = aws.add_role(name="r")
value = role.url
""",
        """\
error: Reading the file failed: AttributeError: 'Role' object has no attribute 'url'.
  where: Touchdownfile:9
""",
    ),
    "cut from an f-string": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, environment={"ROLE": f"{role.arn}"[5:]})
""",
        """\
error: eu-west-1/lambda_function.f: environment= holds a piece of an output: the text that stands for a value which isn't known yet was cut or changed. Put the output into the text as a whole.
  where: Touchdownfile:9
""",
    ),
    "cut in a policy": (
        """\
function = aws.add_lambda_function(name="f", code=hello)
aws.add_role(name="r", policies={"p": {"Statement": [{"Effect": "Allow", "Action": "lambda:*", "Resource": f"{function.arn}/x"[:20]}]}})
""",
        """\
error: eu-west-1/iam_role.r: policies= holds a piece of an output: the text that stands for a value which isn't known yet was cut or changed. Put the output into the text as a whole.
  where: Touchdownfile:9
""",
    ),
    "in lower case by way of an f-string": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, description=f"{role.arn}".lower())
""",
        """\
error: eu-west-1/lambda_function.f: description= holds a piece of an output: the text that stands for a value which isn't known yet was cut or changed. Put the output into the text as a whole.
  where: Touchdownfile:9
""",
    ),
    "as a time": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, timeout=role.arn)
""",
        """\
error: eu-west-1/lambda_function.f: timeout= takes a whole number, and is an output.
  where: Touchdownfile:9
""",
    ),
    "as a runtime": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, runtime=role.arn)
""",
        """\
error: eu-west-1/lambda_function.f: runtime= can't be an output: it has to be known before anything is made.
  where: Touchdownfile:9
""",
    ),
    "as an architecture": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, architecture=role.arn)
""",
        """\
error: eu-west-1/lambda_function.f: architecture= takes 'x86_64' or 'arm64', and is an output.
  where: Touchdownfile:9
""",
    ),
    "as a path": (
        """\
f = aws.add_lambda_function(name="f", code=hello)
aws.add_role(name="r", path=f.arn)
""",
        """\
error: eu-west-1/iam_role.r: path= can't be an output: it has to be known before anything is made.
  where: Touchdownfile:9
""",
    ),
    "as a tag's key": (
        """\
role = aws.add_role(name="r")
aws.add_lambda_function(name="f", code=hello, tags={role.arn: "x"})
""",
        """\
error: eu-west-1/lambda_function.f: tags= has an output in a key, and keys have to be known before anything is made.
  where: Touchdownfile:9
""",
    ),
    "as a list": (
        """\
f = aws.add_lambda_function(name="f", code=hello)
aws.add_role(name="r", managed_policies=f.arn)
""",
        """\
error: eu-west-1/iam_role.r: managed_policies= takes a list of texts, and is an output.
  where: Touchdownfile:9
""",
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_looks_into_the_text_of_an_output(tmp_path: Path, counter: CountingAws, look: str) -> None:
    write_declaration(tmp_path, counter, f'role = aws.add_role(name="r")\n{look}')
    assert in_process(tmp_path, "plan") == Outcome(
        1,
        "",
        """\
error: iam_role.r.arn isn't known while the Touchdownfile is read, so nothing can look into its text.
  where: Touchdownfile:9
  do:    Put it into a text as a whole, as in f"{...}/suffix"; what needs its parts belongs in the function.
""",
    )
    assert counter.connections == 0


@pytest.mark.parametrize(("declaration", "said"), WRONG.values(), ids=WRONG.keys())
def test_an_output_that_cannot_be_what_it_is_used_as_is_refused_before_anything_is_called(
    tmp_path: Path, counter: CountingAws, declaration: str, said: str
) -> None:
    write_declaration(tmp_path, counter, declaration)
    assert in_process(tmp_path, "plan") == Outcome(1, "", said)
    assert counter.connections == 0


def test_all_that_is_wrong_is_told_in_one_go(tmp_path: Path, counter: CountingAws) -> None:
    write_declaration(
        tmp_path,
        counter,
        """\
aws.add_lambda_function(
    name="hello",
    code=hello,
    timeout=0,
    memory=1,
)
aws.add_role(name="a b")
aws.add_log_group(name="/shop", retention="14")""",
    )
    assert in_process(tmp_path, "plan") == Outcome(
        1,
        "",
        """\
error: eu-west-1/lambda_function.hello: timeout= is 0, the least is 1 second.
  where: Touchdownfile:8
error: eu-west-1/lambda_function.hello: memory= is 1, the least is 128 MB.
  where: Touchdownfile:8
error: eu-west-1/iam_role.a b: name= has the character ' ' at position 2; allowed are letters, digits and any of _+=,.@-.
  where: Touchdownfile:14
error: eu-west-1/logs_log_group./shop: retention= takes a whole number, and is a text.
  where: Touchdownfile:15
""",
    )
    assert counter.connections == 0


def test_what_is_wrong_is_told_as_json_too(tmp_path: Path, counter: CountingAws) -> None:
    write_declaration(tmp_path, counter, 'aws.add_role(nme="r")')
    outcome = in_process(tmp_path, "plan", "--json")
    assert (outcome.code, json.loads(outcome.stdout)) == (
        1,
        {
            "version": 1,
            "error": {
                "kind": "DeclarationError",
                "what": "add_role() has no argument nme=.",
                "where": "Touchdownfile:8",
                "why": None,
                "hint": "Did you mean name=?",
                "exit_code": 1,
                "others": [],
            },
        },
    )


@pytest.mark.parametrize(
    "declaration",
    [
        'aws.add_lambda_function(name="hello", code=lambda event, context: 1)',
        'role = aws.add_role(name="r")\nrole.arn.split(":")',
        'aws.add_role(name="r"',
        "import broken",
        "aws.add_role(name=5)",
    ],
)
def test_a_process_of_its_own_says_the_same(tmp_path: Path, counter: CountingAws, declaration: str) -> None:
    write(tmp_path, 'raise RuntimeError("no luck")\n', "broken.py")
    write_declaration(tmp_path, counter, declaration)
    outcome = command.run(tmp_path, "plan")
    assert outcome == in_process(tmp_path, "plan")
    assert outcome.code == 1
    assert outcome.stderr.startswith("error: ")
    assert counter.connections == 0


@pytest.mark.parametrize("command", ["plan", "apply", "destroy", "show", "graph", "invoke hello", "tail"])
def test_every_command_refuses_what_is_wrong(tmp_path: Path, counter: CountingAws, command: str) -> None:
    write_declaration(tmp_path, counter, 'aws.add_lambda_function(name="hello", code=hello, timeout=0)')
    assert in_process(tmp_path, *command.split()) == Outcome(
        1,
        "",
        """\
error: eu-west-1/lambda_function.hello: timeout= is 0, the least is 1 second.
  where: Touchdownfile:8
""",
    )
    assert counter.connections == 0
