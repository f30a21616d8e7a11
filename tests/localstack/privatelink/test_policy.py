"""Endpoint policies: the grammar of IAM's policies, the guide's rules, and what the history says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from privatelink_generator.aws import policy_conditions
from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.errors import SpecError
from privatelink_generator.load import load, loads
from privatelink_generator.patterns import policy as policies
from privatelink_generator.patterns import policy_presets
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.policy_presets import Perimeter
from privatelink_localstack.privatelink.endpoints.policy import DEFAULT, MAX_LENGTH, check_policy, gateway_note
from tests.support.odd_specs import ODD_CONSUMERS
from tests.support.paths import CONSUMER_FILES
from tests.support.refusal import Refusal, refusal, refusal_code

HEAD = "The Policy Document is not valid. "
ALLOW: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
ROLE = "arn:aws:iam::123456789012:role/app"


def policy(*statements: object, **elements: object) -> str:
    return json.dumps({"Version": "2012-10-17", **elements, "Statement": list(statements)})


def without(element: str, **changes: object) -> str:
    return policy({key: value for key, value in {**ALLOW, **changes}.items() if key != element})


def condition(operator: str, key: str, value: object) -> str:
    return policy({**ALLOW, "Condition": {operator: {key: value}}})


def words(text: str) -> str:
    """Return the message of a refused policy without EC2's first sentence."""
    code, message = refusal(check_policy, text)
    assert code == "InvalidPolicyDocument"
    assert message.startswith(HEAD)
    return message.removeprefix(HEAD)


@pytest.mark.parametrize(
    "text",
    [
        DEFAULT,
        policy(ALLOW),
        policy(ALLOW, Id="named"),
        json.dumps({"Version": "2008-10-17", "Statement": ALLOW}),
        policy({**ALLOW, "Sid": ""}, {**ALLOW, "Sid": ""}),
        policy({**ALLOW, "Sid": "Access to-one_bucket"}, {**ALLOW, "Sid": "Other"}),
        policy({**ALLOW, "Effect": "Deny"}),
        *(policy({**ALLOW, "Principal": {"AWS": each}}) for each in ["*", ["*"], ROLE, [ROLE, "123456789012"]]),
        policy({**ALLOW, "Principal": {"AWS": "arn:aws-us-gov:sts::123456789012:assumed-role/app/session"}}),
        policy({**ALLOW, "Principal": {"AWS": "arn:aws:iam::123456789012:user/a b"}}),
        policy({**ALLOW, "Principal": {"AWS": "AROAEXAMPLEID1234567"}}),
        policy({**ALLOW, "Principal": {"Service": "s3.amazonaws.com", "Federated": "a", "CanonicalUser": "b"}}),
        without("Principal", NotPrincipal={"AWS": ROLE}, Effect="Deny"),
        without("Action", NotAction=["s3:Get*", "*"]),
        without("Resource", NotResource=["arn:aws:s3:::a/*", "*"]),
        policy({**ALLOW, "Condition": {}}),
        condition("Bool", "aws:SecureTransport", value=True),
        condition("NumericLessThan", "s3:max-keys", 10),
        condition("ForAllValues:StringEqualsIfExists", "aws:TagKeys", ["a", "b"]),
        condition("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*"),
        condition("ArnNotLikeIfExists", "aws:PrincipalArn", "arn:aws:iam::*:role/a*"),
        condition("StringLike", "aws:userid", "*:a---------"),
        condition("StringLike", "s3:prefix", "home/${aws:username}/*"),
        condition("StringEquals", "aws:PrincipalTag/team", "a*"),
        condition("Null", "aws:SourceVpc", "true"),
        DEFAULT.replace(",", ",\n\t").ljust(MAX_LENGTH),
    ],
)
def test_check_policy_returns_a_policy_unchanged(text: str) -> None:
    assert check_policy(text) == text


def test_check_policy_rejects_one_character_too_many() -> None:
    assert refusal(check_policy, DEFAULT.ljust(MAX_LENGTH + 1)).code == "InvalidPolicyDocument"


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "{", '{"a": NaN}', "[" * 10_000, '{"Statement": [],}', "'"])
def test_check_policy_rejects_what_is_not_json(text: str) -> None:
    assert words(text) == "This policy contains invalid Json"


@pytest.mark.parametrize("text", ["null", '"text"', "1", "true"])
def test_check_policy_rejects_what_is_no_object(text: str) -> None:
    assert words(text) == "This text appears not to be a policy"


@pytest.mark.parametrize(
    ("text", "position"),
    [
        # These two are AWS's answers in public logs.
        ("{}", "(1,3)"),
        (
            (
                '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"aws":"arn:aws:iam::123456789012:root"},'
                '"Action":"sts:AssumeRole"}]}'
            ),
            "(1,76)",
        ),
        ('{"Version":"2012-10-17"}', "(1,25)"),
        ('{\n "Version": "2012-10-18",\n "Statement": []}', "(2,14)"),
        ('{"Version":20121017}', "(1,20)"),
        ('{"Id":[]}', "(1,8)"),
        ('{"statement":[]}', "(1,15)"),
        ('{"Statement":"x"}', "(1,15)"),
        ('{"Statement":[[]]}', "(1,16)"),
        ('{"Statement":[],"Statement":[]}', "(1,30)"),
        ('{"Statement":[{"Effect":"allow"}]}', "(1,26)"),
        ('{"Statement":[{"effect":"Allow"}]}', "(1,26)"),
        ('{"Statement":[{"Effect":"Allow","Effect":"Deny"}]}', "(1,43)"),
        ('{"Statement":[{"Sid":1}]}', "(1,23)"),
        ('{"Statement":[{"Action":"*","NotAction":"*"}]}', "(1,42)"),
        ('{"Statement":[{"Principal":"*","NotPrincipal":"*"}]}', "(1,48)"),
        ('{"Statement":[{"Action":{}}]}', "(1,26)"),
        ('{"Statement":[{"Action":["a",null]}]}', "(1,34)"),
        ('{"Statement":[{"Resource":[["*"]]}]}', "(1,29)"),
        ('{"Statement":[{"Principal":"123456789012"}]}', "(1,29)"),
        ('{"Statement":[{"Principal":["*"]}]}', "(1,29)"),
        ('{"Statement":[{"Principal":{"AWS":{}}}]}', "(1,36)"),
        ('{"Statement":[{"Condition":[]}]}', "(1,29)"),
        ('{"Statement":[{"Condition":{"StringEquals":"a"}}]}', "(1,45)"),
        ('{"Statement":[{"Condition":{"StringEquals":{"a:b":{}}}}]}', "(1,52)"),
        ('{"Statement":[{"Condition":{"StringEquals":{"a:b":null}}}]}', "(1,55)"),
        ('{"Statement":[{"Condition":{"StringEquals":{"a:b":"c","a:b":"d"}}}]}', "(1,62)"),
        ('{"Statement":[{"Condition":{"StringEqual":{"a:b":"c"}}}]}', "(1,44)"),
        ('{"Statement":[{"Condition":{"NullIfExists":{"a:b":"true"}}}]}', "(1,45)"),
        ('{"Statement":[{"Condition":{"ForSomeValues:Bool":{"a:b":"true"}}}]}', "(1,51)"),
    ],
)
def test_check_policy_names_the_position_of_a_syntax_error(text: str, position: str) -> None:
    assert words(text) == f"Syntax error at position {position}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (policy(), "Could not parse the policy: Statement is empty!"),
        (policy({}), "Missing required field Effect"),
        (without("Effect"), "Missing required field Effect"),
        (without("Principal"), "Missing required field Principal"),
        (without("Action"), "Missing required field Action"),
        (without("Resource"), "Missing required field Resource"),
        (without("", Principal={}), "Missing required field Principal"),
        (without("", Action=[]), "Missing required field Action"),
        (without("", Resource=[]), "Missing required field Resource"),
        (policy({**ALLOW, "Sid": "A"}, ALLOW, {**ALLOW, "Sid": "A"}), "The Statement Ids in the policy are not unique"),
        (
            without("", Action="GetObject"),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (without("", Action=["s3:*", "s3:Get:Object"]), "Actions/Condition can contain only one colon."),
        (without("Action", NotAction="s 3:GetObject"), "Vendor s 3 is not valid"),
        (without("", Resource="bucket"), 'Resource bucket must be in ARN format or "*".'),
    ],
)
def test_check_policy_names_what_a_statement_lacks(text: str, expected: str) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "principal",
    [
        *("arn:aws:iam::123456789012:role/*", "arn:aws:iam::*:root", "arn:aws:iam::12:root", "role/app", "12345", ""),
        *("arn:aws:s3:::bucket", "arn:aws:iam::123456789012:group/g"),
    ],
)
def test_check_policy_rejects_a_principal_that_cannot_exist(principal: str) -> None:
    text = policy({**ALLOW, "Principal": {"AWS": ["*", principal]}})
    assert refusal(check_policy, text) == Refusal("InvalidPolicyDocument", "UnknownError")


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringLike", "aws:ResourceOrgId", "o-??????z???"),
        ("StringNotLikeIfExists", "aws:PrincipalAccount", "123456789*"),
        ("ForAnyValue:StringEquals", "aws:sourcevpc", "vpc-*"),
        ("NumericEquals", "aws:PrincipalAccount", "123456789012"),
        ("StringLike", "s3:prefix", "home/*"),
        ("StringLike", "aws:PrincipalTag/team", "*"),
        ("StringLike", "aws:PrincipalTag/team", "abcdefg*xyz*"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::1234*:role/app"),
    ],
)
def test_check_policy_rejects_wildcards_that_guess(operator: str, key: str, value: str) -> None:
    assert words(condition(operator, key, ["x", value] if operator != "NumericEquals" else value)) == (
        f"Condition key {key} with value {value} is at risk of NO_WILDCARD"
    )


def test_check_policy_rejects_an_account_that_is_partly_a_wildcard() -> None:
    arn = "arn:aws:sqs:*:12345678901?:queue"
    assert words(without("", Resource=["*", arn])) == f"Resource {arn} is at risk of NO_WILDCARD"


@pytest.mark.parametrize("name", [*(path.stem for path in CONSUMER_FILES), *ODD_CONSUMERS])
def test_check_policy_takes_what_the_generator_renders(name: str) -> None:
    spec = (
        loads(ODD_CONSUMERS[name])
        if name in ODD_CONSUMERS
        else load(next(path for path in CONSUMER_FILES if path.stem == name))
    )
    assert isinstance(spec, ConsumerSpec)
    identity = Identity("aws", "eu-west-1", "111122223333")
    for endpoint in spec.endpoints.values():
        gateway = endpoint.type == "gateway"
        if endpoint.policy:
            perimeter = Perimeter("o-exampleorgid", ["444455556666"], "euwest1")
            document = policy_presets.document(endpoint.policy, endpoint.known_as, identity, perimeter, gateway=gateway)
            text = json.dumps(document)
            assert check_policy(text) == text
            assert gateway_note(text) is None or not gateway


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["*", "Allow", ROLE, "s3:*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*ALLOW, "Sid", "Condition", "AWS", "StringLike", "aws:SourceVpc", "Statement"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(value=JSON, indent=st.sampled_from([None, 1]))
@settings(max_examples=300)
def test_check_policy_answers_any_json_with_a_policy_or_a_refusal(value: object, indent: int | None) -> None:
    for text in (json.dumps(value, indent=indent), json.dumps({"Statement": value}, indent=indent)):
        try:
            assert check_policy(text) == text
        except Exception as error:  # noqa: BLE001 (each other kind fails the test)
            assert getattr(error, "code", None) == "InvalidPolicyDocument"  # noqa: PT017


VALUES = st.text(st.sampled_from("ab/-*?"), max_size=14) | st.sampled_from(
    [
        *(
            "true",
            "10",
            "2026-01-31",
            "10.0.0.0/8",
            "QmluYXJ5",
            "*",
            ROLE,
            "arn:aws:iam::12*:root",
            "arn:aws:iam::*:root",
        ),
        *(
            "arn:aws:sqs:*:12345678901?:q",
            "${aws:username}",
            "home/${aws:username}/*",
            "${*}",
            "o-a1b2c3/*",
            "123456789012",
        ),
    ]
)
KEYS = st.sampled_from(
    [
        *("aws:PrincipalAccount", "aws:sourcevpc", "aws:VpceOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalTag/a"),
        *("s3:prefix", "aws:userid", "aws:SourceIp"),
    ]
)
OPERATORS = st.builds(
    lambda prefix, name, suffix: f"{prefix}{name}{suffix}",
    st.sampled_from(["", "ForAnyValue:", "ForAllValues:"]),
    st.sampled_from([*policy_conditions.OPERATORS, "StringMatches", "stringEquals"]),
    st.sampled_from(["", "IfExists"]),
)
PRINCIPALS = st.sampled_from(["root", "role/a", "user/b/c", "123456789012", ROLE]) | st.just(
    "arn:aws:sts::123456789012:federated-user/ann"
)
SPEC_STATEMENTS = st.fixed_dictionaries(
    {
        "principals": st.just(["*"]) | st.lists(PRINCIPALS, min_size=1, max_size=3),
        "public": st.just(value=True),
        "actions": st.lists(st.sampled_from(["*", "s3:Get*", "s3:PutObject"]), min_size=1, max_size=2),
        "resources": st.lists(st.just("*") | VALUES.map("arn:{}".format), min_size=1, max_size=2),
    },
    optional={
        "sid": st.sampled_from(["A", "B", "AAccounts"]),
        "effect": st.sampled_from(["Allow", "Deny"]),
        "conditions": st.dictionaries(OPERATORS, st.dictionaries(KEYS, VALUES, min_size=1, max_size=2), max_size=1),
    },
)


@given(statements=st.lists(SPEC_STATEMENTS, min_size=1, max_size=2), kind=st.sampled_from(["gateway", "interface"]))
@settings(max_examples=300)
def test_check_policy_takes_whatever_a_spec_may_say(statements: list[object], kind: str) -> None:
    endpoints = {"s3": {"service": "s3", "type": kind, "policy": statements}}
    text = json.dumps({"version": 1, "pattern": "consumer", "name": "core", "endpoints": endpoints})
    try:
        spec = loads(text)
    except SpecError:
        reject()
    assert isinstance(spec, ConsumerSpec)
    identity = Identity("aws", "eu-west-1", "111122223333")
    document = policies.document(spec.endpoints["s3"].statements, identity, gateway=kind == "gateway")
    assert check_policy(json.dumps(document)) == json.dumps(document)


@given(operator=OPERATORS, key=KEYS, value=VALUES)
@settings(max_examples=500)
def test_spec_and_emulation_agree_on_wildcards(operator: str, key: str, value: str) -> None:
    bare = policy_conditions.bare(operator)
    fault = policy_conditions.operator_fault(operator, key) or policy_conditions.value_fault(operator, key, value)
    if bare in policy_conditions.OPERATORS and not (fault and "compares" in fault):
        refused = refusal_code(check_policy, condition(operator, key, value))
        assert refused == ("InvalidPolicyDocument" if fault else None)


@given(operator=OPERATORS)
def test_spec_and_emulation_agree_on_operators(operator: str) -> None:
    known = policy_conditions.bare(operator) in policy_conditions.OPERATORS
    refused = refusal_code(check_policy, condition(operator, "aws:a", "x"))
    assert refused == (None if known else "InvalidPolicyDocument")


NAMED = {**ALLOW, "Principal": {"AWS": ROLE}}
NOTE = (
    'about the root user of an account alone, because the Principal of a gateway endpoint\'s policy must be "*", '
    "with a condition on aws:PrincipalArn"
)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([ALLOW, {**ALLOW, "Principal": {"AWS": ["*"]}}, {**ALLOW, "Principal": {"AWS": "*"}}], None),
        ([NAMED], f"the policy lets nobody but root users in: statement 1 is {NOTE}"),
        (
            [NAMED, {**ALLOW, "Effect": "Deny"}, NAMED],
            f"the policy lets nobody but root users in: statements 1, 3 are {NOTE}",
        ),
        ([ALLOW, {**NAMED, "Effect": "Deny"}], f"statement 2 is {NOTE}"),
    ],
)
def test_gateway_note_names_statements_about_root_users(statements: list[object], expected: str | None) -> None:
    assert gateway_note(policy(*statements)) == expected


def test_gateway_note_reads_a_statement_that_is_no_list() -> None:
    assert gateway_note(DEFAULT) is None
    assert gateway_note(json.dumps({"Statement": NAMED})) == (
        f"the policy lets nobody but root users in: statement 1 is {NOTE}"
    )
