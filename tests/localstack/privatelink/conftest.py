"""What tests of the rules share: a world in memory, two accounts, and a refusal as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope
from tests.support.world import World


@pytest.fixture
def world() -> World:
    """A control plane, and all that it needs."""
    return World()


@pytest.fixture
def consumer() -> Scope:
    """Who makes endpoints."""
    return Scope("111111111111", "us-east-1")


@pytest.fixture
def provider() -> Scope:
    """Who has services."""
    return Scope("222222222222", "us-east-1")


@pytest.fixture
def refusal() -> Callable[[Callable[[], object]], str]:
    """Gives code and message of the refusal that a call meets; an empty text where it meets none."""

    def meet(call: Callable[[], object]) -> str:
        try:
            call()
        except AwsError as error:
            return str(error)
        return ""

    return meet
