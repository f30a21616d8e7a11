"""Which load balancer has sent a connection to a target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from privatelink_harness.probes.prober import Prober, Unprovable

if TYPE_CHECKING:
    from privatelink_harness.probes.stand_ins import StandIn
    from privatelink_localstack.dataplane.state.trace import Passage


class Senders:
    """The load balancers of some ways.

    Parameters:
        names: of load balancers, by ARN.
        hides_peers: whether targets don't see who has sent a connection; then the targets themselves tell, unless
            load balancers share them.

    Raises:
        Unprovable: nothing tells.
    """

    def __init__(self, ways: Iterable[Passage], names: Mapping[str, str], *, hides_peers: bool) -> None:
        self._hides_peers = hides_peers
        self._by_node = dict[str, str]()
        self._by_place: dict[tuple[str, int], set[str]] = defaultdict(set)
        for way in ways:
            name = names.get(way.balancer, way.balancer)
            self._by_node[str(way.node)] = name
            self._by_place[str(way.address), way.port].add(name)
        if hides_peers and any(len(each) > 1 for each in self._by_place.values()):
            raise Unprovable("load balancers share targets, which by proxies don't see who connects")

    def of(self, stand_ins: Mapping[tuple[str, int], StandIn]) -> frozenset[str]:
        """Return the names of those that have sent connections to programs that stand in for targets."""
        if self._hides_peers:
            reached = (place for place, own in stand_ins.items() if own.seen)
            return frozenset(name for place in reached for name in self._by_place[place])
        return frozenset(self._by_node.get(each.peer, each.peer) for own in stand_ins.values() for each in own.seen)


def hides_peers(prober: Prober) -> bool:
    """Return whether targets don't see who connects."""
    from privatelink_localstack.dataplane.state.limits import Limit

    return Limit.PEERS in prober.limits
