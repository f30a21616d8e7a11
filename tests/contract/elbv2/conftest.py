"""Accounts for the tests of elbv2 on LocalStack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts
from tests.support.load_balancing import ElbAccount, new_elb_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def elb(account: LocalStackSession) -> ElbAccount:
    """An account that nothing but the test uses."""
    return new_elb_account(account)


@pytest.fixture
def own_elb(own_localstack: Instance) -> Iterator[ElbAccount]:
    """An account on a LocalStack whose settings the test may change. They are reset afterwards."""
    with temporary_accounts(own_localstack.endpoint) as fresh:
        elb = new_elb_account(LocalStackSession(own_localstack.endpoint, fresh()))
        yield elb
        elb.http("POST", "reset")
