"""Policy documents: what two of them mean, how they are sent, and what IAM would refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchdown.aws.policies.document import (
    default_trust_policy,
    normal_form,
    parse,
    same_meaning,
    size,
    to_text,
)
from touchdown.aws.policies.problems import problems

# The first draw builds Hypothesis's tables, which takes seconds on a busy machine.

Json = dict[str, Any]

ACCOUNT = "123456789012"
LETTERS = st.text("abcXYZ019", min_size=1, max_size=6)
ACTIONS = st.sampled_from(["*", "s3:GetObject", "s3:Put*", "logs:CreateLogGroup", "dynamodb:Query"])
RESOURCES = st.sampled_from(["*", "arn:aws:s3:::shop/*", "T0U1C2H3K4M7", "arn:aws:logs:eu-west-1:123456789012:log é"])
AWS_PRINCIPALS = st.sampled_from(["*", ACCOUNT, "AROAEXAMPLEID", f"arn:aws:iam::{ACCOUNT}:role/shop"])
SERVICES = st.sampled_from(["lambda.amazonaws.com", "events.amazonaws.com"])
OPERATORS = st.sampled_from(["StringEquals", "ForAllValues:StringLike", "Bool", "NumericLessThanIfExists"])
KEYS = st.sampled_from(["aws:SecureTransport", "s3:prefix", "aws:PrincipalTag/team"])
CONDITION_VALUES = st.one_of(LETTERS, st.booleans(), st.integers(-5, 5))


def one_or_more(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, min_size=1, max_size=3))


def either(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.one_of(st.fixed_dictionaries({name: values}), st.fixed_dictionaries({f"Not{name}": values}))


CONDITIONS = st.dictionaries(OPERATORS, st.dictionaries(KEYS, one_or_more(CONDITION_VALUES), max_size=2), max_size=2)
PRINCIPALS = st.one_of(
    st.just("*"),
    st.fixed_dictionaries({"AWS": one_or_more(AWS_PRINCIPALS)}, optional={"Service": one_or_more(SERVICES)}),
)


@st.composite
def documents(draw: st.DrawFn, *, trust: bool = False) -> Json:
    """Documents that IAM takes."""
    statements: list[Json] = []
    for index in range(draw(st.integers(1, 3))):
        rest = {"Effect": st.sampled_from(["Allow", "Deny"])}
        optional = {"Sid": st.sampled_from(["", f"Sid{index}"]), "Condition": CONDITIONS}
        statement = draw(st.fixed_dictionaries(rest, optional=optional))
        statement |= draw(either("Action", one_or_more(st.just("sts:AssumeRole") if trust else ACTIONS)))
        statement |= draw(either("Principal", PRINCIPALS) if trust else either("Resource", one_or_more(RESOURCES)))
        statements.append(statement)
    head = st.fixed_dictionaries(
        {}, optional={"Version": st.sampled_from(["2012-10-17", "2008-10-17"]), "Id": st.sampled_from(["", "shop"])}
    )
    return draw(head) | {"Statement": statements[0] if len(statements) == 1 and draw(st.booleans()) else statements}


class Disguise:
    """Writes a document in another way that means the same."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def document(self, document: Json) -> Json:
        changed = {"Version": "2008-10-17", "Id": ""} | document
        changed["Statement"] = self.values(document["Statement"], self.statement)
        return self.reordered(changed)

    def statement(self, statement: Json) -> Json:
        changed = {name: self.element(name, value) for name, value in statement.items()}
        return self.reordered({"Sid": "", "Condition": {}} | changed)

    def element(self, name: str, value: Any) -> Any:
        if name.endswith("Action"):
            return self.values(value, self.recased)
        if name.endswith("Resource"):
            return self.values(value)
        if name.endswith("Principal"):
            return self.principal(value)
        return self.condition(value) if name == "Condition" else value

    def principal(self, value: Any) -> Any:
        mapping: Json = {"AWS": "*"} if value == "*" else value
        return {kind: self.values(one, self.account) for kind, one in self.reordered(mapping).items()}

    def account(self, principal: str) -> str:
        partition = self.draw(st.sampled_from(["aws", "aws-cn", "aws-us-gov"]))
        return f"arn:{partition}:iam::{ACCOUNT}:root" if principal == ACCOUNT else principal

    def condition(self, value: Json) -> Json:
        return {
            self.recased(operator): {self.recased(key): self.values(one, self.as_text) for key, one in keys.items()}
            for operator, keys in self.reordered(value).items()
        }

    def as_text(self, value: Any) -> Any:
        return value if isinstance(value, str) or self.draw(st.booleans()) else json.dumps(value)

    def recased(self, text: str) -> str:
        return self.draw(st.sampled_from([text, text.lower(), text.upper(), text.swapcase()]))

    def values(self, value: Any, change: Any = lambda value: value) -> Any:
        values: list[Any] = value if isinstance(value, list) else [value]
        repeated = [*values, *self.draw(st.lists(st.sampled_from(values), max_size=2))]
        changed = [change(one) for one in self.draw(st.permutations(repeated))]
        return changed[0] if len(changed) == 1 and self.draw(st.booleans()) else changed

    def reordered(self, mapping: Json) -> Json:
        return dict(self.draw(st.permutations(list(mapping.items()))))


@st.composite
def disguised(draw: st.DrawFn) -> tuple[Json, Json]:
    document = draw(st.one_of(documents(), documents(trust=True)))
    return document, Disguise(draw).document(document)


def leaves(value: Any, path: Sequence[Any] = ()) -> list[Sequence[Any]]:
    """The places of all texts in a document."""
    if isinstance(value, Mapping):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*path, index))]
    return [path] if isinstance(value, str) else []


def statement(**elements: Any) -> Json:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | elements


def policy(*statements: Any, **elements: Any) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)} | elements


def trust(principal: Any, **elements: Any) -> Json:
    return policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal} | elements)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), LETTERS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["Statement", "Sid", "Action", "Principal", "AWS", "Condition"]), inner),
    ),
    max_leaves=12,
)


# Meaning


@given(disguised())
def test_a_document_means_the_same_however_it_is_written(pair: tuple[Json, Json]) -> None:
    document, rewritten = pair
    assert json.dumps(normal_form(document)) == json.dumps(normal_form(rewritten))
    assert same_meaning(document, quote(json.dumps(rewritten, indent=2)))


@given(st.one_of(documents(), documents(trust=True)), st.data())
def test_another_text_anywhere_is_another_meaning(document: Json, data: st.DataObject) -> None:
    changed = json.loads(json.dumps(document))
    *path, last = data.draw(st.sampled_from(leaves(document)))
    place = changed
    for step in path:
        place = place[step]
    place[last] += "other"
    assert not same_meaning(document, changed)


@given(st.one_of(documents(), documents(trust=True)))
def test_the_normal_form_is_a_document_of_the_same_meaning(document: Json) -> None:
    assert normal_form(normal_form(document)) == normal_form(document)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(policy(statement()), policy(statement(), Version="2008-10-17"), id="Version"),
        pytest.param(policy(statement()), {"Statement": [statement()]}, id="no Version"),
        pytest.param(policy(statement()), policy(statement(), Id="shop"), id="Id"),
        pytest.param(policy(statement()), policy(statement(Sid="Read")), id="Sid"),
        pytest.param(policy(statement(Sid="Read")), policy(statement(Sid="read")), id="a Sid's case"),
        pytest.param(policy(statement(Resource="a")), policy(statement(Resource="A")), id="a resource's case"),
        pytest.param(policy(statement()), policy(statement(Effect="Deny")), id="Effect"),
        pytest.param(
            policy(statement()), policy({"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*"}), id="Not"
        ),
        pytest.param(
            policy(statement(Action=["s3:GetObject", "s3:PutObject"])),
            policy(statement(), statement(Action="s3:PutObject")),
            id="two statements and one",
        ),
        pytest.param(
            policy(statement(Condition={"Bool": {"aws:SecureTransport": True}})),
            policy(statement(Condition={"Bool": {"aws:SecureTransport": False}})),
            id="a condition's value",
        ),
        pytest.param(
            policy(statement(Condition={"StringLike": {"s3:prefix": "a"}})),
            policy(statement(Condition={"StringEquals": {"s3:prefix": "a"}})),
            id="a condition's operator",
        ),
        pytest.param(
            policy(statement(Condition={"StringLike": {"s3:prefix": "a"}})),
            policy(statement(Condition={"StringLike": {"s3:prefix": "A"}})),
            id="the case of a condition's value",
        ),
        pytest.param(trust({"AWS": ACCOUNT}), trust({"Federated": ACCOUNT}), id="the kind of a principal"),
        pytest.param(trust({"AWS": "*"}), trust({"Service": "*"}), id="everybody and a service"),
        pytest.param(
            trust({"AWS": ACCOUNT}), trust({"AWS": f"arn:aws:iam::{ACCOUNT}:user/root"}), id="a user named root"
        ),
        pytest.param(trust({"AWS": ACCOUNT}), trust({"AWS": "arn:aws:iam::210987654321:root"}), id="another account"),
        pytest.param(
            trust({"Service": f"arn:aws:iam::{ACCOUNT}:root"}),
            trust({"Service": ACCOUNT}),
            id="no account of a service",
        ),
    ],
)
def test_tells_documents_of_different_meaning_apart(one: Json, other: Json) -> None:
    assert not same_meaning(one, other)


@pytest.mark.parametrize("deleted", ["AROAEXAMPLEROLEID", "AIDAEXAMPLEUSERID"])
def test_a_principal_that_aws_turned_into_an_id_is_a_difference(deleted: str) -> None:
    assert not same_meaning(trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/shop"}), trust({"AWS": deleted}))


def test_a_missing_version_is_the_oldest() -> None:
    assert same_meaning({"Statement": [statement()]}, policy(statement(), Version="2008-10-17"))


@given(JSON, st.booleans())
def test_a_document_of_any_shape_has_a_normal_form_or_a_problem(value: Any, trust: bool) -> None:
    assert problems(value, trust=trust)
    if isinstance(value, dict):
        assert same_meaning(value, json.dumps(value))


# Text


@given(documents())
def test_reads_what_it_writes_and_what_iam_returns(document: Json) -> None:
    text = to_text(document)
    assert parse(document) == parse(text) == parse(quote(text)) == parse(quote(text, safe="")) == document


@given(documents())
def test_white_space_between_the_elements_does_not_count(document: Json) -> None:
    assert size(json.dumps(document, indent=4, ensure_ascii=False)) == size(document) == len(to_text(document))


def test_is_sent_in_the_users_order_without_white_space() -> None:
    document = {"Statement": {"Resource": "b é", "Action": ("z:Z", "a:A")}, "Version": "2012-10-17"}
    assert to_text(document) == '{"Statement":{"Resource":"b é","Action":["z:Z","a:A"]},"Version":"2012-10-17"}'


class Reluctant(str):
    """A text that refuses to be looked into, as an output of a resource does."""

    __slots__ = ()

    def refuse(self, *_: object) -> Any:
        raise AssertionError

    __contains__ = __len__ = __getitem__ = __iter__ = lower = lstrip = startswith = encode = split = refuse


def test_does_not_look_into_an_output() -> None:
    document = policy(statement(Resource=Reluctant("arn"), Action=[Reluctant("s3:GetObject")], Sid=Reluctant("Read")))
    assert problems(document, trust=False) == []
    assert same_meaning(document, policy(statement(Resource="arn", Sid="Read")))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('{"Version": "2012-10-17",\n "Statement": [}', "Expecting value at line 2, column 16"),
        (quote('{"Statement": [}'), "Expecting value at line 1, column 16"),
        ("", "Expecting value at line 1, column 1"),
        ("[]", "The document is a list, not a mapping with a Statement."),
        ('{"Statement": {"Effect": "Allow", "Effect": "Deny"}}', 'has the key "Effect" twice'),
        ('{"Statement": [{"Condition": {"NumericEquals": {"a:b": NaN}}}]}', "a:b is the number nan"),
        ({"Statement": [statement(Resource=object())]}, "Statement[0].Resource is an object of the class object"),
        ({"Statement": [statement(Action={"s3:GetObject"})]}, "Statement[0].Action is an object of the class set"),
        ({"Statement": {1: "a"}}, "Statement has a key that is the number 1, not a text."),
        (["Statement"], "The document is a list, not a mapping with a Statement."),
        (None, "The document is null, not a mapping with a Statement."),
    ],
)
def test_says_why_something_is_no_document(document: Any, message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011  the message is compared below, as text and not as a pattern
        parse(document)
    assert message in str(error.value)
    assert problems(document, trust=False) == [str(error.value)]


# Problems


@given(documents())
def test_finds_nothing_wrong_with_an_identity_policy_that_iam_takes(document: Json) -> None:
    assert problems(document, trust=False) == []


@given(documents(trust=True))
def test_finds_nothing_wrong_with_a_trust_policy_that_iam_takes(document: Json) -> None:
    assert problems(document, trust=True) == []


def test_the_default_trust_policy_has_no_problem() -> None:
    assert problems(default_trust_policy(), trust=True) == []


def without(name: str) -> Json:
    return {key: value for key, value in statement().items() if key != name}


IDENTITY_PROBLEMS: list[tuple[Any, str]] = [
    ({"Version": "2012-10-17"}, "The document has no Statement."),
    (policy(), "Statement is an empty list."),
    (policy(statement(), Version="2012-10-18"), 'Version is neither "2012-10-17" nor "2008-10-17".'),
    (policy(statement(), Id=5), "Id is the number 5, not a text."),
    (policy(statement(), Statements=[]), 'The document has the unknown key "Statements"; did you mean "Statement"?'),
    (policy(statement(), Xyz=1), 'The document has the unknown key "Xyz"; IAM knows Version, Id, Statement.'),
    (policy(statement(), Id="€"), "The document has characters that IAM doesn't take (U+20AC)"),
    (policy("Allow"), "Statement[0] is a text, not a mapping."),
    (
        policy(statement(), statement(effect="Allow")),
        'Statement[1] has the unknown key "effect"; did you mean "Effect"?',
    ),
    (policy(without("Effect")), 'Statement[0] needs an Effect, which is either "Allow" or "Deny".'),
    (policy(statement(Effect="allow")), 'Statement[0] needs an Effect, which is either "Allow" or "Deny".'),
    (policy(statement(Effect=["Allow"])), 'Statement[0] needs an Effect, which is either "Allow" or "Deny".'),
    (policy(statement(Sid="Read", Effect=1)), 'Statement[0] "Read" needs an Effect'),
    (policy(without("Action")), "Statement[0] has neither Action nor NotAction."),
    (policy(statement(NotAction="s3:*")), "Statement[0] has both Action and NotAction; IAM takes one of them."),
    (policy(statement(Action=[])), "Statement[0] has an empty list as Action."),
    (policy(statement(Action=[5])), "Statement[0] has the number 5 in Action, which takes texts."),
    (policy(statement(Action="GetObject")), 'has "GetObject" in Action, which is neither "service:Name" nor "*".'),
    (policy(statement(Action="s3:")), 'has "s3:" in Action'),
    (policy(statement(Action="s3:Get:Object")), 'has "s3:Get:Object" in Action'),
    (policy(statement(Action="s*:GetObject")), 'has "s*:GetObject" in Action'),
    (policy(without("Resource")), "Statement[0] has neither Resource nor NotResource."),
    (policy(statement(NotResource="*")), "Statement[0] has both Resource and NotResource; IAM takes one of them."),
    (policy(statement(Resource=[])), "Statement[0] has an empty list as Resource."),
    (policy(statement(Resource=None)), "Statement[0] has null in Resource, which takes texts."),
    (policy(statement(Principal="*")), "Statement[0] has Principal: in an identity policy the principal is who has"),
    (policy(statement(NotPrincipal="*")), "Statement[0] has NotPrincipal: in an identity policy"),
    (policy(statement(Sid="read it")), "has a Sid with other characters than A-Z, a-z and 0-9."),
    (policy(statement(Sid="ü")), "has a Sid with other characters than A-Z, a-z and 0-9."),
    (policy(statement(Sid=5)), "Statement[0] has a Sid that is the number 5, not a text."),
    (
        policy(statement(Sid="A"), statement(), statement(Sid="A")),
        'Statement[2] has the Sid "A", which Statement[0] has already.',
    ),
    (policy(statement(Resource="snow ☃")), "Statement[0] has characters that IAM doesn't take (U+2603)"),
    (policy(statement(Resource="a\0")), "Statement[0] has characters that IAM doesn't take (U+0000)"),
    (policy(statement(Condition={"Bool": {"☃": True}})), "Statement[0] has characters that IAM doesn't take (U+2603)"),
    (policy(statement(Condition=[])), "Statement[0] has a list as Condition, not a mapping"),
    (policy(statement(Condition={"Bool": "a"})), "Statement[0] has a text as Condition.Bool, not a mapping of keys"),
    (policy(statement(Condition={"Bool": {"a:b": []}})), "Statement[0] has an empty list as Condition.Bool.a:b."),
    (policy(statement(Condition={"Bool": {"a:b": None}})), "Statement[0] has null in Condition.Bool.a:b"),
    (
        policy(statement(Condition={"Bool": {"a:b": True, "A:B": True}})),
        'Statement[0] has "a:b" and "A:B" in Condition.Bool, which are the same for IAM.',
    ),
    (
        policy(statement(Condition={"Bool": {"a:b": True}, "bool": {"a:c": True}})),
        'Statement[0] has "Bool" and "bool" in Condition, which are the same for IAM.',
    ),
]


@pytest.mark.parametrize(("document", "problem"), IDENTITY_PROBLEMS)
def test_says_what_is_wrong_with_an_identity_policy(document: Any, problem: str) -> None:
    (found,) = problems(document, trust=False)
    assert problem in found


TRUST_PROBLEMS: list[tuple[Json, str]] = [
    (trust("*", Resource="*"), "Statement[0] has Resource: in a trust policy the resource is the role itself."),
    (trust("*", NotResource="*"), "Statement[0] has NotResource: in a trust policy"),
    (trust("*", NotPrincipal="*"), "Statement[0] has both Principal and NotPrincipal; IAM takes one of them."),
    (policy({"Effect": "Allow", "Action": "sts:AssumeRole"}), "Statement[0] has neither Principal nor NotPrincipal."),
    (trust(ACCOUNT), 'Statement[0] has a text as Principal; it is either "*" or a mapping'),
    (trust(["*"]), 'Statement[0] has a list as Principal; it is either "*" or a mapping'),
    (trust({}), "Statement[0] has an empty Principal."),
    (trust({"AWS": []}), "Statement[0] has an empty list as Principal.AWS."),
    (trust({"AWS": 123456789012}), "Statement[0] has the number 123456789012 in Principal.AWS, which takes texts."),
    (trust({"Services": "a"}), 'has a Principal that has the unknown key "Services"; did you mean "Service"?'),
    (trust("*", Action="s3:GetObject"), 'has "s3:GetObject" in Action; a trust policy speaks of actions of sts only'),
]


@pytest.mark.parametrize(("document", "problem"), TRUST_PROBLEMS)
def test_says_what_is_wrong_with_a_trust_policy(document: Json, problem: str) -> None:
    (found,) = problems(document, trust=True)
    assert problem in found


def test_the_sid_of_a_trust_policy_may_have_other_characters() -> None:
    assert problems(trust("*", Sid="let it in"), trust=True) == []


def test_finds_all_problems_at_once() -> None:
    document = policy(statement(Action="GetObject"), statement(Resource=[]), Version="2020-01-01")
    assert len(problems(document, trust=False)) == 3
