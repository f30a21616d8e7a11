"""Records of customers' endpoint services, and the requests about them."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_localstack.privatelink.services.principals import Permission


@dataclass(frozen=True, slots=True)
class PrivateName:
    """A service's private DNS name and its verification.

    Parameters:
        state: `pendingVerification`, `verified` or `failed`.
        token: the TXT record `_<token>.<name>` has the value `vpce:<token>`.
        found: whether the running verification found the record; the state shows it when the verification ends.
    """

    name: str
    token: str
    state: str = "pendingVerification"
    found: bool = False


@dataclass(frozen=True, slots=True)
class EndpointService:
    """A customer's endpoint service.

    Parameters:
        load_balancers: ARNs.
        type: `Interface` or `GatewayLoadBalancer`.
        created: seconds since the epoch.
        zones: IDs of its zones: those of its load balancers when it was created or last modified. Of a stand-in: those
            that were given, or none for every zone of its Region.
        regions: supported Regions, its own first.
        is_stand_in: whether it stands for a vendor's service, without load balancers.
    """

    id: str
    account: str
    region: str
    name: str
    type: str
    state: str
    created: float
    load_balancers: tuple[str, ...]
    acceptance_required: bool
    address_types: tuple[str, ...]
    regions: tuple[str, ...]
    private_name: PrivateName | None = None
    permissions: tuple[Permission, ...] = ()
    payer: str | None = None
    is_stand_in: bool = False
    zones: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Sort key: creation, then ID."""
        return f"{self.created:020.6f}{self.id}"


@dataclass(frozen=True, slots=True)
class CreateService:
    """The parameters of CreateVpcEndpointServiceConfiguration, with AWS's defaults."""

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
    """The parameters of ModifyVpcEndpointServiceConfiguration; None for an absent one."""

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
