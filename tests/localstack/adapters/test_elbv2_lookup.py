"""Load balancers of Elastic Load Balancing as PrivateLink sees them."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.adapters.elbv2 import lookup
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer

if TYPE_CHECKING:
    from privatelink_localstack.kernel.scope import Scope

ACCOUNT, REGION = "111111111111", "us-east-1"
ARN = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/net/n/0123456789abcdef"


@pytest.mark.parametrize(
    ("address_type", "expected"), [("ipv4", False), ("dualstack", True), ("dualstack-without-public-ipv4", True)]
)
def test_lookup_calls_both_dual_stack_address_types_dual_stack(
    address_type: str,
    expected: bool,  # noqa: FBT001 - pytest's call
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_balancer = LoadBalancer(
        arn=ARN,
        name="n",
        type="network",
        account=ACCOUNT,
        region=REGION,
        vpc_id="vpc-0",
        internal=True,
        dns_name="n.example.com",
        created=datetime(2026, 1, 1, tzinfo=UTC),
        zones=(),
        address_type=address_type,
    )

    def store(_scope: Scope) -> SimpleNamespace:
        return SimpleNamespace(find_load_balancer={ARN: load_balancer}.get)

    monkeypatch.setattr(lookup, "MotoElbStore", store)
    view = lookup.Elbv2LoadBalancers().lookup(ARN, ACCOUNT, REGION)
    assert view is not None
    assert view.dual_stack is expected
