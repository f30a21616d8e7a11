"""An endpoint service as a consumer sees it, whether AWS's own or a customer's."""

from __future__ import annotations

from dataclasses import dataclass, field

GATEWAY = "Gateway"
INTERFACE = "Interface"
GATEWAY_LOAD_BALANCER = "GatewayLoadBalancer"

ANY_ZONE = None


@dataclass(frozen=True, slots=True)
class ServiceView:
    """What one account may know of a service.

    Parameters:
        name: as CreateVpcEndpoint takes it.
        id: `vpce-svc-…`.
        kinds: types of endpoint, of `Interface`, `Gateway`, `GatewayLoadBalancer`.
        region: where the service is.
        owner: account, or `amazon`.
        zone_ids: where it is; None where it is in all zones of the Region, or seen from another Region.
        base_name: its endpoints' names are below it.
        private_names: that private DNS gives to its endpoints.
        private_state: `verified`, `pendingVerification` or `failed`; None where it has no private name.
        custom: whether it is a customer's.
        address_types: `ipv4`, `ipv6`.
        wildcard: whether the endpoints' names start with `*.`, as S3's do.
    """

    name: str
    id: str
    kinds: tuple[str, ...]
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
    remote: bool = False
    load_balancers: tuple[str, ...] = field(default=())

    @property
    def has_both(self) -> bool:
        """Whether it has gateway endpoints and interface endpoints: those have inbound-only private DNS."""
        return GATEWAY in self.kinds and INTERFACE in self.kinds
