"""Load balancers that clients connect to directly, targets elsewhere, and connections that end with their target."""

from __future__ import annotations

import socket
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.health import HealthCheck, Status
from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    Listener,
    LoadBalancer,
    Permission,
    Route,
    SecurityGroup,
    State,
    Subnet,
    Target,
    TargetGroup,
    Vpc,
)
from privatelink_localstack.dataplane.state.targets import deregistered
from tests.support.echo import echo, read, serving
from tests.support.networks import DATA_CENTRE, HOST, HOST_ADDRESS, by_vpn_gateway
from tests.support.plane import ALL, BLOCK, CLIENT, NAME, NODE_ADDRESS, PORT, TARGET_PORT, changed, interface, link
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE, SILENCE = 30.0, 0.3
LOCAL_CLIENT, LOCAL_ADDRESS = "eni-local", "10.0.1.30"


def _direct(*, rule: Permission | None = None, **group: bool) -> State:
    """Return the link, with a client in the service's own VPC."""
    client = interface(LOCAL_CLIENT, "provider", LOCAL_ADDRESS, "locals", workload=True)
    state = changed(link(), "interfaces", **{LOCAL_CLIENT: client})
    targets = rule or Permission((6, 6), (TARGET_PORT, TARGET_PORT), (BLOCK,))
    nodes = Permission((6, 6), (PORT, PORT), (ip_network(f"{NODE_ADDRESS}/32"),))
    state = changed(
        state, "groups", locals=SecurityGroup("locals", egress=(nodes,)), targets=SecurityGroup("targets", (targets,))
    )
    return changed(state, "target_groups", group=replace(state.target_groups["group"], **group))  # type: ignore[arg-type]


def _connect(plane: Client, source: str = LOCAL_CLIENT, host: str = str(NODE_ADDRESS)) -> socket.socket:
    connection = plane.connect(source, host, PORT, PATIENCE)
    connection.settimeout(PATIENCE)
    return connection


def _peer(connection: socket.socket, length: int) -> str:
    """Return whom the target sees."""
    connection.sendall(b"hello")
    return read(connection, length + 6).decode().split()[0]


def test_client_of_the_balancer_s_own_vpc_is_seen_as_the_node(plane: Client) -> None:
    plane.push(_direct(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), _connect(plane) as client:
        assert _peer(client, len(str(NODE_ADDRESS))) == str(NODE_ADDRESS)


def test_client_is_seen_with_its_own_address_and_port_where_it_is_kept(plane: Client) -> None:
    plane.push(_direct(preserve_client=True), whole=True)
    peers = []

    def note(connection: socket.socket, peer: tuple[str, int]) -> None:
        peers.append(peer)
        echo(connection, peer)

    with serving(plane.listen("eni-target", TARGET_PORT), note), _connect(plane) as client:
        assert _peer(client, len(LOCAL_ADDRESS)) == LOCAL_ADDRESS
        assert client.getsockname() in peers  # Beside health checks


@pytest.mark.parametrize("is_kept", [True, False])
def test_target_that_listens_sees_the_client_where_it_is_kept(plane: Client, is_kept: bool) -> None:  # noqa: FBT001 - a case
    state = _direct(preserve_client=is_kept)
    target = replace(state.interfaces["eni-target"], workload=False)
    plane.push(changed(state, "interfaces", **{target.id: target}), whole=True)
    expected = LOCAL_ADDRESS if is_kept else str(NODE_ADDRESS)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        with _connect(plane) as client:
            assert _peer(client, len(expected)) == expected
        with _connect(plane, CLIENT, NAME) as client:
            assert _peer(client, len(str(NODE_ADDRESS))) == str(NODE_ADDRESS)


def test_endpoint_s_client_is_never_kept(plane: Client) -> None:
    plane.push(_direct(preserve_client=True), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), _connect(plane, CLIENT, NAME) as client:
        assert _peer(client, len(str(NODE_ADDRESS))) == str(NODE_ADDRESS)


@pytest.mark.parametrize(("cidr", "is_let_in"), [(f"{LOCAL_ADDRESS}/32", True), ("10.9.0.0/16", False)])
def test_target_s_groups_judge_a_kept_address(plane: Client, cidr: str, is_let_in: bool) -> None:  # noqa: FBT001 - a case
    rule = Permission((6, 6), (TARGET_PORT, TARGET_PORT), (ip_network(cidr),))
    plane.push(_direct(preserve_client=True, rule=rule), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        if is_let_in:
            with _connect(plane) as client:
                assert _peer(client, len(LOCAL_ADDRESS)) == LOCAL_ADDRESS
        else:  # Before or after the client knows that it is connected.
            with pytest.raises(ConnectionResetError), _connect(plane) as client:
                client.recv(1)


def test_balancer_is_a_target_of_another(plane: Client) -> None:
    state = _direct()
    outer = Target(NODE_ADDRESS, PORT, "a")
    state = changed(state, "interfaces", front=interface("front", "provider", "10.0.1.8", zone="a", guarded=False))
    state = changed(state, "balancers", front=LoadBalancer("front", "provider", ("front",)))
    state = changed(state, "listeners", front=Listener("front", "front", PORT, "albs"))
    state = changed(state, "target_groups", albs=TargetGroup("albs", "provider", (outer,)))
    state = changed(state, "groups", locals=SecurityGroup("locals", egress=(ALL,)))
    plane.push(state, whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), _connect(plane, host="10.0.1.8") as client:
        assert _peer(client, len(str(NODE_ADDRESS))) == str(NODE_ADDRESS)


def _before_on_premises() -> State:
    """Return a load balancer with a target on premises, over a VPN."""
    state = by_vpn_gateway()
    node = interface("eni-node", "consumer", "10.0.1.7", guarded=False)
    client = interface(CLIENT, "consumer", "10.0.1.20", "clients", workload=True)
    state = changed(state, "interfaces", **{"eni-node": node, CLIENT: client})
    state = changed(state, "balancers", nlb=LoadBalancer("nlb", "consumer", ("eni-node",)))
    group = TargetGroup("group", "consumer", (Target(ip_address(HOST_ADDRESS), TARGET_PORT),))
    return changed(state, "target_groups", group=group)


def test_target_on_premises_is_reached_over_the_vpn(plane: Client) -> None:
    plane.push(_before_on_premises(), whole=True)

    with serving(plane.listen(HOST, TARGET_PORT), echo), _connect(plane, CLIENT) as connection:
        assert _peer(connection, len(str(NODE_ADDRESS))) == str(NODE_ADDRESS)


def test_program_at_a_target_s_address_in_another_network_on_premises_is_not_the_target(plane: Client) -> None:
    state = _before_on_premises()
    elsewhere = interface("elsewhere", "factory", HOST_ADDRESS, workload=True, guarded=False)
    subnet = Subnet("factory-a", "factory", "a", (Route(DATA_CENTRE, LOCAL),), cidrs=(DATA_CENTRE,))
    state = changed(state, "vpcs", factory=Vpc("factory", (DATA_CENTRE,), on_premises=True))
    state = changed(changed(state, "subnets", **{subnet.id: subnet}), "interfaces", elsewhere=elsewhere)
    plane.push(state, whole=True)

    with serving(plane.listen("elsewhere", TARGET_PORT), echo):
        assert [each.inhabited for each in plane.health()] == [False]
        with serving(plane.listen(HOST, TARGET_PORT), echo):
            assert [each.inhabited for each in plane.health()] == [True]


def _checked(state: State, *targets: Target, **group: bool) -> State:
    old = state.target_groups["group"]
    check = HealthCheck(interval=0.05, timeout=PATIENCE, unhealthy_threshold=2, healthy_threshold=2)
    new = replace(old, targets=targets or old.targets, check=check, **group)  # type: ignore[arg-type]
    return changed(state, "target_groups", group=new)


@pytest.mark.parametrize("is_cut", [True, False])
def test_deregistration_s_end_cuts_where_the_group_says_so(plane: Client, is_cut: bool) -> None:  # noqa: FBT001 - a case
    state = _direct(cuts_deregistered=is_cut)
    (target,) = state.target_groups["group"].targets
    plane.push(state, whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), _connect(plane) as client:
        _peer(client, len(str(NODE_ADDRESS)))
        group = state.target_groups["group"]
        plane.push(State(target_groups={"group": replace(group, targets=(replace(target, draining=True),))}))
        client.sendall(b"still")
        assert read(client, 5) == b"still"
        plane.push(State(target_groups={"group": replace(group, targets=())}))
        if is_cut:
            with pytest.raises(ConnectionResetError):
                client.recv(1)
        else:
            client.sendall(b"alive")
            assert read(client, 5) == b"alive"


def test_target_that_becomes_unhealthy_loses_its_connections(plane: Client) -> None:
    plane.push(_checked(_direct(), cuts_unhealthy=True), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        until(plane.health, lambda found: found[0].health.status is Status.HEALTHY)
        with _connect(plane) as client:
            _peer(client, len(str(NODE_ADDRESS)))
            plane.push(State(groups={"targets": SecurityGroup("targets")}))
            check = replace(_checked(_direct()).target_groups["group"].check, timeout=SILENCE)
            group = replace(_checked(_direct(), cuts_unhealthy=True).target_groups["group"], check=check)
            plane.push(State(target_groups={"group": group}))
            with pytest.raises(ConnectionResetError):
                client.recv(1)


def test_only_groups_that_cut_have_ended_targets() -> None:
    cutting, lenient = (_direct(cuts_deregistered=each) for each in (True, False))
    (target,) = cutting.target_groups["group"].targets

    def emptied(state: State) -> State:
        return changed(state, "target_groups", group=replace(state.target_groups["group"], targets=()))

    assert deregistered(cutting, emptied(cutting)) == {("group", target.address, target.port)}
    assert deregistered(lenient, emptied(lenient)) == frozenset()
