"""An endpoint service, AWS's or a customer's, as a consumer sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

GATEWAY = "Gateway"
INTERFACE = "Interface"
GATEWAY_LOAD_BALANCER = "GatewayLoadBalancer"

ANY_ZONE = None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service as one account sees it.

    Parameters:
        id: `vpce-svc-…`.
        types: endpoint types: `Interface`, `Gateway`, `GatewayLoadBalancer`.
        owner: account ID, or `amazon`.
        base_name: domain that its endpoints' DNS names end with.
        zone_ids: None for all zones of the Region, and for a service of another Region.
        private_names: private DNS names.
        private_state: `verified`, `pendingVerification` or `failed`; None without a private DNS name.
        custom: whether it is a customer's.
        address_types: `ipv4`, `ipv6`.
        wildcard: whether its endpoints' DNS names start with `*.`, as for S3.
        cross_region: whether interface endpoints of other Regions reach it; for customers' services, Regions say so.
        has_both: whether it has gateway and interface endpoints in its Region, in China under two names: the latter
            have inbound-only private DNS by default.
        remote: whether it is in another Region than the account that sees it.
        load_balancers: ARNs.
    """

    name: str
    id: str
    types: tuple[str, ...]
    region: str
    owner: str
    base_name: str
    zone_ids: frozenset[str] | None = ANY_ZONE
    private_names: tuple[str, ...] = ()
    private_state: str | None = None
    policy_supported: bool = True
    acceptance_required: bool = False
    custom: bool = False
    address_types: tuple[str, ...] = ("ipv4",)
    payer: str | None = None
    wildcard: bool = False
    cross_region: bool = False
    has_both: bool = False
    remote: bool = False
    load_balancers: tuple[str, ...] = field(default=())
