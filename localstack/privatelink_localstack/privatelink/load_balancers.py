"""Load balancers as PrivateLink sees them. The emulation of Elastic Load Balancing implements the protocol."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ZonePresence:
    """A load balancer's subnet and private address in one zone."""

    subnet: str
    address: str | None


@dataclass(frozen=True, slots=True)
class LoadBalancerView:
    """A load balancer.

    Parameters:
        type: `network`, `gateway` or `application`.
        zones: keys are zone IDs (`use1-az4`).
        security_groups: IDs.
        dual_stack: whether clients reach it over IPv6 too.
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
    """Source of load balancers."""

    def lookup(self, arn: str, account: str, region: str) -> LoadBalancerView | None:
        """Return a load balancer of an account in a Region; None if it is unknown there."""

    def idle_timeouts(self, arn: str, account: str, region: str) -> Collection[int]:
        """Return the TCP idle timeouts of a load balancer's listeners, in seconds."""
