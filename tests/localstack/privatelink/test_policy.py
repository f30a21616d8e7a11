"""Endpoint policies."""

from __future__ import annotations

import pytest

from privatelink_localstack.privatelink.endpoints.policy import DEFAULT, MAX_LENGTH, check_policy
from tests.support.refusal import refusal

EMPTY = '{"Statement":[]}'


@pytest.mark.parametrize("policy", [DEFAULT, '{"Version": "2012-10-17",\n "Statement": []}', EMPTY.ljust(MAX_LENGTH)])
def test_check_policy_returns_a_policy_unchanged(policy: str) -> None:
    assert policy == check_policy(policy)


@pytest.mark.parametrize("policy", ["", "nonsense", "[]", "{}", EMPTY.ljust(MAX_LENGTH + 1)])
def test_check_policy_rejects_anything_else(policy: str) -> None:
    assert refusal(check_policy, policy).code == "InvalidPolicyDocument"
