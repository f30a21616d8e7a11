"""Fixtures of accounts on a LocalStack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def make_account(localstack: Instance) -> Iterator[MakeAccount]:
    """A function that returns new accounts, which are forgotten at the end: `make_account(region="us-east-1")`."""
    with temporary_accounts(localstack.endpoint) as fresh:
        yield lambda region="us-east-1": Account(localstack.endpoint, fresh(), region)


@pytest.fixture
def own_account(own_localstack: Instance) -> Iterator[MakeAccount]:
    """A function that returns new accounts on this worker's own LocalStack."""
    with temporary_accounts(own_localstack.endpoint) as fresh:
        yield lambda region="us-east-1": Account(own_localstack.endpoint, fresh(), region)


@pytest.fixture
def own(own_account: MakeAccount) -> Iterator[Account]:
    """An account on this worker's own LocalStack, which is reset afterwards."""
    account = own_account()
    yield account
    account.http("POST", "reset")


@pytest.fixture
def mine(make_account: MakeAccount) -> Account:
    """An account."""
    return make_account()
