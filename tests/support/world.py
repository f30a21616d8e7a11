"""PrivateLink's surroundings in memory: networks, load balancers, DNS records and topics, for tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network

from privatelink_localstack.function_interfaces.plane import FunctionInterfaces
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.network import NewInterface, PrefixList, Subnet, Vpc
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.peering.plane import Peerings
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView, ZonePresence
from privatelink_localstack.privatelink.notifications.model import Message
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.transit_gateways.plane import TransitGateways

ZONES = {"a": "az1", "b": "az2", "c": "az3"}
"""Ends of zone IDs by the letters of the zone names."""


class MemoryNetwork:
    """The network of a scope.

    Parameters:
        region: the zone names are `<region>a` to `<region>c`, the zone IDs `<region>-az1` to `<region>-az3`.
    """

    def __init__(self, region: str) -> None:
        self.region = region
        self.vpcs: dict[str, Vpc] = {}
        self.subnets: dict[str, Subnet] = {}
        self.groups: dict[str, tuple[str, str]] = {}
        self.tables: dict[str, str] = {}
        self.interfaces: dict[str, NewInterface] = {}
        self.routes: dict[tuple[str, str], str] = {}
        self.tagged: dict[str, dict[str, str]] = {}

    def add_vpc(self, *cidrs: str, dns: bool = True) -> Vpc:
        """Create a VPC."""
        vpc = Vpc(new_id("vpc"), dns_support=True, dns_hostnames=dns, default_group=new_id("sg"), cidrs=cidrs)
        self.vpcs[vpc.id] = vpc
        self.groups[vpc.default_group] = (vpc.id, "default")
        return vpc

    def add_subnet(self, vpc: Vpc, zone: str, cidr: str = "10.0.0.0/24", ipv6: str | None = None) -> Subnet:
        """Create a subnet in a zone by its letter."""
        subnet = Subnet(
            id=new_id("subnet"),
            vpc_id=vpc.id,
            zone=f"{self.region}{zone}",
            zone_id=f"{self.region}-{ZONES[zone]}",
            ipv4=IPv4Network(cidr),
            ipv6=IPv6Network(ipv6) if ipv6 else None,
        )
        self.subnets[subnet.id] = subnet
        return subnet

    def add_group(self, vpc: Vpc) -> str:
        """Create a security group and return its ID."""
        group_id = new_id("sg")
        self.groups[group_id] = (vpc.id, group_id)
        return group_id

    def add_route_table(self, vpc: Vpc) -> str:
        """Create a route table and return its ID."""
        table_id = new_id("rtb")
        self.tables[table_id] = vpc.id
        return table_id

    def vpc(self, vpc_id: str) -> Vpc | None:
        """Return a VPC; None if it is unknown."""
        return self.vpcs.get(vpc_id)

    def subnet(self, subnet_id: str) -> Subnet | None:
        """Return a subnet; None if it is unknown."""
        return self.subnets.get(subnet_id)

    def group(self, group_id: str) -> tuple[str, str] | None:
        """Return a security group's VPC and name; None if it is unknown."""
        return self.groups.get(group_id)

    def route_table(self, table_id: str) -> str | None:
        """Return a route table's VPC; None if it is unknown."""
        return self.tables.get(table_id)

    def zones(self) -> tuple[tuple[str, str], ...]:
        """Return the names and IDs of all zones."""
        return tuple((f"{self.region}{letter}", f"{self.region}-{end}") for letter, end in ZONES.items())

    def prefix_list(self, name: str) -> PrefixList | None:
        """Return a prefix list: every service has one."""
        return PrefixList(f"pl-{name}", name, ("192.0.2.0/24",))

    def addresses(self, subnet_id: str) -> set[str]:
        """Return the addresses of a subnet's interfaces."""
        interfaces = [each for each in self.interfaces.values() if each.subnet_id == subnet_id]
        return {address for each in interfaces for address in (each.ipv4, each.ipv6) if address}

    def add_interface(self, interface: NewInterface) -> str:
        """Store an interface and return its ID."""
        interface_id = new_id("eni")
        self.interfaces[interface_id] = interface
        return interface_id

    def change_interface(
        self, interface_id: str, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]
    ) -> None:
        """Replace the addresses and security groups of an interface."""
        self.interfaces[interface_id] = replace(self.interfaces[interface_id], ipv4=ipv4, ipv6=ipv6, groups=groups)

    def remove_interface(self, interface_id: str) -> None:
        """Remove an interface."""
        del self.interfaces[interface_id]

    def add_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Store a route to a gateway endpoint."""
        self.routes[table_id, prefix_list_id] = endpoint_id

    def has_route(self, table_id: str, prefix_list_id: str) -> bool:
        """Return whether a route table has a route for a prefix list."""
        return (table_id, prefix_list_id) in self.routes

    def is_routed(self, endpoint_id: str) -> bool:
        """Return whether a route leads to a Gateway Load Balancer endpoint."""
        return endpoint_id in self.routes.values()

    def remove_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Remove the route to a gateway endpoint; no route is no error."""
        if self.routes.get((table_id, prefix_list_id)) == endpoint_id:
            del self.routes[table_id, prefix_list_id]

    def tags(self, resource_id: str) -> Mapping[str, str]:
        """Return a resource's tags."""
        return self.tagged.get(resource_id, {})

    def tag(self, resource_id: str, tags: Mapping[str, str]) -> None:
        """Add tags to a resource."""
        if tags:
            self.tagged.setdefault(resource_id, {}).update(tags)

    def untag(self, resource_ids: Iterable[str]) -> None:
        """Remove the tags of resources."""
        for resource_id in resource_ids:
            self.tagged.pop(resource_id, None)


class World:
    """A control plane in its surroundings, with a timer that only `wait` moves, and a clock that it sets back."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.elapsed = 0.0
        self.networks: dict[Scope, MemoryNetwork] = {}
        self.balancers: dict[str, LoadBalancerView] = {}
        self.timeouts: dict[str, tuple[int, ...]] = {}
        self.txt: dict[str, frozenset[str]] = {}
        self.zones: dict[str, dict[str, str]] = {}
        self.published: list[Message] = []
        self.settings = Settings()
        self.plane = ControlPlane(
            self.settings,
            clock=lambda: self.now,
            timer=lambda: self.elapsed,
            network=self.network,
            load_balancers=self,
            records=self,
            topics=self,
        )
        self.peerings = Peerings(
            self.settings, clock=lambda: self.now, timer=lambda: self.elapsed, network=self.network, new_id=new_id
        )
        self.function_interfaces = FunctionInterfaces(
            self.settings, timer=lambda: self.elapsed, network=self.network, new_uuid=lambda: "0f0e0d0c"
        )
        self.shared: set[tuple[Scope, str]] = set()
        self.transit_gateways = TransitGateways(
            self.settings,
            clock=lambda: self.now,
            timer=lambda: self.elapsed,
            network=self.network,
            is_shared=lambda scope, arn: (scope, arn) in self.shared,
            new_id=new_id,
        )

    def network(self, scope: Scope) -> MemoryNetwork:
        """Return the network of a scope, which the first call creates."""
        return self.networks.setdefault(scope, MemoryNetwork(scope.region))

    def wait(self, seconds: float = 60.0) -> None:
        """Let time pass, apply due changes and publish messages.

        The clock is set back by an hour meanwhile: no duration is measured with it.
        """
        self.now -= 60 * 60
        self.elapsed += seconds
        self.plane.settle()
        self.peerings.settle()
        self.transit_gateways.settle()
        self.function_interfaces.settle()
        self.plane.publish()

    def add_load_balancer(
        self, scope: Scope, zones: str = "ab", balancer_type: str = "network", *, dual_stack: bool = False
    ) -> str:
        """Create a load balancer in zones, by their letters, and return its ARN."""
        name = new_id("lb")
        arn = f"arn:aws:elasticloadbalancing:{scope.region}:{scope.account}:loadbalancer/net/{name}/0"
        presences = {f"{scope.region}-{ZONES[each]}": ZonePresence(new_id("subnet"), None) for each in zones}
        self.balancers[arn] = LoadBalancerView(
            arn, name, balancer_type, scope.account, scope.region, presences, dual_stack=dual_stack
        )
        return arn

    def lookup(self, arn: str, account: str, region: str) -> LoadBalancerView | None:
        """Return a load balancer of an account in a Region; None if it is unknown there."""
        balancer = self.balancers.get(arn)
        return balancer if balancer and (balancer.account, balancer.region) == (account, region) else None

    def idle_timeouts(self, arn: str, account: str, region: str) -> tuple[int, ...]:  # noqa: ARG002 - the protocol's
        """Return the TCP idle timeouts of a load balancer's listeners."""
        return self.timeouts.get(arn, (350,))

    def texts(self, name: str) -> frozenset[str]:
        """Return the values of a name's TXT records."""
        return self.txt.get(name, frozenset())

    def private_zones(self, vpc_id: str) -> dict[str, str]:
        """Return the IDs of a VPC's private hosted zones by name."""
        return self.zones.get(vpc_id, {})

    def publish(self, message: Message) -> None:
        """Store a published message."""
        self.published.append(message)
