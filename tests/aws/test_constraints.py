"""What AWS accepts as a value: read from botocore, corrected, and said in sentences."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.drawing import values
from touchdown.aws import patterns, service_model
from touchdown.aws.constraints import (
    CORRECTIONS,
    constraint,
    environment_problems,
    members,
    problems,
    required_members,
    runtime_problem,
    tag_problems,
)
from touchdown.aws.corrections import RESERVED_ENVIRONMENT

# The first draw builds Hypothesis's tables of characters, which takes seconds on a busy machine.

FUNCTION = "lambda:CreateFunction"
SERVICES = ("lambda", "iam", "logs", "s3")

WRONG: list[tuple[str, str, object, str]] = [
    (FUNCTION, "FunctionName", "a" * 65, "is 65 characters long, AWS allows 64"),
    (FUNCTION, "FunctionName", "", "is empty, AWS wants at least 1 character"),
    (
        FUNCTION,
        "FunctionName",
        "my function",
        "has the character ' ' at position 3; allowed are letters, digits, - and _",
    ),
    (FUNCTION, "FunctionName", 5, "is of type int, AWS wants a string"),
    (FUNCTION, "Description", "é" * 257, "is 257 characters long, AWS allows 256"),
    (FUNCTION, "Handler", "main hello", "has the character ' ' at position 5; everything but white space is allowed"),
    (FUNCTION, "Timeout", 0, "is 0, the least is 1 second"),
    (FUNCTION, "Timeout", 1801, "is 1801, the most is 1800 seconds"),
    (FUNCTION, "Timeout", "3", "is of type str, AWS wants an integer"),
    (FUNCTION, "Timeout", True, "is of type bool, AWS wants an integer"),
    (FUNCTION, "Publish", 1, "is of type int, AWS wants True or False"),
    (FUNCTION, "MemorySize", 127, "is 127, the least is 128 MB"),
    (FUNCTION, "MemorySize", 10241, "is 10241, the most is 10240 MB"),
    (FUNCTION, "Architectures", [], "is empty, AWS wants at least 1 element"),
    (FUNCTION, "Architectures", ["arm64", "x86_64"], "has 2 elements, AWS allows 1"),
    (FUNCTION, "Architectures.member", "arm", "is 'arm', AWS allows 'x86_64' or 'arm64'"),
    (FUNCTION, "Runtime", "java", "is 'java', which AWS doesn't know; did you mean 'java25'?"),
    (FUNCTION, "Runtime", "Pyhton3.12", "is 'Pyhton3.12', which AWS doesn't know; did you mean 'python3.12'?"),
    (FUNCTION, "Runtime", "cobol", "is 'cobol', which AWS doesn't know"),
    (
        FUNCTION,
        "Role",
        "lambda-role",
        "doesn't have the form that AWS wants: the ARN of a role, as arn:aws:iam::123456789012:role/NAME",
    ),
    (FUNCTION, "Tags", dict.fromkeys(map(str, range(51)), ""), "has 51 entries, AWS allows 50"),
    ("iam:CreateRole", "RoleName", "a" * 65, "is 65 characters long, AWS allows 64"),
    (
        "iam:CreateRole",
        "RoleName",
        "a/b",
        "has the character '/' at position 2; allowed are letters, digits and any of _+=,.@-",
    ),
    (
        "iam:CreateRole",
        "AssumeRolePolicyDocument",
        "x " * 4097,
        "is 4097 non-space characters long, AWS allows 4096",
    ),
    (
        "iam:CreateRole",
        "Path",
        "team/",
        "doesn't have the form that AWS wants: /, or a path that begins and ends with /",
    ),
    ("iam:CreateRole", "MaxSessionDuration", 60, "is 60, the least is 3600 seconds"),
    ("iam:PutRolePolicy", "PolicyDocument", "x" * 10241, "is 10241 non-space characters long, AWS allows 10240"),
    ("logs:CreateLogGroup", "logGroupName", "a" * 513, "is 513 characters long, AWS allows 512"),
    ("logs:CreateLogGroup", "logGroupName", "aws/x", "begins with aws/, which AWS reserves"),
    (
        "logs:CreateLogGroup",
        "logGroupName",
        "a:b",
        "has the character ':' at position 2; allowed are letters, digits and any of .-_/#",
    ),
    ("s3:CreateBucket", "Bucket", "ab", "is 2 characters long, AWS wants at least 3 characters"),
    (
        "s3:CreateBucket",
        "Bucket",
        "my_bucket",
        "has the character '_' at position 3; allowed are lower case letters, digits, . and -",
    ),
    ("s3:CreateBucket", "Bucket", "-bucket", "doesn't begin with a lower case letter or a digit"),
    ("s3:CreateBucket", "Bucket", "bucket.", "doesn't end with a lower case letter or a digit"),
    ("s3:CreateBucket", "Bucket", "my..bucket", "has two dots next to each other"),
    ("s3:CreateBucket", "Bucket", "192.168.5.4", "looks like an IP address"),
    ("s3:CreateBucket", "Bucket", "xn--bucket", "begins with xn--, which AWS reserves"),
    ("s3:CreateBucket", "Bucket", "sthree-bucket", "begins with sthree-, which AWS reserves"),
    ("s3:CreateBucket", "Bucket", "bucket-s3alias", "ends with -s3alias, which AWS reserves"),
    ("s3:CreateBucket", "Bucket", "bucket--ol-s3", "ends with --ol-s3, which AWS reserves"),
    ("s3:PutObject", "Key", "é" * 513, "is 1026 bytes long, AWS allows 1024"),
    ("s3:PutObject", "Key", "", "is empty, AWS wants at least 1 byte"),
]

RIGHT: list[tuple[str, str, object]] = [
    (FUNCTION, "FunctionName", "a" * 64),
    (FUNCTION, "Timeout", 1800),
    (FUNCTION, "MemorySize", 10240),
    (FUNCTION, "Environment.Variables.key", "TZ"),
    (FUNCTION, "Tags.key", "größe 2"),
    (FUNCTION, "Code.ZipFile", b"PK"),
    ("iam:CreateRole", "Path", "/team/a/"),
    ("iam:CreateRole", "AssumeRolePolicyDocument", " " * 3000 + "{}"),
    ("iam:TagRole", "Tags.member.Value", ""),
    ("logs:PutRetentionPolicy", "retentionInDays", 3653),
    ("s3:CreateBucket", "Bucket", "a.b-c.1"),
    ("s3:PutObject", "Key", "é" * 512),
]


@pytest.mark.parametrize(("operation", "member", "value", "sentence"), WRONG)
def test_says_in_one_sentence_what_is_wrong(operation: str, member: str, value: object, sentence: str) -> None:
    assert problems(operation, member, value) == [sentence]


@pytest.mark.parametrize(("operation", "member", "value"), RIGHT)
def test_has_nothing_to_say_about_what_aws_accepts(operation: str, member: str, value: object) -> None:
    assert problems(operation, member, value) == []


def test_ascii_classes_do_not_take_letters_of_other_scripts() -> None:
    (sentence,) = problems("iam:CreateRole", "RoleName", "größe")
    assert sentence.startswith("has the character 'ö' at position 3")


def test_a_retention_that_aws_does_not_offer_is_answered_with_those_it_does() -> None:
    (sentence,) = problems("logs:PutRetentionPolicy", "retentionInDays", 42)
    assert sentence.startswith("is 42 days, AWS allows only 1, 3, 5, 7, 14, 30, ")
    assert sentence.endswith("3288 or 3653")


def test_the_retentions_are_those_of_the_documentation() -> None:
    text = service_model.shape("logs:PutRetentionPolicy", "retentionInDays")["documentation"]
    listed = text.split("Possible values are:")[1].split("</p>")[0]
    assert tuple(re.findall(r"\d+", listed)) == constraint("logs:PutRetentionPolicy", "retentionInDays").enum


@pytest.mark.parametrize("runtime", ["python3.12", "nodejs22.x", "provided.al2023", "java8.al2"])
def test_a_known_runtime_is_accepted(runtime: str) -> None:
    assert runtime_problem(runtime) == ("ok", "")


@pytest.mark.parametrize("runtime", ["python3.99", "nodejs98.x", "java99", "dotnet99", "ruby9.9", "provided.al2099"])
def test_a_newer_version_of_a_known_runtime_is_only_a_warning(runtime: str) -> None:
    level, sentence = runtime_problem(runtime)
    assert level == "warning"
    assert sentence.startswith(f"is {runtime!r}, a version that the installed botocore doesn't know")
    assert problems(FUNCTION, "Runtime", runtime) == []


@pytest.mark.parametrize("runtime", ["python", "python3", "nodejs22", "python-3.12", ""])
def test_a_runtime_of_no_known_form_is_an_error(runtime: str) -> None:
    assert runtime_problem(runtime)[0] == "error"


def test_a_mistyped_runtime_is_answered_with_the_one_that_was_meant() -> None:
    assert runtime_problem("nodejs22") == (
        "error",
        "is 'nodejs22', which AWS doesn't know; did you mean 'nodejs22.x'?",
    )


@pytest.mark.parametrize("key", [key for key in RESERVED_ENVIRONMENT if not key.startswith("_")])
def test_an_environment_variable_that_lambda_sets_itself_is_refused(key: str) -> None:
    assert environment_problems({key: "x"}) == [
        f"has the key {key!r}, which is set by Lambda itself and can't be changed"
    ]


@pytest.mark.parametrize("key", ["1A", "A", "_HANDLER", "MY-NAME", "NAME\n"])
def test_an_environment_variable_has_the_form_of_a_name(key: str) -> None:
    sentence = "which doesn't have the form that AWS wants: a letter, and then one or more letters, digits and _"
    assert f"has the key {key!r}, {sentence}" in environment_problems({key: "x"})


def test_the_environment_is_measured_as_the_json_text_that_lambda_measures() -> None:
    around = len('{"NAME":""}')
    assert environment_problems({"NAME": "x" * (4096 - around)}) == []
    assert environment_problems({"NAME": "x" * (4097 - around)}) == ["is 4097 bytes long as JSON, AWS allows 4096"]


def test_a_value_of_the_environment_that_is_no_text_is_refused_without_showing_it() -> None:
    assert environment_problems({"PIN": 1234}) == [  # pyright: ignore[reportArgumentType]  # what a user may pass
        "has under 'PIN' a value that is of type int, AWS wants a string"
    ]


@pytest.mark.parametrize(
    ("tags", "sentence"),
    [
        ({"aws:x": ""}, "has the key 'aws:x', which begins with aws:, which AWS reserves"),
        ({"AWS:x": ""}, "has the key 'AWS:x', which begins with aws:, which AWS reserves"),
        ({"": "x"}, "has the key '', which is empty, AWS wants at least 1 character"),
        ({"k" * 129: ""}, f"has the key {'k' * 129!r}, which is 129 characters long, AWS allows 128"),
        ({"team": "v" * 257}, "has under 'team' a value that is 257 characters long, AWS allows 256"),
        (
            {"a*b": ""},
            "has the key 'a*b', which has the character '*' at position 2; "
            "allowed are letters, spaces, digits and any of _.:/=+-@",
        ),
    ],
)
def test_a_tag_that_aws_refuses_is_refused(tags: dict[str, str], sentence: str) -> None:
    assert tag_problems(tags) == [sentence]


def test_tags_of_all_scripts_are_accepted() -> None:
    assert tag_problems({"größe": "大 ٣ Ⅷ _.:/=+-@", "empty": ""}) == []


def test_there_are_no_more_tags_than_aws_allows_and_touchdown_leaves() -> None:
    tags = {f"key{number}": "" for number in range(48)}
    assert tag_problems(tags) == []
    assert tag_problems(tags, most=47) == ["has 48 tags, AWS allows 47"]


def test_the_members_of_an_operation_are_known() -> None:
    assert required_members("logs:PutRetentionPolicy") == members("logs:PutRetentionPolicy")
    assert members("iam:GetAccountSummary") == ()
    assert required_members("iam:ListRoles") == ()


@pytest.mark.parametrize(
    ("operation", "member", "message"),
    [
        ("lambda:CreateFunktion", "Timeout", "lambda has no operation CreateFunktion"),
        (FUNCTION, "TimeOut", "lambda:CreateFunction has no member TimeOut"),
        (FUNCTION, "Timeout.Seconds", "lambda:CreateFunction has no member Timeout.Seconds"),
    ],
)
def test_a_member_that_does_not_exist_is_a_bug_that_names_it(operation: str, member: str, message: str) -> None:
    with pytest.raises(LookupError, match=re.escape(message)):
        constraint(operation, member)


@pytest.mark.parametrize(("operation", "member"), CORRECTIONS)
def test_every_correction_corrects_a_member_that_exists(operation: str, member: str) -> None:
    uncorrected = service_model.shape(operation, member)
    corrected = constraint(operation, member)
    for name, value in CORRECTIONS[operation, member].items():
        assert getattr(corrected, name) == value
        assert uncorrected.get({"minimum": "min", "maximum": "max"}.get(name, name)) != value


def _patterns() -> list[str]:
    found: set[str] = set()
    for service in SERVICES:
        for operation in service_model.operations(service):
            found.update(_patterns_below(operation, "", set()))
    return sorted(found)


def _patterns_below(operation: str, path: str, seen: set[int]) -> set[str]:
    shape = service_model.shape(operation, path)
    if id(shape) in seen:  # Some structures hold themselves.
        return set()
    seen.add(id(shape))
    steps = {"structure": shape.get("members", ()), "map": ("key", "value"), "list": ("member",)}.get(shape["type"], ())
    found: set[str] = {shape["pattern"]} if "pattern" in shape else set()
    return found.union(*(_patterns_below(operation, f"{path}.{step}".strip("."), seen) for step in steps))


@pytest.mark.parametrize("pattern", _patterns())
def test_every_pattern_of_the_services_can_be_read_by_python(pattern: str) -> None:
    assert patterns.compiled(pattern) is not None


def test_a_pattern_that_python_cannot_read_is_not_checked() -> None:
    assert patterns.compiled(r"\p{Lu}+") is None
    assert patterns.characters(r"[\p{Lu}]+") is None


DRAWN = [
    (FUNCTION, "FunctionName"),
    (FUNCTION, "Description"),
    (FUNCTION, "Handler"),
    (FUNCTION, "Role"),
    (FUNCTION, "Runtime"),
    (FUNCTION, "Timeout"),
    (FUNCTION, "MemorySize"),
    (FUNCTION, "Publish"),
    (FUNCTION, "Code.ZipFile"),
    (FUNCTION, "Architectures.member"),
    (FUNCTION, "Environment.Variables.key"),
    (FUNCTION, "Environment.Variables.value"),
    (FUNCTION, "Tags.key"),
    (FUNCTION, "Tags.value"),
    ("iam:CreateRole", "RoleName"),
    ("iam:CreateRole", "Path"),
    ("iam:CreateRole", "Description"),
    ("iam:CreateRole", "MaxSessionDuration"),
    ("iam:CreateRole", "AssumeRolePolicyDocument"),
    ("iam:CreateRole", "PermissionsBoundary"),
    ("iam:PutRolePolicy", "PolicyName"),
    ("logs:CreateLogGroup", "logGroupName"),
    ("logs:CreateLogGroup", "tags.key"),
    ("logs:PutRetentionPolicy", "retentionInDays"),
    ("s3:CreateBucket", "Bucket"),
    ("s3:PutObject", "Key"),
]
BOUNDED = [pair for pair in DRAWN if constraint(*pair).maximum is not None]


@pytest.mark.parametrize(("operation", "member"), DRAWN)
@given(data=st.data())
def test_a_value_drawn_from_a_constraint_has_no_problem(operation: str, member: str, data: st.DataObject) -> None:
    assert problems(operation, member, data.draw(values(constraint(operation, member)))) == []


@pytest.mark.parametrize(("operation", "member"), BOUNDED)
@given(beyond=st.integers(1, 50))
def test_a_value_above_its_most_has_a_problem(operation: str, member: str, beyond: int) -> None:
    rule = constraint(operation, member)
    assert rule.maximum is not None
    above = int(rule.maximum) + beyond
    (found, *_) = problems(operation, member, "a" * above if rule.kind == "string" else above)
    assert found.startswith(f"is {above}")


@pytest.mark.parametrize(("operation", "member"), [pair for pair in BOUNDED if constraint(*pair).minimum])
@given(beyond=st.integers(1, 50))
def test_a_value_below_its_least_has_a_problem(operation: str, member: str, beyond: int) -> None:
    rule = constraint(operation, member)
    assert rule.minimum is not None
    below = int(rule.minimum) - beyond
    assert problems(operation, member, "a" * below if rule.kind == "string" else below)


def test_botocore_is_imported_when_the_first_model_is_asked_for() -> None:
    code = "import sys, touchdown.aws.constraints; sys.exit('botocore' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_model_is_read_without_making_a_client() -> None:
    code = (
        "import sys; from touchdown.aws.constraints import problems; problems('lambda:CreateFunction', 'Timeout', 3); "
        "sys.exit('botocore.client' in sys.modules or 'botocore.session' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
