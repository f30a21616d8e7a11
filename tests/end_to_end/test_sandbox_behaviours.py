"""Behaviours in three accounts of a sandbox, for which a LocalStack stands: tried from both sides, and put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.pytest_plugin.stacks import Stacks
from tests.support import sandbox as support
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

SPEC = """
version: 1
pattern: stack
name: behaving
region: eu-west-1
accounts: {provider: {}, consumer: {}, spoke: {}}
modules:
  payments:
    account: provider
    spec:
      pattern: provider
      open: true
      load_balancers: {main: {listeners: {https: {port: 443, forward: {v1: 100, v2: 0}}}}}
      target_groups: {v1: {port: 8443}, v2: {port: 8443}}
      service: {}
  orders:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given}}}
  buckets:
    account: spoke
    spec:
      pattern: consumer
      endpoints:
        s3:
          service: s3
          type: gateway
          policy: [{principals: ["*"], actions: ["s3:GetObject"], resources: ["*"], public: true}]
links:
  - {endpoint: orders.payments, service: payments}
"""

LINK = "orders.payments to payments.this"
EXPECTED = {
    *((side, LINK, "rejected, accepted again") for side in ("provider", "consumer")),
    *((side, LINK, "without its principal") for side in ("provider", "consumer")),
    ("provider", "payments.this", "deletion while in use"),
    ("provider", "payments.main", "deletion while in use"),
    ("provider", "payments.main_v1_checked_by_tcp", "deletion while in use"),
    ("provider", "payments.main_v2_checked_by_tcp", "deletion while in use"),
    ("consumer", "orders.endpoints", "deletion while in use"),
    ("provider", "payments.this", "blue and green"),
    ("consumer", "orders.payments", "deleted endpoint"),
    ("provider", "payments.this", "drift put right"),
    ("spoke", "buckets.s3", "drift put right"),
}


@pytest.fixture
def sandbox(localstack: Instance, tmp_path: Path) -> Iterator[Sandbox]:
    with (
        support.sandbox(localstack.endpoint, tmp_path) as made,
        pytest.MonkeyPatch.context() as patch,
        support.installed(tmp_path, patch, official=False),
    ):
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        (tmp_path / "behaving.yaml").write_text(SPEC)
        yield made


def test_every_behaviour_passes_live_in_the_accounts_of_all_sides(sandbox: Sandbox) -> None:
    stacks = Stacks(sandbox.directory, target="sandbox")
    try:
        tried = stacks.apply("behaving.yaml").behaviours()
    finally:
        stacks.close()
    accounts = {check.account for check in tried if check.account}
    found = {(check.account.alias, check.subject, str(check.property)) for check in tried if check.account}
    assert [check for check in tried if (check.verdict, check.proof) != (Verdict.PASSED, Proof.LIVE)] == []
    assert {account.alias: account.id for account in accounts} == sandbox.accounts
    assert found == EXPECTED
