"""Targets by name."""

from __future__ import annotations

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets import factory
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.target import LocalStackTarget


def test_target_takes_region_and_account() -> None:
    expected = LocalStackTarget("eu-west-1", "111122223333")
    assert factory.target("localstack", region="eu-west-1", account="111122223333") == expected


def test_target_suggests_a_known_name() -> None:
    with pytest.raises(HarnessError) as caught:
        factory.target("localstak", region="eu-west-1")
    assert caught.value.message == "target 'localstak' is unknown; did you mean 'localstack'?"
    assert caught.value.hint == "Name one of: localstack, sandbox."


def test_reopen_gives_the_session_that_was_recorded() -> None:
    accounts = {"consumer": "111122223333", "provider": "444455556666"}
    session = LocalStackSession("http://127.0.0.1:4566", "111122223333", "eu-west-1", aliases=accounts)
    assert factory.reopen(session.record()) == session
