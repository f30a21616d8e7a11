"""Accounts of tests, on the LocalStack that all share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.request import urlopen

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


def known_accounts(localstack: Instance) -> set[str]:
    """Return the accounts that LocalStack has any state of."""
    with urlopen(f"{localstack.endpoint}/_privatelink/accounts") as response:  # noqa: S310 - it is http
        return set(json.load(response)["accounts"])


def test_temporary_accounts_are_forgotten_at_the_end(localstack: Instance) -> None:
    with temporary_accounts(localstack.endpoint) as fresh:
        used, unused = fresh(), fresh()
        LocalStackSession(localstack.endpoint, used).client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
        during = known_accounts(localstack)
    after = known_accounts(localstack)

    assert {used, unused} & during == {used}
    assert {used, unused} & after == set()
