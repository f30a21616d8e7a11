"""The policy of a gateway endpoint, whose principals are conditions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint
from privatelink_harness.checks.check import Proof, Verdict, judge
from privatelink_harness.checks.consumer.endpoint import policy_meaning
from privatelink_harness.checks.consumer.evidence import AnyEndpoint, Evidence
from privatelink_harness.checks.facts import Facts
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from tests.support.specs import HEAD, consumer_spec

SPEC = consumer_spec(
    f"{HEAD}endpoints:\n  s3:\n    service: s3\n    type: gateway\n    policy:\n"
    "      - {sid: Read, principals: [role/app, root], actions: ['s3:GetObject'], resources: ['*']}\n"
)
FACTS = Facts(
    endpoints={},
    interfaces={},
    subnets={},
    permissions={},
    routes=frozenset(),
    cidrs={},
    account="111122223333",
    partition="aws",
)
ROLE = "arn:aws:iam::111122223333:role/app"
READ: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}


def _by(key: str, value: str, operator: str = "StringEquals") -> dict[str, Any]:
    return {**READ, "Condition": {operator: {key: value}}}


def _verdict(*statements: dict[str, Any]) -> Verdict:
    endpoint = SPEC.endpoints["s3"]
    assert isinstance(endpoint, GatewayEndpoint)
    described = {"PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": statements})}
    placement = Placement("vpc-1", frozenset(), frozenset())
    evidence: Evidence[AnyEndpoint] = Evidence(
        None, None, SPEC, endpoint, described, FACTS, placement, "us-east-1", accepted=False
    )
    return judge("s3", Property.POLICY, policy_meaning(evidence), proof=Proof.LIVE, gaps={}).verdict


def test_conditions_in_any_form_pass() -> None:
    account = _by("aws:principalaccount", "111122223333")
    assert _verdict({**account, "Principal": {"AWS": ["*"]}}, _by("aws:PrincipalArn", ROLE)) is Verdict.PASSED


@pytest.mark.parametrize(
    "statements",
    [
        [{**READ, "Principal": {"AWS": [ROLE, "arn:aws:iam::111122223333:root"]}}],
        [_by("aws:PrincipalArn", ROLE)],
        [_by("aws:PrincipalArn", ROLE), _by("aws:PrincipalArn", "arn:aws:iam::111122223333:root")],
        [_by("aws:PrincipalArn", ROLE), _by("aws:PrincipalAccount", "444455556666")],
        [_by("aws:PrincipalArn", ROLE, "StringNotEquals"), _by("aws:PrincipalAccount", "111122223333")],
        [READ],
    ],
)
def test_other_meanings_fail(statements: list[dict[str, Any]]) -> None:
    assert _verdict(*statements) is Verdict.FAILED
