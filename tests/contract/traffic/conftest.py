"""Accounts on this worker's own LocalStack, where the kernel allows traffic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.dataplane.client import Client
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.namespaces import need_namespaces
from tests.support.traffic import Link, link

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def linked(own_localstack: Instance) -> Iterator[Link]:
    """A service and an endpoint in two accounts, which are gone afterwards, and all settings with them."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        consumer, provider = (Account(own_localstack.endpoint, fresh()) for _ in range(2))
        yield link(consumer, provider)
        consumer.http("POST", "reset")


@pytest.fixture
def plane(own_localstack: Instance, linked: Link) -> Iterator[Client]:
    """A connection to the data plane, in which the link is in force."""
    assert linked.endpoint
    with traffic.plane(own_localstack.endpoint) as client:
        yield client
