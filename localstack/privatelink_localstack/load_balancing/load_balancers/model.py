"""Load balancers: the records, and the requests that create and change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.load_balancers.capacity import CapacityReservation
from privatelink_localstack.load_balancing.names import LoadBalancerType

type Switch = Literal["on", "off"]

SCHEMES = ("internet-facing", "internal")
"""In this order: `SCHEMES[load_balancer.internal]`."""


@dataclass(frozen=True, slots=True)
class SubnetMapping:
    """A subnet of a request, with the addresses that the request chooses there.

    Parameters:
        allocation_id: An Elastic IP address, for internet-facing load balancers.
        private_address: IPv4, for internal load balancers.
        ipv6_address: For dual-stack load balancers.
        source_nat_prefix: A /80 of the subnet's IPv6 range, or `auto_assigned`: the source addresses of UDP over IPv6.
    """

    subnet_id: str
    allocation_id: str | None = None
    private_address: str | None = None
    ipv6_address: str | None = None
    source_nat_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class EnabledZone:
    """An Availability Zone that is enabled for a load balancer, with the load balancer's network interface there.

    Parameters:
        private_address: IPv4, of the network interface.
        mapping: As the request had it.
        public_address: The Elastic IP address of `mapping`.
        ipv6_address: Of the network interface; None unless the load balancer is dual-stack.
        source_nat_prefix: A /80 of the subnet's IPv6 range; None unless prefixes for source NAT are on.
    """

    subnet: Subnet
    private_address: str
    interface_id: str
    mapping: SubnetMapping
    public_address: str | None = None
    ipv6_address: str | None = None
    source_nat_prefix: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The private addresses of the network interface, of both families."""
        return tuple(each for each in (self.private_address, self.ipv6_address) if each is not None)


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """A load balancer.

    Parameters:
        internal: Whether the scheme is `internal`; False for gateway load balancers, which have no scheme.
        dns_name: AWS does not show a gateway load balancer's.
        created: UTC.
        zones: At least one, by name of the Availability Zone.
        security_groups: IDs. A network load balancer that is created without any never gets one.
        address_type: `ipv4` or `dualstack`.
        source_nat_prefix: Whether UDP over IPv6 uses prefixes for source NAT.
        enforce_private_link: Whether security group rules apply to PrivateLink traffic.
        attributes: By key.
        state: As the API has it; `provisioning` in the response to CreateLoadBalancer only.
    """

    arn: str
    name: str
    type: LoadBalancerType
    account: str
    region: str
    vpc_id: str
    internal: bool
    dns_name: str
    created: datetime
    zones: tuple[EnabledZone, ...]
    security_groups: tuple[str, ...] = ()
    address_type: str = "ipv4"
    source_nat_prefix: Switch = "off"
    enforce_private_link: Switch = "on"
    attributes: Mapping[str, str] = field(default_factory=dict)
    reservation: CapacityReservation = field(default_factory=CapacityReservation)
    state: str = "active"

    @property
    def is_dual_stack(self) -> bool:
        """Whether clients reach it over IPv6 too."""
        return self.address_type != "ipv4"


@dataclass(frozen=True, slots=True)
class CreateLoadBalancer:
    """A request to create a load balancer. None stands for members that the request does not have.

    Parameters:
        unsupported: Names of members that are not emulated.
    """

    name: str
    type: str | None = None
    scheme: str | None = None
    subnets: tuple[str, ...] = ()
    subnet_mappings: tuple[SubnetMapping, ...] = ()
    security_groups: tuple[str, ...] = ()
    address_type: str | None = None
    source_nat_prefix: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetSubnets:
    """A request to replace a load balancer's subnets. None leaves a setting as it is."""

    load_balancer_arn: str
    subnets: tuple[str, ...] = ()
    subnet_mappings: tuple[SubnetMapping, ...] = ()
    address_type: str | None = None
    source_nat_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class SetSecurityGroups:
    """A request to replace a load balancer's security groups. None leaves a setting as it is."""

    load_balancer_arn: str
    security_groups: tuple[str, ...]
    enforce_private_link: str | None = None
