"""Policies come back as they were given, if they are policies at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privatelink_localstack.privatelink.endpoints.policy import DEFAULT, MAX_LENGTH, check_policy

EMPTY = '{"Statement":[]}'


@pytest.mark.parametrize("policy", [DEFAULT, '{"Version": "2012-10-17",\n "Statement": []}', EMPTY.ljust(MAX_LENGTH)])
def test_a_policy_is_given_back_as_it_is(policy: str) -> None:
    assert policy == check_policy(policy)


@pytest.mark.parametrize("policy", ["", "nonsense", "[]", "{}", EMPTY.ljust(MAX_LENGTH + 1)])
def test_anything_else_is_refused(policy: str, refusal: Callable[[Callable[[], object]], str]) -> None:
    assert refusal(lambda: check_policy(policy)).startswith("InvalidPolicyDocument: ")
