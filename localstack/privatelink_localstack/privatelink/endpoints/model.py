"""Records of VPC endpoints, and the requests about them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DnsOptions:
    """`DnsOptions` of a request or an endpoint; None for an absent member.

    Parameters:
        record_type: `ipv4`, `dualstack`, `ipv6` or `service-defined`.
        inbound_only: private DNS for inbound resolver endpoints only.
        preference, domains: private domains of Resource and ServiceNetwork endpoints, which are not emulated.
    """

    record_type: str | None = None
    inbound_only: bool | None = None
    preference: str | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubnetChoice:
    """A subnet that a request names, with the addresses that it chooses there; None for any address."""

    subnet_id: str
    ipv4: str | None = None
    ipv6: str | None = None


@dataclass(frozen=True, slots=True)
class EndpointInterface:
    """An endpoint's network interface in one subnet.

    Parameters:
        load_balancer: ARN of the load balancer that it connects to; None for AWS's services.
    """

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
        type: `Interface`, `Gateway` or `GatewayLoadBalancer`.
        service_id: ID of a customer's service; None for one of AWS's.
        suffix: random part of its DNS names.
        base_name: the service's domain, which its public DNS names end with.
        private_zone: ID of the hosted zone of its private DNS names.
        created: seconds since the epoch.
        policy: None for an endpoint type without policies.
        address_type: `ipv4`, `dualstack` or `ipv6`; None for a gateway endpoint whose request named none.
        prefix_list: ID of a gateway endpoint's prefix list.
        failure: code and message of the injected failure that ends its creation.
        wildcard: whether its public DNS names start with `*.`.
        payer: who pays for it, `vpc-endpoint-account` or `vpc-endpoint-service-account`; None until a request says so.
    """

    id: str
    type: str
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
    payer: str | None = None

    @property
    def key(self) -> str:
        """Sort key: creation, then ID."""
        return f"{self.created:020.6f}{self.id}"

    @property
    def subnets(self) -> tuple[str, ...]:
        """IDs of its subnets."""
        return tuple(interface.subnet_id for interface in self.interfaces)

    @property
    def load_balancers(self) -> tuple[str, ...]:
        """ARNs of the load balancers that its interfaces connect to, without repetition."""
        return tuple(dict.fromkeys(each.load_balancer for each in self.interfaces if each.load_balancer))


@dataclass(frozen=True, slots=True)
class CreateEndpoint:
    """The parameters of CreateVpcEndpoint; None for an absent one."""

    vpc_id: str
    service_name: str
    type: str = "Gateway"
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
    """The parameters of ModifyVpcEndpoint; None for an absent one."""

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
