"""Network ACLs: rules in order, both ways, and what becomes of them as blocks."""

from __future__ import annotations

import socket
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state import acls
from privatelink_localstack.dataplane.state.model import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    EPHEMERAL,
    TCP,
    UDP,
    AclEntry,
    NetworkAcl,
    State,
    Subnet,
)
from privatelink_localstack.dataplane.state.reach import Connection, Outcome, judge
from tests.support.echo import echo, read, serving
from tests.support.plane import CLIENT, ENI, NAME, PORT, TARGET_PORT, changed, interface, link

ANYWHERE = ip_network("0.0.0.0/0")
HERE, THERE = ip_network("10.0.1.0/24"), ip_network("10.0.2.0/24")
ALLOW_ALL = (AclEntry(100, allow=True, cidr=ANYWHERE),)
PATIENCE, SILENCE = 60.0, 0.3

PORTS = (0, 22, 443, 1024, 40000, 65535)
PEERS = [ip_address(each) for each in ("10.0.2.9", "10.0.3.1", "10.9.0.1", "192.168.0.1")]
intervals = st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS)).map(lambda each: (min(each), max(each)))
entries = st.builds(
    AclEntry,
    st.integers(1, 9),
    st.booleans(),
    st.sampled_from([ANYWHERE, ip_network("10.0.0.0/8"), THERE, ip_network("10.9.0.1/32")]),
    st.sampled_from([(TCP, TCP), (UDP, UDP), ALL_PROTOCOLS]),
    intervals,
)
acl_rules = st.lists(entries, max_size=5, unique_by=lambda each: each.number).map(tuple)


def _allows(rules: tuple[AclEntry, ...], peer: int, protocol: int, port: int) -> bool:
    """Return what the guide says: the first rule that matches decides."""
    for rule in sorted(rules, key=lambda each: each.number):
        matches = rule.protocols[0] <= protocol <= rule.protocols[1] and rule.ports[0] <= port <= rule.ports[1]
        if matches and int(rule.cidr.network_address) <= peer <= int(rule.cidr.broadcast_address):
            return rule.allow
    return False


@given(acl_rules)
def test_blocks_deny_what_the_first_matching_rule_does_and_only_once(rules: tuple[AclEntry, ...]) -> None:
    subnet = Subnet("subnet", "vpc", "a", cidrs=(HERE,))

    blocks = acls.setup(subnet, NetworkAcl("acl", ingress=rules)).elements.denied_in

    for peer in map(int, PEERS):
        for protocol in (TCP, UDP):
            for port in PORTS:
                matching = [
                    each
                    for each in blocks
                    if each.source[0] <= peer <= each.source[1]
                    and each.protocols[0] <= protocol <= each.protocols[1]
                    and each.ports[0] <= port <= each.ports[1]
                ]
                assert len(matching) == (not _allows(rules, peer, protocol, port))


def test_what_stays_in_the_subnet_is_not_judged() -> None:
    subnet = Subnet("subnet", "vpc", "a", cidrs=(HERE,))

    blocks = acls.setup(subnet, NetworkAcl("acl")).elements.denied_out

    inside = int(ip_address("10.0.1.77"))
    assert [each for each in blocks if each.destination[0] <= inside <= each.destination[1]] == []


def _state(here: NetworkAcl | None = None, there: NetworkAcl | None = None) -> State:
    """Return the link, with the client in a subnet of its own."""
    state = link()
    client = interface(CLIENT, "consumer", "10.0.2.20", "clients", zone="b", workload=True)
    near, far = state.subnets["consumer-b"], state.subnets["consumer-a"]
    state = changed(state, "interfaces", **{CLIENT: client})
    state = changed(
        state,
        "subnets",
        **{
            near.id: replace(near, cidrs=(THERE,), acl="near" if here else None),
            far.id: replace(far, cidrs=(HERE,), acl="far" if there else None),
        },
    )
    return changed(state, "acls", **{key: own for key, own in (("near", here), ("far", there)) if own})


def _only(*ports: tuple[int, int], deny: tuple[int, int] | None = None) -> tuple[AclEntry, ...]:
    allowed = [
        AclEntry(number, allow=True, cidr=ANYWHERE, protocols=(TCP, TCP), ports=each)
        for number, each in enumerate(ports, 100)
    ]
    return (*([AclEntry(50, allow=False, cidr=ANYWHERE, protocols=(TCP, TCP), ports=deny)] if deny else []), *allowed)


HTTPS, ANSWERS = (PORT, PORT), EPHEMERAL
CASES = [
    (None, None, Outcome.ALLOWED),
    (NetworkAcl("near", ALLOW_ALL, ALLOW_ALL), None, Outcome.ALLOWED),
    (
        NetworkAcl("near", _only(ANSWERS), _only(HTTPS)),
        NetworkAcl("far", _only(HTTPS), _only(ANSWERS)),
        Outcome.ALLOWED,
    ),
    (NetworkAcl("near", ALLOW_ALL, _only((80, 80))), None, Outcome.ACL_OUT),
    (None, NetworkAcl("far", _only(ALL_PORTS, deny=HTTPS), ALLOW_ALL), Outcome.ACL_IN),
    (None, NetworkAcl("far", _only(HTTPS), _only(HTTPS)), Outcome.ACL_ANSWER),
    (NetworkAcl("near", _only(HTTPS), ALLOW_ALL), None, Outcome.ACL_ANSWER),
]


@pytest.mark.parametrize(("near", "far", "expected"), CASES)
def test_both_subnets_judge_both_directions(near: NetworkAcl | None, far: NetworkAcl | None, expected: Outcome) -> None:
    state = _state(near, far)

    assert judge(state, state.interfaces[CLIENT], Connection(ip_address("10.0.1.5"), PORT)) is expected


@pytest.mark.process
@pytest.mark.parametrize(("near", "far", "expected"), CASES)
def test_packets_pass_as_judged(
    plane: Client, near: NetworkAcl | None, far: NetworkAcl | None, expected: Outcome
) -> None:
    plane.push(_state(near, far), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        if expected is not Outcome.ALLOWED:
            with pytest.raises(TimeoutError):
                plane.connect(CLIENT, NAME, PORT, SILENCE)
            return
        with plane.connect(CLIENT, NAME, PORT, PATIENCE) as connection:
            assert _answer(connection).endswith(b"hello")


@pytest.mark.process
def test_new_rule_stops_open_connections_and_its_end_lets_them_go_on(plane: Client) -> None:
    plane.push(_state(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), plane.connect(CLIENT, NAME, PORT, PATIENCE) as client:
        _answer(client)
        plane.push(_state(NetworkAcl("near", (), ())), whole=True)
        client.settimeout(SILENCE)
        client.sendall(b"still")
        with pytest.raises(TimeoutError):
            client.recv(1)

        plane.push(_state(), whole=True)
        client.settimeout(PATIENCE)
        assert read(client, 5) == b"still"


@pytest.mark.process
def test_resolver_answers_whatever_the_network_acl_says(plane: Client) -> None:
    plane.push(_state(NetworkAcl("near")), whole=True)

    with plane.connect(CLIENT, "10.0.0.2", 53, PATIENCE) as connection:
        assert connection.getpeername() == ("10.0.0.2", 53)


@pytest.mark.process
def test_load_balancer_s_subnet_has_its_network_acl_too(plane: Client) -> None:
    state = link()
    node = interface("eni-node", "provider", "10.0.2.7", zone="b", guarded=False)
    subnet = replace(state.subnets["provider-b"], cidrs=(THERE,), acl="acl")
    state = changed(changed(state, "interfaces", **{node.id: node}), "subnets", **{subnet.id: subnet})
    group = replace(state.target_groups["group"], cross_zone=True)
    state = changed(changed(state, "target_groups", group=group), "acls", acl=NetworkAcl("acl"))
    plane.push(state, whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), plane.connect(CLIENT, NAME, PORT, PATIENCE) as client:
        client.settimeout(SILENCE)
        client.sendall(b"hello")
        with pytest.raises(TimeoutError):
            client.recv(1)
        plane.push(State(acls={"acl": NetworkAcl("acl", ALLOW_ALL, ALLOW_ALL)}))
        client.settimeout(PATIENCE)
        assert read(client, 14).endswith(b"hello")


def _answer(connection: socket.socket) -> bytes:
    connection.settimeout(PATIENCE)
    connection.sendall(b"hello")
    return read(connection, 14)


def test_interface_of_an_unknown_subnet_is_guarded_by_its_groups_alone() -> None:
    state = changed(link(), "interfaces", **{ENI: interface(ENI, "consumer", "10.0.1.5", "endpoint", zone="none")})

    assert judge(state, state.interfaces[CLIENT], Connection(ip_address("10.0.1.5"), PORT)) is Outcome.ALLOWED
