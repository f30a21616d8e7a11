"""Fixtures of the rules' tests: a world in memory, and two accounts."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.scope import Scope
from tests.support.world import World


@pytest.fixture
def world() -> World:
    """A control plane with networks, load balancers, records and topics in memory."""
    return World()


@pytest.fixture
def consumer() -> Scope:
    """The account that creates endpoints."""
    return Scope("111111111111", "us-east-1")


@pytest.fixture
def provider() -> Scope:
    """The account that owns endpoint services."""
    return Scope("222222222222", "us-east-1")
