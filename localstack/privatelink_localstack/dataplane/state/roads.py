"""The ways of packets between networks: peering connections, and hubs such as transit gateways.

Sources: VPC guide, "Route priority"; VPC Peering guide, "VPC peering limitations" (a VPC forwards for nobody else);
Transit Gateways guide, "Route tables" (the attachment that a packet came over has the route table).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from privatelink_localstack.dataplane.state.model import LOCAL, Address, Hub, Link, Network, Route, State, Subnet

BLACKHOLE = "blackhole"
"""The way of packets that are dropped."""
_MOST_HOPS = 16
"""Hubs on one way; more is a loop."""

type Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lane:
    """A route table of a network, and the packets that it is for.

    Parameters:
        network: the ID of a VPC or hub.
        sources: of a VPC, from where the packets are; `links`: of a hub, which links they came over.
        ways: the ID of a link by destination; BLACKHOLE; or LOCAL for what stays.
    """

    network: str
    sources: frozenset[Network] = frozenset()
    links: frozenset[str] = frozenset()
    ways: frozenset[tuple[Network, str]] = frozenset()

    @property
    def named(self) -> frozenset[str]:
        """The links that it names."""
        return self.links | {way for _, way in self.ways}


@dataclass(frozen=True, slots=True)
class RoadSetup:
    """What must exist between networks: hubs, links with their ends, and route tables, by ID."""

    hubs: frozenset[str] = frozenset()
    links: Mapping[str, Ends] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoadChanges:
    """What changes between networks, in the order in which it must: links go before what they join."""

    remove_links: tuple[str, ...] = ()
    remove_hubs: tuple[str, ...] = ()
    add_hubs: tuple[str, ...] = ()
    add_links: tuple[tuple[str, Ends], ...] = ()
    lanes: tuple[tuple[str, Lane | None, Lane | None], ...] = ()


def setup(state: State) -> RoadSetup:
    """Return what a state needs between its networks."""
    if not state.links:
        return RoadSetup()
    roads = Roads(state)
    return RoadSetup(frozenset(state.hubs), {each.id: each.ends for each in roads.links}, dict(roads.lanes()))


def changes(before: RoadSetup, after: RoadSetup) -> RoadChanges:
    """Return what changes from one setup to the next. A link with another end is another link."""
    moved = {key for key, ends in after.links.items() if before.links.get(key, ends) != ends}
    return RoadChanges(
        tuple(sorted(before.links.keys() - after.links.keys() | moved)),
        tuple(sorted(before.hubs - after.hubs)),
        tuple(sorted(after.hubs - before.hubs)),
        tuple((key, ends) for key, ends in sorted(after.links.items()) if key not in before.links or key in moved),
        tuple(_lane_changes(before.lanes, after.lanes, moved)),
    )


def _lane_changes(
    before: Mapping[str, Lane], after: Mapping[str, Lane], moved: AbstractSet[str]
) -> Iterator[tuple[str, Lane | None, Lane | None]]:
    """Yield what changes of route tables; those that name a moved link go, and come anew."""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old and new and not moved.isdisjoint(old.named | new.named):
            yield key, old, None
            yield key, None, new
        elif old != new:
            yield key, old, new


def next_hop(routes: Iterable[Route], address: Address) -> str | None:
    """Return the target of the most specific route to an address, LOCAL before others; None without one."""
    matching = [each for each in routes if address in each.destination]
    best = max(matching, key=lambda each: (each.destination.prefixlen, each.target == LOCAL), default=None)
    return best.target if best else None


class Roads:
    """The links of a state, found by what routes name."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._found: dict[tuple[str, str], Link] = {}
        for link in state.links.values():
            if all(each in state.vpcs or each in state.hubs for each in link.ends) and link.ends[0] != link.ends[1]:
                self._add(link)

    @property
    def links(self) -> Sequence[Link]:
        """The links whose ends exist."""
        return tuple({link.id: link for link in self._found.values()}.values())

    def lanes(self) -> Iterator[tuple[str, Lane]]:
        """Yield the route tables through which packets leave a network; others need none."""
        for subnet in self._state.subnets.values():
            if lane := self._of_subnet(subnet):
                yield subnet.id, lane
        for hub in self._state.hubs.values():
            for table, lane in self._of_hub(hub).items():
                yield table, lane

    def destination(self, subnet: Subnet, address: Address) -> str | None:
        """Return the VPC in which a packet from a subnet arrives; None where it is dropped on its way."""
        network, target = subnet.vpc, next_hop(subnet.routes, address)
        if target == LOCAL:
            return network
        for _ in range(_MOST_HOPS):
            link = self._found.get((network, target or ""))
            if link is None:
                return None
            network = link.ends[1] if link.ends[0] == network else link.ends[0]
            vpc, hub = self._state.vpcs.get(network), self._state.hubs.get(network)
            if vpc is not None:
                return network if any(address in each for each in vpc.cidrs) else None
            target = next_hop(hub.tables.get(link.tables.get(hub.id, ""), ()), address) if hub else None
        return None

    def _add(self, link: Link) -> None:
        for here, there in (link.ends, link.ends[::-1]):
            self._found[here, link.id] = link
            if there in self._state.hubs:
                self._found[here, there] = link

    def _way(self, network: str, target: str) -> str:
        link = self._found.get((network, target))
        return link.id if link else BLACKHOLE

    def _of_subnet(self, subnet: Subnet) -> Lane | None:
        vpc = self._state.vpcs.get(subnet.vpc)
        ways = {each.destination: self._way(subnet.vpc, each.target) for each in subnet.routes if each.target != LOCAL}
        if vpc is None or not set(ways.values()) - {BLACKHOLE}:
            return None
        # The router's own table has what stays in the VPC.
        stays = dict.fromkeys(vpc.cidrs, LOCAL)
        stays |= {each.destination: LOCAL for each in subnet.routes if each.target == LOCAL}
        return Lane(subnet.vpc, frozenset(subnet.cidrs), ways=frozenset({**ways, **stays}.items()))

    def _of_hub(self, hub: Hub) -> Mapping[str, Lane]:
        arriving: dict[str, set[str]] = defaultdict(set)
        for link in self.links:
            if hub.id in link.ends and (table := link.tables.get(hub.id)):
                arriving[table].add(link.id)
        return {
            table: Lane(
                hub.id,
                links=frozenset(links),
                ways=frozenset(
                    (each.destination, self._way(hub.id, each.target)) for each in hub.tables.get(table, ())
                ),
            )
            for table, links in arriving.items()
        }
