"""A VPC endpoint, and what a client asks of one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DnsOptions:
    """`DnsOptions` as asked for; None for what is not.

    Parameters:
        record_type: `ipv4`, `dualstack`, `ipv6` or `service-defined`.
        inbound_only: private DNS for inbound resolver endpoints only.
        preference, domains: which private domains; an endpoint that is emulated has none.
    """

    record_type: str | None = None
    inbound_only: bool | None = None
    preference: str | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubnetChoice:
    """A subnet to be in, with the addresses that are wanted there; None: any."""

    subnet_id: str
    ipv4: str | None = None
    ipv6: str | None = None


@dataclass(frozen=True, slots=True)
class EndpointInterface:
    """An endpoint's network interface in one subnet, and the load balancer that it sticks to (custom services)."""

    id: str
    subnet_id: str
    zone: str
    zone_id: str
    ipv4: str | None
    ipv6: str | None
    load_balancer: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A VPC endpoint.

    Parameters:
        kind: `Interface`, `Gateway` or `GatewayLoadBalancer`.
        service_id: of a customer's service; None for AWS's own.
        created: seconds since the epoch.
        policy: None where the kind has none.
        address_type: `ipv4`, `dualstack` or `ipv6`; None for a gateway endpoint that was not asked for one.
        suffix: the random part of its names.
        base_name: its public names are below it; the service's.
        private_zone: hosted zone of its private names.
        wildcard: whether its public names start with `*.`.
        prefix_list: id, of a gateway endpoint.
        failure: code and message, of one that failed.
    """

    id: str
    kind: str
    account: str
    region: str
    vpc_id: str
    service_name: str
    service_region: str
    service_id: str | None
    state: str
    created: float
    suffix: str
    base_name: str
    private_zone: str
    connection_id: str
    policy: str | None = None
    route_tables: tuple[str, ...] = ()
    interfaces: tuple[EndpointInterface, ...] = ()
    groups: tuple[str, ...] = ()
    address_type: str | None = None
    dns: DnsOptions = field(default_factory=DnsOptions)
    private_dns: bool = False
    private_names: tuple[str, ...] = ()
    prefix_list: str | None = None
    failure: tuple[str, str] | None = None
    wildcard: bool = False

    @property
    def key(self) -> str:
        """Orders endpoints by creation."""
        return f"{self.created:020.6f}{self.id}"

    @property
    def subnets(self) -> tuple[str, ...]:
        """Ids of its subnets."""
        return tuple(interface.subnet_id for interface in self.interfaces)

    @property
    def load_balancers(self) -> tuple[str, ...]:
        """ARNs of the load balancers that its interfaces stick to, each once."""
        return tuple(dict.fromkeys(each.load_balancer for each in self.interfaces if each.load_balancer))


@dataclass(frozen=True, slots=True)
class CreateEndpoint:
    """CreateVpcEndpoint's parameters; None for what is not given."""

    vpc_id: str
    service_name: str
    kind: str = "Gateway"
    policy: str | None = None
    route_tables: tuple[str, ...] = ()
    subnets: tuple[SubnetChoice, ...] = ()
    groups: tuple[str, ...] = ()
    address_type: str | None = None
    dns: DnsOptions | None = None
    private_dns: bool | None = None
    service_region: str | None = None
    token: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ModifyEndpoint:
    """ModifyVpcEndpoint's parameters; None for what is not given."""

    endpoint_id: str
    policy: str | None = None
    reset_policy: bool = False
    add_route_tables: tuple[str, ...] = ()
    remove_route_tables: tuple[str, ...] = ()
    add_subnets: tuple[str, ...] = ()
    remove_subnets: tuple[str, ...] = ()
    subnet_configurations: tuple[SubnetChoice, ...] = ()
    add_groups: tuple[str, ...] = ()
    remove_groups: tuple[str, ...] = ()
    address_type: str | None = None
    dns: DnsOptions | None = None
    private_dns: bool | None = None
    dry_run: bool = False
