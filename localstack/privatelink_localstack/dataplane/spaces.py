"""The namespaces of VPCs and workloads, changed as `state.setup` says."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_network
from itertools import count

from privatelink_localstack.dataplane.linux import links, packet_filter, roads
from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace, listen, receive
from privatelink_localstack.dataplane.linux.netlink import Message
from privatelink_localstack.dataplane.state import reach
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.flows import Elements
from privatelink_localstack.dataplane.state.model import EPHEMERAL, TCP, Address, Interface, Network, Vpc
from privatelink_localstack.dataplane.state.setup import Change

_ROUTER_V6 = IPv6Address("fe80::1")
"""The gateway of workloads with IPv6, on the VPC's end of each pair of veths."""
_WORKLOAD_LINK = "eth0"


@dataclass(frozen=True, slots=True)
class Workload:
    """An interface behind which programs run: a namespace with one link, whose other end is the VPC's router.

    Parameters:
        outer: the index of the link in the VPC's namespace.
        lifeline: a pipe's reading and writing end. Commands in the namespace are killed when nobody has the second.
    """

    namespace: Namespace
    outer: int
    lifeline: tuple[int, int]

    def end(self) -> None:
        """End the commands. The namespace is released apart."""
        for each in self.lifeline:
            os.close(each)


@dataclass(frozen=True, slots=True)
class VpcSpace:
    """A VPC's namespace. It has the addresses of all interfaces without a workload, and routes to the others.

    Parameters:
        gateway: the router of its workloads for IPv4.
    """

    namespace: Namespace
    gateway: Address
    workloads: dict[str, Workload] = field(default_factory=dict)


class Spaces:
    """All namespaces. One thread changes them."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._names = count(1)
        self.vpcs: dict[str, VpcSpace] = {}

    def add(self, vpc: Vpc) -> VpcSpace:
        """Make a VPC's namespace, with its router, its resolver and a packet filter that lets through what is theirs.

        Raises:
            OSError: the kernel refuses.
        """
        namespace = self._maker.make()
        space = VpcSpace(namespace, reach.gateway(vpc))
        own = (space.gateway, *reach.resolvers(vpc))
        self.vpcs[vpc.id] = space
        packet_filter.start(namespace.packet_filter)
        namespace.links.request(map(links.add_address, own))
        namespace.links.request((*map(links.add_blackhole, links.EVERYWHERE.values()), *roads.take_answers()))
        packet_filter.change(namespace.packet_filter, remove=Elements(), add=Elements(exempt=frozenset(own)))
        return space

    def remove(self, vpc: str) -> Namespace:
        """Let go of a VPC's namespace and its workloads', and return the first."""
        space = self.vpcs.pop(vpc)
        for workload in space.workloads.values():
            workload.end()
            self._maker.release(workload.namespace)
        self._maker.release(space.namespace)
        return space.namespace

    def change(self, change: Change) -> list[tuple[Door, socket.socket]]:
        """Change a VPC, and return the listening sockets of its new doors. The doors that go are closed already.

        Raises:
            OSError: the kernel refuses; the VPC may be half changed.
        """
        space = self.vpcs[change.vpc]
        for interface in change.remove_interfaces:
            self._remove_interface(space, interface)
        packet_filter.change(space.namespace.packet_filter, remove=change.remove_elements, add=change.add_elements)
        own = [each for each in change.add_interfaces if not each.workload]
        space.namespace.links.request(links.add_address(each) for one in own for each in one.addresses)
        for interface in change.add_interfaces:
            if interface.workload:
                self._add_workload(space, interface)
        if not change.add_doors:
            return []
        return self._maker.run(space.namespace, lambda: [(door, _listen(door)) for door in change.add_doors])

    @property
    def namespaces(self) -> Mapping[str, Namespace]:
        """The namespaces of VPCs, by ID."""
        return {key: space.namespace for key, space in self.vpcs.items()}

    def of(self, interface: Interface) -> Namespace | None:
        """Return the namespace in which an interface's programs run: its own, or its VPC's; None if there is none."""
        space = self.vpcs.get(interface.vpc)
        if space is None:
            return None
        if not interface.workload:
            return space.namespace
        workload = space.workloads.get(interface.id)
        return workload.namespace if workload else None

    def _add_workload(self, space: VpcSpace, interface: Interface) -> None:
        inside = self._maker.make(EPHEMERAL)
        outer, inner = self._maker.join(space.namespace, f"workload{next(self._names)}", inside, _WORKLOAD_LINK)
        space.workloads[interface.id] = Workload(inside, outer, os.pipe())
        space.namespace.links.request(_outside(interface, outer))
        inside.links.request(_inside(interface, inner, space.gateway))

    def _remove_interface(self, space: VpcSpace, interface: Interface) -> None:
        if not interface.workload:
            space.namespace.links.request(map(links.delete_address, interface.addresses))
            return
        workload = space.workloads.pop(interface.id)
        workload.end()
        space.namespace.links.request([links.delete_link(workload.outer)])
        self._maker.release(workload.namespace)


def _outside(interface: Interface, link: int) -> Iterator[Message]:
    """Yield what the router needs on its end of a workload's link."""
    if any(each.version == 6 for each in interface.addresses):
        yield links.add_address(_ROUTER_V6, link)
    for address in interface.addresses:
        yield links.add_route(_only(address), link)


def _inside(interface: Interface, link: int, router: Address) -> Iterator[Message]:
    """Yield what a workload needs on its end: its addresses, and a default route through the router."""
    for address in interface.addresses:
        gateway = router if address.version == 4 else _ROUTER_V6
        yield links.add_address(address, link)
        yield links.add_route(_only(gateway), link)
        yield links.add_route(links.EVERYWHERE[address.version], link, gateway)


def _only(address: Address) -> Network:
    return ip_network(address)


def _listen(door: Door) -> socket.socket:
    address = (str(door.address), door.port)
    return listen(address) if door.protocol == TCP else receive(address)
