"""The world in memory: networks, load balancers, records and topics for the rules alone, without LocalStack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network

from privatelink_localstack.kernel.network import NewInterface, PrefixList, Subnet, Vpc
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView, ZonePresence
from privatelink_localstack.privatelink.names import new_id
from privatelink_localstack.privatelink.notifications.model import Message
from privatelink_localstack.privatelink.plane import ControlPlane

ZONES = {"a": "az1", "b": "az2", "c": "az3"}
"""Letters of zones and the ends of their ids."""


class MemoryNetwork:
    """One account's network in one Region.

    Parameters:
        region: its zones are `<region>a` to `c`; their ids `<region>-az1` to `3`.
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

    def add_vpc(self, *, dns: bool = True) -> Vpc:
        """Make a VPC."""
        vpc = Vpc(new_id("vpc"), dns_support=True, dns_hostnames=dns, default_group=new_id("sg"))
        self.vpcs[vpc.id] = vpc
        self.groups[vpc.default_group] = (vpc.id, "default")
        return vpc

    def add_subnet(self, vpc: Vpc, zone: str, cidr: str = "10.0.0.0/24", ipv6: str | None = None) -> Subnet:
        """Make a subnet in a zone, by its letter."""
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
        """Make a security group."""
        group_id = new_id("sg")
        self.groups[group_id] = (vpc.id, group_id)
        return group_id

    def add_route_table(self, vpc: Vpc) -> str:
        """Make a route table."""
        table_id = new_id("rtb")
        self.tables[table_id] = vpc.id
        return table_id

    def vpc(self, vpc_id: str) -> Vpc | None:
        """Look a VPC up."""
        return self.vpcs.get(vpc_id)

    def subnet(self, subnet_id: str) -> Subnet | None:
        """Look a subnet up."""
        return self.subnets.get(subnet_id)

    def group(self, group_id: str) -> tuple[str, str] | None:
        """Look a security group up."""
        return self.groups.get(group_id)

    def route_table(self, table_id: str) -> str | None:
        """Look a route table up."""
        return self.tables.get(table_id)

    def zones(self) -> tuple[tuple[str, str], ...]:
        """Give the zones."""
        return tuple((f"{self.region}{letter}", f"{self.region}-{end}") for letter, end in ZONES.items())

    def prefix_list(self, name: str) -> PrefixList | None:
        """Give every service a prefix list."""
        return PrefixList(f"pl-{name}", name, ("192.0.2.0/24",))

    def addresses(self, subnet_id: str) -> set[str]:
        """Give the addresses of the interfaces."""
        here = [each for each in self.interfaces.values() if each.subnet_id == subnet_id]
        return {address for each in here for address in (each.ipv4, each.ipv6) if address}

    def add_interface(self, interface: NewInterface) -> str:
        """Keep an interface."""
        interface_id = new_id("eni")
        self.interfaces[interface_id] = interface
        return interface_id

    def change_interface(
        self, interface_id: str, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]
    ) -> None:
        """Change one."""
        self.interfaces[interface_id] = replace(self.interfaces[interface_id], ipv4=ipv4, ipv6=ipv6, groups=groups)

    def remove_interface(self, interface_id: str) -> None:
        """Forget one."""
        del self.interfaces[interface_id]

    def add_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Keep a route."""
        self.routes[table_id, prefix_list_id] = endpoint_id

    def is_routed(self, endpoint_id: str) -> bool:
        """Tell whether a route leads to a Gateway Load Balancer endpoint."""
        return endpoint_id in self.routes.values()

    def remove_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Forget it."""
        if self.routes.get((table_id, prefix_list_id)) == endpoint_id:
            del self.routes[table_id, prefix_list_id]

    def tags(self, resource_id: str) -> Mapping[str, str]:
        """Give tags."""
        return self.tagged.get(resource_id, {})

    def tag(self, resource_id: str, tags: Mapping[str, str]) -> None:
        """Keep tags."""
        if tags:
            self.tagged.setdefault(resource_id, {}).update(tags)

    def untag(self, resource_ids: Iterable[str]) -> None:
        """Forget tags."""
        for resource_id in resource_ids:
            self.tagged.pop(resource_id, None)


class World:
    """A control plane with everything that it needs, and a clock that only `wait` moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.networks: dict[Scope, MemoryNetwork] = {}
        self.balancers: dict[str, LoadBalancerView] = {}
        self.txt: dict[str, frozenset[str]] = {}
        self.zones: dict[str, frozenset[str]] = {}
        self.published: list[Message] = []
        self.settings = Settings()
        self.plane = ControlPlane(
            self.settings,
            clock=lambda: self.now,
            network=self.network,
            load_balancers=self,
            records=self,
            topics=self,
        )

    def network(self, scope: Scope) -> MemoryNetwork:
        """Give an account's network in a Region."""
        return self.networks.setdefault(scope, MemoryNetwork(scope.region))

    def wait(self, seconds: float = 60.0) -> None:
        """Let time go by."""
        self.now += seconds
        self.plane.settle()
        self.plane.publish()

    def add_load_balancer(
        self, scope: Scope, zones: str = "ab", kind: str = "network", *, dual_stack: bool = False
    ) -> str:
        """Make a load balancer in zones, by their letters, and give its ARN."""
        name = new_id("lb")
        arn = f"arn:aws:elasticloadbalancing:{scope.region}:{scope.account}:loadbalancer/net/{name}/0"
        places = {f"{scope.region}-{ZONES[each]}": ZonePresence(new_id("subnet"), None) for each in zones}
        made = LoadBalancerView(arn, name, kind, scope.account, scope.region, places, dual_stack=dual_stack)
        self.balancers[arn] = made
        return arn

    def lookup(self, arn: str, account: str, region: str) -> LoadBalancerView | None:
        """Look a load balancer up."""
        found = self.balancers.get(arn)
        return found if found and (found.account, found.region) == (account, region) else None

    def texts(self, name: str) -> frozenset[str]:
        """Give a name's TXT records."""
        return self.txt.get(name, frozenset())

    def private_zones(self, vpc_id: str) -> frozenset[str]:
        """Give a VPC's private hosted zones."""
        return self.zones.get(vpc_id, frozenset())

    def publish(self, message: Message) -> None:
        """Keep a message."""
        self.published.append(message)
