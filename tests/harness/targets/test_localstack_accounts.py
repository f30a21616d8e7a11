"""The accounts of a session in a LocalStack: fresh ones, roles, and where a stack turns out to be."""

from __future__ import annotations

import pytest

from privatelink_harness.checks.scope import Scope
from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account, reopen

SESSION = LocalStackSession("http://127.0.0.1:4566", "111122223333", "eu-west-1", "1.2.3")
ALIASES = {"consumer": "111122223333", "provider": "444455556666"}


def test_fresh_account_gives_distinct_account_ids() -> None:
    accounts = {fresh_account() for _ in range(100)}
    assert len(accounts) == 100
    assert all(len(each) == 12 and each.isdigit() and not each.startswith("0") for each in accounts)


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_role_arns_are_those_of_the_other_accounts(region: str, partition: str) -> None:
    session = LocalStackSession("http://127.0.0.1:4566", "111122223333", region, aliases=ALIASES, has_roles=True)
    assert session.role_arns == {"provider": f"arn:{partition}:iam::444455556666:role/terraform"}


def test_role_arns_are_none_without_a_spec_of_several_accounts() -> None:
    assert LocalStackSession("http://127.0.0.1:4566", "111122223333", aliases=ALIASES).role_arns == {}


def test_assuming_takes_the_accounts_of_the_given_roles() -> None:
    session = LocalStackSession("http://127.0.0.1:4566", "111122223333", aliases={**ALIASES, "audit": "777788889999"})
    assumed = session.assuming({"provider": "arn:aws:iam::222233334444:role/deploy/terraform"})
    assert assumed.accounts == {**session.accounts, "provider": "222233334444"}
    assert assumed.environment() == session.environment()


def test_settled_session_looks_where_the_stack_is_and_applies_as_before() -> None:
    settled = SESSION.settled(Scope("444455556666", "eu-west-3"))
    key = settled.client("ec2")._request_signer._credentials.access_key
    assert (settled.client("ec2").meta.region_name, key) == ("eu-west-3", "444455556666")
    assert settled.environment() == SESSION.environment()
    assert settled.accounts == SESSION.accounts


def test_client_goes_into_any_account_and_region() -> None:
    client = SESSION.client("ec2", "777788889999", "ap-south-1")
    key = client._request_signer._credentials.access_key
    assert (client.meta.region_name, key) == ("ap-south-1", "777788889999")


def test_record_of_a_settled_session_has_the_account_and_region_of_the_stack() -> None:
    settled = SESSION.settled(Scope("444455556666", "eu-west-3"))
    record = settled.record()
    assert (record["account"], record["region"]) == ("444455556666", "eu-west-3")
    assert reopen(record) == settled
