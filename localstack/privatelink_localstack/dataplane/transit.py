"""What lies between VPCs: hubs, links and route tables, changed as `state.roads` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from privatelink_localstack.dataplane.linux import links, roads
from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace
from privatelink_localstack.dataplane.linux.netlink import Message
from privatelink_localstack.dataplane.state.model import LOCAL, Network
from privatelink_localstack.dataplane.state.roads import BLACKHOLE, Ends, Lane, RoadChanges

_FIRST_TABLE = 1000
"""The lowest number of a route table; those of the kernel's own are below."""
_EMPTY = Lane("")


@dataclass(frozen=True, slots=True)
class _Road:
    """A link's name, the same at both ends, and the index of each end by its network."""

    name: str
    indices: Mapping[str, int]


@dataclass(slots=True)
class Transit:
    """Hubs and links. One thread changes them.

    Parameters:
        vpcs: the namespaces of VPCs, kept by others.
    """

    maker: Maker
    hubs: dict[str, Namespace] = field(default_factory=dict)
    _roads: dict[str, _Road] = field(default_factory=dict)
    _tables: dict[str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def remove(self, changes: RoadChanges, vpcs: Mapping[str, Namespace]) -> None:
        """Remove the route tables, links and hubs that go, while their VPCs are still there.

        Raises:
            OSError: the kernel refuses.
        """
        for key, old, new in changes.lanes:
            if old:
                self._namespace(old.network, vpcs).links.request(self._removals(self._tables[key], old, new or _EMPTY))
            if not new:
                del self._tables[key]
        for key in changes.remove_links:
            road = self._roads.pop(key)
            network, index = next(iter(road.indices.items()))
            self._namespace(network, vpcs).links.request([links.delete_link(index)])
        for hub in changes.remove_hubs:
            self.maker.release(self.hubs.pop(hub))

    def add(self, changes: RoadChanges, vpcs: Mapping[str, Namespace]) -> None:
        """Make the hubs, links and route tables that come, once their VPCs are there.

        Raises:
            OSError: the kernel refuses.
        """
        for hub in changes.add_hubs:
            self.hubs[hub] = self.maker.make()
            self.hubs[hub].links.request(map(links.add_blackhole, links.EVERYWHERE.values()))
        for key, ends in changes.add_links:
            self._roads[key] = self._join(ends, vpcs)
        for key, old, new in changes.lanes:
            if new:
                table = self._tables.setdefault(key, _FIRST_TABLE + next(self._numbers))
                self._namespace(new.network, vpcs).links.request(self._additions(table, old or _EMPTY, new))

    def clear(self) -> None:
        """Let go of all hubs. Links end with the VPCs."""
        for hub in self.hubs.values():
            self.maker.release(hub)
        self.hubs.clear()

    def _namespace(self, network: str, vpcs: Mapping[str, Namespace]) -> Namespace:
        return self.hubs[network] if network in self.hubs else vpcs[network]

    def _join(self, ends: Ends, vpcs: Mapping[str, Namespace]) -> _Road:
        name = f"road{next(self._numbers)}"
        near, far = (self._namespace(each, vpcs) for each in ends)
        indices = self.maker.join(near, name, far, name, lambda index: [roads.unite(index)])
        return _Road(name, dict(zip(ends, indices, strict=True)))

    def _removals(self, table: int, old: Lane, new: Lane) -> Iterable[Message]:
        for source in old.sources - new.sources:
            yield roads.delete_rule(source.version, table, source=source)
        for version in links.EVERYWHERE:
            for link in old.links - new.links:
                yield roads.delete_rule(version, table, link=self._roads[link].name)
        for network in {each for each, _ in old.ways} - {each for each, _ in new.ways}:
            yield roads.delete_route(table, network)

    def _additions(self, table: int, old: Lane, new: Lane) -> Iterable[Message]:
        yield from (self._route(table, new.network, *way) for way in new.ways - old.ways)
        for version in links.EVERYWHERE:
            for link in new.links - old.links:
                yield roads.add_rule(version, table, link=self._roads[link].name)
        for source in new.sources - old.sources:
            yield roads.add_rule(source.version, table, source=source)

    def _route(self, table: int, network: str, destination: Network, way: str) -> Message:
        index = None if way in {LOCAL, BLACKHOLE} else self._roads[way].indices[network]
        return roads.put_route(table, destination, index, is_local=way == LOCAL)
