"""An account's network in a Region, in moto's EC2."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from types import SimpleNamespace
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.route_tables import Route
from moto.ec2.utils import generate_route_id

from privatelink_localstack.adapters.ec2.interfaces import ManagedInterface
from privatelink_localstack.adapters.ec2.occupancy import Occupancy
from privatelink_localstack.kernel.addresses import Taken
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import NewInterface, PrefixList, Subnet, Vpc
from privatelink_localstack.kernel.scope import Scope

MISSING_PREFIX_LISTS = {"s3express": "203.0.113.0/24"}
"""CIDR blocks of the prefix lists that moto lacks, by service."""

AWS = "AWS"
"""Owner of AWS's prefix lists, as EC2 names it."""

_ADDING = threading.Lock()
_OCCUPANCY = "privatelink_occupancy"


def network_of(scope: Scope) -> MotoNetwork:
    """Return the network of a scope."""
    return MotoNetwork(ec2_backends[scope.account][scope.region])


def account_of_vpc(vpc_id: str, region: str) -> str | None:
    """Return the account that owns a VPC of a Region; None if no account does."""
    for account, backends in list(ec2_backends.items()):
        backend = backends.get(region)
        if backend is not None and vpc_id in backend.vpcs:
            return str(account)
    return None


def scope_of_vpc(vpc_id: str) -> Scope | None:
    """Return the account and Region of a VPC; None for an unknown one."""
    for account, backends in list(ec2_backends.items()):
        for region, backend in list(backends.items()):
            if vpc_id in backend.vpcs:
                return Scope(str(account), str(region))
    return None


class MotoNetwork:
    """Moto's EC2 of a scope as a `kernel.network.Network`.

    Parameters:
        backend: moto's EC2 backend.
    """

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    @property
    def _occupancy(self) -> Occupancy:
        """The managed interfaces, stored in moto's backend, so that a reset removes them too."""
        state = self.backend.__dict__
        kept: Occupancy = state.get(_OCCUPANCY) or state.setdefault(_OCCUPANCY, Occupancy())
        return kept

    def vpc(self, vpc_id: str) -> Vpc | None:
        """Return a VPC; None if it is unknown."""
        vpc = self.backend.vpcs.get(vpc_id)
        if vpc is None:
            return None
        default = self.backend.get_security_group_from_name("default", vpc_id=vpc_id)
        return Vpc(
            id=vpc_id,
            dns_support=_is_true(vpc.enable_dns_support),
            dns_hostnames=_is_true(vpc.enable_dns_hostnames),
            default_group=default.id if default else "",
            cidrs=tuple(
                str(each["cidr_block"])
                for ipv6 in (False, True)
                for each in vpc.get_cidr_block_association_set(ipv6=ipv6)
                if each["cidr_block_state"]["state"] == "associated"
            ),
        )

    def subnet(self, subnet_id: str) -> Subnet | None:
        """Return a subnet; None if it is unknown."""
        subnet = self.moto_subnet(subnet_id)
        if subnet is None:
            return None
        ipv6 = next(iter(subnet.ipv6_cidr_block_association_set), None)
        return Subnet(
            id=subnet_id,
            vpc_id=subnet.vpc_id,
            zone=subnet.availability_zone,
            zone_id=subnet.availability_zone_id,
            ipv4=IPv4Network(subnet.cidr_block, strict=False) if subnet.cidr_block else None,
            ipv6=IPv6Network(ipv6["ipv6CidrBlock"], strict=False) if ipv6 else None,
        )

    def group(self, group_id: str) -> tuple[str, str] | None:
        """Return a security group's VPC and name; None if it is unknown."""
        for vpc_id, groups in self.backend.groups.items():
            if group_id in groups:
                return str(vpc_id), str(groups[group_id].name)
        return None

    def default_vpc_group(self, name: str) -> str | None:
        """Return the ID of a security group of the default VPC by its name; None if it is unknown."""
        default = self.backend.get_default_vpc()
        groups = self.backend.groups.get(default.id, {}).values() if default else ()
        return next((str(each.id) for each in groups if each.name == name), None)

    def route_table(self, table_id: str) -> str | None:
        """Return a route table's VPC; None if it is unknown."""
        table = self.backend.route_tables.get(table_id)
        return None if table is None else str(table.vpc_id)

    def zones(self) -> tuple[tuple[str, str], ...]:
        """Return the names and IDs of the Region's zones."""
        return tuple((zone.name, zone.zone_id) for zone in self.backend.describe_availability_zones())

    def prefix_list(self, name: str) -> PrefixList | None:
        """Return AWS's prefix list of a service; None if it has none."""
        return next((each for each in self.prefix_lists() if each.name == name), None)

    def prefix_list_of_id(self, prefix_list_id: str) -> tuple[str, tuple[str, ...]] | None:
        """Return the owner and the CIDR blocks of a prefix list, AWS's or the account's; None if it is unknown."""
        found = self.backend.managed_prefix_lists.get(prefix_list_id)
        if found is None:
            return None
        entries = found.entries.get(found.version or 1, ())
        return str(found.owner_id), tuple(str(each["Cidr"]) for each in entries)

    def prefix_lists(self) -> list[PrefixList]:
        """Return all of AWS's prefix lists."""
        self._add_missing_prefix_lists()
        return [
            PrefixList(each.id, each.prefix_list_name, tuple(entry["Cidr"] for entry in each.entries.get(1, ())))
            for each in self.backend.managed_prefix_lists.values()
            if each.owner_id == AWS
        ]

    def addresses(self, subnet_id: str) -> AbstractSet[str]:
        """Return the taken addresses of a subnet: of interfaces and instances."""
        subnet = self.moto_subnet(subnet_id)
        if subnet is None:
            return frozenset()
        # Moto's subnet knows the IPv4 addresses of instances and of managed interfaces.
        known = subnet._subnet_ips.keys()  # noqa: SLF001 - moto has no accessor
        ipv6 = self._occupancy.ipv6(subnet_id)
        return Taken(known, ipv6, self._others(subnet).difference(known, ipv6))

    def _others(self, subnet: Any) -> set[str]:
        """Return the addresses of a subnet's unmanaged interfaces."""
        enis, managed = self.backend.enis, self._occupancy.shares
        taken: set[str] = set()
        for interface_id in () if len(enis) == len(managed) else enis.keys() - managed.keys():
            interface = enis.get(interface_id)
            if interface is not None and interface.subnet is subnet:
                taken.update(each["PrivateIpAddress"] for each in interface.private_ip_addresses)
                taken.update(interface.ipv6_addresses)
        return taken

    def add_interface(self, interface: NewInterface) -> str:
        """Create an interface and return its ID."""
        subnet = self.moto_subnet(interface.subnet_id)
        managed = ManagedInterface(  # type: ignore[abstract] # see `add_route`
            self.backend,
            subnet,
            interface_type=interface.type,
            description=interface.description,
            ipv4=interface.ipv4,
            ipv6=interface.ipv6,
            groups=interface.groups,
            requester=interface.requester,
        )
        self._occupy(managed)
        self.backend.enis[managed.id] = managed
        self._occupancy.hold(managed)
        return str(managed.id)

    def change_interface(
        self, interface_id: str, *, ipv4: str | None, ipv6: str | None, groups: tuple[str, ...]
    ) -> None:
        """Replace the addresses and security groups of an interface."""
        interface = self.backend.enis.get(interface_id)
        if interface is not None:
            self._vacate(interface)
            interface.place(ipv4=ipv4, ipv6=ipv6, groups=groups)
            self._occupy(interface)
            self._occupancy.hold(interface)

    def remove_interface(self, interface_id: str) -> None:
        """Remove an interface, which frees its addresses."""
        interface = self.backend.enis.pop(interface_id, None)
        if interface is not None:
            self._vacate(interface)
            self._occupancy.let_go(interface_id)
            self.untag([interface_id])

    def add_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Route a prefix list to a gateway endpoint."""
        table = self.backend.route_tables[table_id]
        # Moto's classes seem abstract to type checkers, and expect a VPN gateway.
        route = Route(  # type: ignore[abstract]
            table,
            destination_cidr_block=None,
            destination_ipv6_cidr_block=None,
            destination_prefix_list=self.backend.managed_prefix_lists[prefix_list_id],
            gateway=SimpleNamespace(id=endpoint_id),  # type: ignore[arg-type]
        )
        table.routes[route.id] = route

    def has_route(self, table_id: str, prefix_list_id: str) -> bool:
        """Return whether a route table has a route for a prefix list."""
        table = self.backend.route_tables.get(table_id)
        return table is not None and generate_route_id(table_id, None, None, prefix_list_id) in table.routes

    def is_routed(self, endpoint_id: str) -> bool:
        """Return whether a route leads to a Gateway Load Balancer endpoint."""
        return any(
            route.vpc_endpoint_id == endpoint_id
            for table in list(self.backend.route_tables.values())
            for route in list(table.routes.values())
        )

    def remove_route(self, table_id: str, prefix_list_id: str, endpoint_id: str) -> None:
        """Remove the route to a gateway endpoint; no route or table is no error."""
        table = self.backend.route_tables.get(table_id)
        if table is None:
            return
        route = table.routes.get(generate_route_id(table_id, None, None, prefix_list_id))
        if route is not None and route.gateway is not None and route.gateway.id == endpoint_id:
            del table.routes[route.id]

    def tags(self, resource_id: str) -> Mapping[str, str]:
        """Return a resource's tags."""
        return dict(self.backend.tags.get(resource_id) or {})

    def tag(self, resource_id: str, tags: Mapping[str, str]) -> None:
        """Tag a resource."""
        if tags:
            self.backend.create_tags([resource_id], dict(tags))

    def untag(self, resource_ids: Iterable[str]) -> None:
        """Remove the tags of deleted resources."""
        for resource_id in resource_ids:
            self.backend.tags.pop(resource_id, None)

    def occupy(self, interface_id: str) -> None:
        """Register the addresses of an interface that moto created with its subnet."""
        self._occupy(self.backend.enis[interface_id])

    def vacate(self, interface_id: str) -> None:
        """Free the addresses of an interface in moto's subnet; an unknown interface is no error."""
        interface = self.backend.enis.get(interface_id)
        if interface is not None:
            self._vacate(interface)

    def is_managed(self, interface_id: str) -> bool:
        """Return whether AWS manages an interface."""
        return interface_id in self._occupancy.shares

    def is_held(self, resource_id: str) -> bool:
        """Return whether a managed interface is in a VPC or subnet, or has a security group."""
        return self._occupancy.holds(resource_id)

    def has_public_addresses(self, vpc_id: str) -> bool:
        """Return whether an interface of a VPC has an Elastic IP address."""
        interfaces = (each.eni for each in list(self.backend.addresses))
        return any(each is not None and each.subnet.vpc_id == vpc_id for each in interfaces)

    def vpc_with_subnets_in(self, association_id: str) -> tuple[str, str] | None:
        """Return the VPC of a CIDR block's association, and the block, if a subnet is within it."""
        for vpc in list(self.backend.vpcs.values()):
            for ipv6 in (False, True):
                for association in vpc.get_cidr_block_association_set(ipv6=ipv6):
                    if association["association_id"] == association_id:
                        block = str(association["cidr_block"])
                        return (str(vpc.id), block) if self._has_subnet_in(vpc.id, ip_network(block)) else None
        return None

    def _has_subnet_in(self, vpc_id: str, block: IPv4Network | IPv6Network) -> bool:
        subnets = (self.subnet(each.id) for each in self.backend.describe_subnets(filters={"vpc-id": [vpc_id]}))
        return any(
            subnet.ipv4 is not None and subnet.ipv4.subnet_of(block)
            if isinstance(block, IPv4Network)
            else subnet.ipv6 is not None and subnet.ipv6.subnet_of(block)
            for subnet in subnets
            if subnet is not None
        )

    def subnet_with_addresses_in(self, association_id: str) -> tuple[str, str] | None:
        """Return the subnet of an IPv6 block's association, and the block, if an interface has an address in it."""
        subnet = self.backend.get_subnet_from_ipv6_association(association_id)
        if subnet is None:
            return None
        block = str(subnet.ipv6_cidr_block_associations[association_id]["ipv6CidrBlock"])
        network = IPv6Network(block, strict=False)
        taken = (ip_address(each) for each in self.addresses(subnet.id))
        return (str(subnet.id), block) if any(each in network for each in taken) else None

    def managed_interfaces(self) -> list[Any]:
        """Return the managed interfaces."""
        return [each for each in list(self.backend.enis.values()) if each.requester_managed]

    def _add_missing_prefix_lists(self) -> None:
        """Add the prefix lists that moto lacks, with CIDR blocks for documentation (RFC 5737)."""
        with _ADDING:
            present = {each.prefix_list_name for each in list(self.backend.managed_prefix_lists.values())}
            for service, cidr in MISSING_PREFIX_LISTS.items():
                name = f"com.amazonaws.{self.backend.region_name}.{service}"
                if name in present:
                    continue
                prefix_list = self.backend.create_managed_prefix_list(
                    address_family="IPv4",
                    entry=[{"Cidr": cidr, "Description": "default"}],
                    prefix_list_name=name,
                    owner_id=AWS,
                )
                prefix_list.version = None
                prefix_list.max_entries = None

    def moto_subnet(self, subnet_id: str) -> Any:
        """Return moto's subnet; None if it is unknown."""
        return next((each[subnet_id] for each in self.backend.subnets.values() if subnet_id in each), None)

    @staticmethod
    def _occupy(interface: Any) -> None:
        """Register the interface's addresses with moto's subnet, which assigns addresses to instances."""
        for entry in interface.private_ip_addresses:
            address = entry["PrivateIpAddress"]
            register = interface.subnet._subnet_ips  # noqa: SLF001 - as above
            if register.setdefault(address, interface) is not interface:
                raise AwsError("InvalidIPAddress.InUse", f"Address {address} is in use.")

    @staticmethod
    def _vacate(interface: Any) -> None:
        for entry in interface.private_ip_addresses:
            interface.subnet.del_subnet_ip(entry["PrivateIpAddress"])


def _is_true(value: object) -> bool:
    """Return whether moto's text of a VPC attribute is "true"."""
    return str(value).lower() == "true"
