"""Blocks say what permissions say, and never overlap."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.dataplane.state import flows
from privatelink_localstack.dataplane.state.flows import Block, Grant, Interval
from privatelink_localstack.dataplane.state.model import ALL_PORTS, ALL_PROTOCOLS
from privatelink_localstack.dataplane.state.reach import Connection, lets

HERE = ip_address("10.0.1.5")
NETWORKS = [ip_network(each) for each in ("10.0.0.0/8", "10.0.1.0/24", "10.0.1.128/25", "10.0.2.0/24", "10.9.0.1/32")]
PEERS = [ip_address(each) for each in ("10.0.1.1", "10.0.1.200", "10.0.2.9", "10.9.0.1", "10.9.0.2", "192.168.0.1")]
PORTS = (0, 22, 80, 443, 8080, 65535)

intervals = st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS)).map(lambda each: (min(each), max(each)))
protocols = st.sampled_from([(6, 6), (17, 17), ALL_PROTOCOLS])
grants = st.builds(Grant, protocols, intervals, st.lists(st.sampled_from(NETWORKS), min_size=1, max_size=3).map(tuple))
several = st.lists(grants, max_size=5).map(tuple)


def _covers(interval: Interval, value: int) -> bool:
    return interval[0] <= value <= interval[1]


def _matching(blocks: Iterable[Block], peer: int, protocol: int, port: int) -> list[Block]:
    return [
        each
        for each in blocks
        if _covers(each.source, peer) and _covers(each.protocols, protocol) and _covers(each.ports, port)
    ]


@given(several)
def test_blocks_match_what_grants_let_through_and_only_once(granted: tuple[Grant, ...]) -> None:
    blocks = flows.to(HERE, granted)

    for peer in PEERS:
        for protocol in (6, 17):
            for port in PORTS:
                expected = lets(granted, peer, Connection(HERE, port, protocol))
                assert len(_matching(blocks, int(peer), protocol, port)) == expected


def test_neighbouring_networks_and_ports_become_one_block() -> None:
    halves = (ip_network("10.0.0.0/25"), ip_network("10.0.0.128/25"))
    granted = (Grant((6, 6), (80, 81), halves), Grant((6, 6), (82, 90), halves))

    whole = (int(ip_address("10.0.0.0")), int(ip_address("10.0.0.255")))
    assert flows.to(HERE, granted) == {Block(4, whole, (int(HERE), int(HERE)), (6, 6), (80, 90))}


def test_blocks_are_of_the_address_s_own_version() -> None:
    granted = (Grant(ALL_PROTOCOLS, ALL_PORTS, (ip_network("::/0"),)),)

    assert flows.to(HERE, granted) == frozenset()


def test_egress_has_the_address_as_its_source() -> None:
    granted = (Grant(ALL_PROTOCOLS, ALL_PORTS, (ip_network("10.0.2.0/24"),)),)

    (block,) = flows.from_(HERE, granted)

    assert block.source == (int(HERE), int(HERE))
