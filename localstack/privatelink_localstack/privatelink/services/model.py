"""A customer's endpoint service, and what a client asks of one."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_localstack.privatelink.services.principals import Permission


@dataclass(frozen=True, slots=True)
class PrivateName:
    """A service's private DNS name and its verification.

    Parameters:
        state: `pendingVerification`, `verified` or `failed`.
        token: of the TXT record `_<token>.<name>` with the value `vpce:<token>`.
        found: whether the record was found by the verification that runs; its outcome shows when it ends.
    """

    name: str
    token: str
    state: str = "pendingVerification"
    found: bool = False


@dataclass(frozen=True, slots=True)
class EndpointService:
    """An endpoint service.

    Parameters:
        load_balancers: ARNs.
        kind: `Interface` or `GatewayLoadBalancer`.
        created: seconds since the epoch.
        zones: ids of the zones that it is enabled in: those that its load balancers had when it was made or modified.
        regions: where it may be used; its own first.
        everywhere: whether it is a stand-in, in every zone of its Region without a load balancer.
    """

    id: str
    account: str
    region: str
    name: str
    kind: str
    state: str
    created: float
    load_balancers: tuple[str, ...]
    acceptance_required: bool
    address_types: tuple[str, ...]
    regions: tuple[str, ...]
    private_name: PrivateName | None = None
    permissions: tuple[Permission, ...] = ()
    payer: str | None = None
    everywhere: bool = False
    zones: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Orders services by creation."""
        return f"{self.created:020.6f}{self.id}"


@dataclass(frozen=True, slots=True)
class CreateService:
    """CreateVpcEndpointServiceConfiguration's parameters. Acceptance is required unless said otherwise."""

    network_load_balancers: tuple[str, ...] = ()
    gateway_load_balancers: tuple[str, ...] = ()
    acceptance_required: bool = True
    private_name: str | None = None
    address_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    token: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ModifyService:
    """ModifyVpcEndpointServiceConfiguration's parameters; None for what is not given."""

    service_id: str
    private_name: str | None = None
    remove_private_name: bool = False
    acceptance_required: bool | None = None
    add_network: tuple[str, ...] = ()
    remove_network: tuple[str, ...] = ()
    add_gateway: tuple[str, ...] = ()
    remove_gateway: tuple[str, ...] = ()
    add_address_types: tuple[str, ...] = ()
    remove_address_types: tuple[str, ...] = ()
    add_regions: tuple[str, ...] = ()
    remove_regions: tuple[str, ...] = ()
    dry_run: bool = False
