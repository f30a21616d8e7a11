"""What PrivateLink asks of load balancers. The elbv2 emulation answers; without one there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ZonePresence:
    """Where a load balancer is in a zone: its subnet and its private address there."""

    subnet: str
    address: str | None


@dataclass(frozen=True, slots=True)
class LoadBalancerView:
    """A load balancer.

    Parameters:
        type: `network`, `gateway` or `application`.
        zones: by the id of the availability zone (`use1-az4`).
        security_groups: ids.
        dual_stack: whether clients can reach it over IPv6 too.
        state: `provisioning`, `active` or `failed`.
    """

    arn: str
    name: str
    type: str
    account: str
    region: str
    zones: Mapping[str, ZonePresence]
    security_groups: tuple[str, ...] = ()
    state: str = "active"
    dual_stack: bool = False


class LoadBalancers(Protocol):
    """Whoever knows the load balancers."""

    def lookup(self, arn: str, account: str, region: str) -> LoadBalancerView | None:
        """Look one up in an account and Region."""
