"""Policy documents, and what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_generator.policies.conditions import Condition
from privatelink_generator.policies.elements import Actions, Resources
from privatelink_generator.policies.policy import Policy, PolicyType, Statement
from privatelink_generator.policies.principals import Principals
from privatelink_generator.policies.read import PolicyError, read_policy
from tests.support.policies import ROLE, statement


def read(document: Any, type_: PolicyType = PolicyType.ENDPOINT) -> Policy:
    return read_policy(document, type_, "p.json")


def fault(document: Any, type_: PolicyType = PolicyType.ENDPOINT) -> str:
    with pytest.raises(PolicyError) as caught:
        read(document, type_)
    return caught.value.message


def test_document_becomes_a_policy() -> None:
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Id": "named",
            "Statement": {
                "Sid": "A",
                "Effect": "Deny",
                "NotPrincipal": {"AWS": ROLE, "Service": ["s3.amazonaws.com"]},
                "NotAction": "s3:*",
                "NotResource": ["a", "b"],
                "Condition": {"Bool": {"aws:SecureTransport": True}, "NumericEquals": {"s3:max-keys": [1, "2"]}},
            },
        }
    )

    assert read(text) == Policy(
        PolicyType.ENDPOINT,
        "p.json",
        "2012-10-17",
        (
            Statement(
                1,
                "A",
                is_allow=False,
                principals=Principals({"AWS": (ROLE,), "Service": ("s3.amazonaws.com",)}, is_negated=True),
                actions=Actions(("s3:*",), is_negated=True),
                resources=Resources(("a", "b"), is_negated=True),
                conditions=(
                    Condition("Bool", "aws:SecureTransport", ("true",)),
                    Condition("NumericEquals", "s3:max-keys", ("1", "2")),
                ),
            ),
        ),
    )


def test_policy_without_a_version_has_the_old_one() -> None:
    found = read({"Statement": [statement(Condition={"StringEquals": {"a:b": "c"}})]})

    assert found.version == "2008-10-17"
    assert not found.statements[0].resources.has_variables
    assert not found.statements[0].conditions[0].has_variables


def test_policy_of_an_identity_names_no_principal() -> None:
    assert read({"Statement": [statement(Principal=None)]}, PolicyType.IDENTITY).statements[0].principals is None
    assert fault({"Statement": [statement()]}, PolicyType.IDENTITY) == (
        "p.json: Statement[0].Principal: an identity-based policy is about whom it belongs to; leave Principal out"
    )


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "p.json:1:2: is not JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "p.json: is nested too deeply for a policy"),
        ("[]", "p.json: [] is no object"),
        (
            {"Version": 2012, "Statement": []},
            "p.json: Version: 2012 is no version of the policy language; write '2012-",
        ),
        ({"Version": [], "Statement": []}, "p.json: Version: [] is no version of the policy language"),
        ("1" * 5000, "p.json: is not JSON that a policy may be: Exceeds the limit"),
        ({"Version": "2012-10-17"}, "p.json: the policy lacks Statement; write a statement, or a list of them"),
        ({"Statement": "x"}, 'p.json: Statement[0]: "x" is no object'),
        ({"Statment": []}, "p.json: 'Statment' is none of Version, Id, Statement"),
    ],
    ids=str,
)
def test_other_documents_are_refused(document: Any, message: str) -> None:
    assert fault(document).startswith(message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Effect": "allow"}, '.Effect: "allow" is no effect; write Allow or Deny'),
        ({"Effect": ["Allow"]}, '.Effect: ["Allow"] is no effect; write Allow or Deny'),
        ({"Sid": 1}, ".Sid: 1 is not text"),
        ({"NotAction": "*"}, ": has both Action and NotAction; write one of them"),
        ({"Resource": None}, ": has neither Resource nor NotResource; write one of them"),
        ({"Principal": None}, ": has neither Principal nor NotPrincipal; write one of them"),
        ({"Principal": "x"}, '.Principal: "x" is no object'),
        ({"Principal": {"Aws": "x"}}, ".Principal: 'Aws' is none of AWS, Service, Federated, CanonicalUser"),
        ({"Action": [1]}, ".Action: [1] is neither text nor a list of texts"),
        ({"Action": []}, ".Action: [] is neither text nor a list of texts"),
        ({"Condition": []}, ".Condition: [] is no object"),
        ({"Condition": {"Bool": "x"}}, '.Condition.Bool: "x" is no object'),
        ({"Condition": {"Bool": {"a:b": {}}}}, ".Condition.Bool.a:b: {} is neither text nor a list of texts"),
        ({"Conditions": {}}, ": 'Conditions' is none of Sid, Effect, Principal,"),
    ],
    ids=str,
)
def test_other_statements_are_refused(changes: dict[str, Any], message: str) -> None:
    assert fault({"Statement": [statement(), statement(**changes)]}).startswith(f"p.json: Statement[1]{message}")
