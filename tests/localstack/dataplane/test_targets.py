"""Where a load balancer sends a connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.state.health import Health, Reason, Status
from privatelink_localstack.dataplane.state.model import (
    LoadBalancer,
    Permission,
    SecurityGroup,
    Service,
    State,
    Target,
    TargetGroup,
)
from privatelink_localstack.dataplane.state.targets import Balancing, Healths, Way
from tests.support.plane import ENI, ENI_ADDRESS, NODE_ADDRESS, PORT, changed, interface, link

HERE_A, HERE_B = (Target(ip_address(f"10.0.1.{last}"), 80, "a") for last in (31, 32))
THERE = Target(ip_address("10.0.2.31"), 80, "b")
FAR = Target(ip_address("192.168.0.9"), 80)
"""On premises: a target of no zone."""


def _state(*targets: Target, cross_zone: bool = False) -> State:
    state = changed(link(), "target_groups", group=TargetGroup("group", "provider", targets))
    return changed(state, "balancers", nlb=LoadBalancer("nlb", "provider", ("eni-node",), cross_zone=cross_zone))


def _chosen(state: State, healths: Healths | None = None) -> set[Target]:
    """Return the targets of connections from many client ports."""
    ways = _ways(state, healths)
    return {each.target for each in ways}


def _ways(state: State, healths: Healths | None = None) -> list[Way]:
    balancing, endpoint, entry = Balancing(state), state.endpoints["vpce-1"], state.interfaces[ENI]
    flows = ((("10.0.1.20", port), (str(ENI_ADDRESS), PORT)) for port in range(1024, 1124))
    return [way for flow in flows if (way := balancing.choose(endpoint, entry, flow, healths or {}))]


def _healths(healthy: Iterable[Target], others: Iterable[Target]) -> Healths:
    return {
        **{("group", each): Health(Status.HEALTHY, None) for each in healthy},
        **{("group", each): Health(Status.UNHEALTHY, Reason.FAILED) for each in others},
    }


def test_connections_spread_over_the_targets_of_the_zone() -> None:
    assert _chosen(_state(HERE_A, HERE_B, THERE)) == {HERE_A, HERE_B}


def test_cross_zone_reaches_all_zones() -> None:
    assert _chosen(_state(HERE_A, THERE, cross_zone=True)) == {HERE_A, THERE}


def test_target_group_s_own_setting_beats_the_load_balancer_s() -> None:
    state = _state(HERE_A, THERE, cross_zone=True)
    group = replace(state.target_groups["group"], cross_zone=False)

    assert _chosen(changed(state, "target_groups", group=group)) == {HERE_A}


def test_target_of_no_zone_is_in_every_zone() -> None:
    assert _chosen(_state(THERE, FAR)) == {FAR}


def test_only_healthy_targets_get_connections() -> None:
    assert _chosen(_state(HERE_A, HERE_B), _healths([HERE_A], [HERE_B])) == {HERE_A}


def test_new_connections_follow_healths_that_change() -> None:
    state = _state(HERE_A, HERE_B)
    balancing, endpoint, entry = Balancing(state), state.endpoints["vpce-1"], state.interfaces[ENI]

    def chosen(healths: Healths) -> set[Target]:
        flows = ((("10.0.1.20", port), (str(ENI_ADDRESS), PORT)) for port in range(1024, 1124))
        return {way.target for flow in flows if (way := balancing.choose(endpoint, entry, flow, healths))}

    assert chosen(_healths([HERE_A], [HERE_B])) == {HERE_A}
    assert chosen(_healths([HERE_B], [HERE_A])) == {HERE_B}


def test_all_targets_get_connections_where_none_is_healthy() -> None:
    assert _chosen(_state(HERE_A, HERE_B), _healths([], [HERE_A, HERE_B])) == {HERE_A, HERE_B}


def test_draining_target_gets_no_new_connection() -> None:
    assert _chosen(_state(HERE_A, replace(HERE_B, draining=True))) == {HERE_A}


@pytest.mark.parametrize("targets", [(), (THERE,)])
def test_zone_without_targets_has_nowhere_to_go(targets: tuple[Target, ...]) -> None:
    assert _chosen(_state(*targets)) == set()


def test_node_of_the_client_s_zone_is_preferred() -> None:
    state = _state(HERE_A, THERE, cross_zone=True)
    state = changed(
        state, "interfaces", **{"eni-node-b": interface("eni-node-b", "provider", "10.0.2.7", zone="b", guarded=False)}
    )
    balancer = replace(state.balancers["nlb"], interfaces=("eni-node", "eni-node-b"))

    ways = _ways(changed(state, "balancers", nlb=balancer))

    assert {each.source for each in ways} == {NODE_ADDRESS}


def test_service_of_two_load_balancers_uses_both() -> None:
    state = changed(_state(HERE_A), "services", service=Service("service", ("nlb", "green")))
    state = changed(state, "balancers", green=LoadBalancer("green", "provider", ("eni-node",)))
    state = changed(
        state, "listeners", green=replace(state.listeners["listener"], id="green", balancer="green", target_group="new")
    )
    state = changed(state, "target_groups", new=TargetGroup("new", "provider", (HERE_B,)))

    assert _chosen(state) == {HERE_A, HERE_B}


def _weighted(**weights: int) -> State:
    state = changed(_state(HERE_A), "target_groups", green=TargetGroup("green", "provider", (HERE_B,)))
    state = changed(state, "target_groups", empty=TargetGroup("empty", "provider"))
    return changed(state, "listeners", listener=replace(state.listeners["listener"], weights=weights))


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"group": 1, "green": 1}, {HERE_A, HERE_B}),
        ({"group": 0, "green": 7}, {HERE_B}),
        ({"group": 0, "green": 0}, set()),
        ({"group": 1, "unknown": 9}, {HERE_A}),
    ],
)
def test_target_groups_get_connections_by_weight(weights: dict[str, int], expected: set[Target]) -> None:
    assert _chosen(_weighted(**weights)) == expected


def test_weights_are_shares_of_all_connections() -> None:
    ways = _ways(_weighted(group=9, green=1))

    assert 80 < sum(each.target == HERE_A for each in ways) < 98


def test_target_group_without_targets_keeps_its_share() -> None:
    assert 30 < len(_ways(_weighted(group=1, empty=1))) < 70


def test_each_target_group_of_a_listener_is_checked() -> None:
    groups = {group.id for _, group in Balancing(_weighted(group=1, green=0)).used_groups()}

    assert groups == {"group", "green"}


def test_sticky_target_group_sends_one_client_to_one_target() -> None:
    state = _state(HERE_A, HERE_B)
    group = replace(state.target_groups["group"], sticky=True)

    assert len(_chosen(changed(state, "target_groups", group=group))) == 1


def test_sticky_client_of_a_target_that_fails_goes_elsewhere() -> None:
    state = _state(HERE_A, HERE_B)
    state = changed(state, "target_groups", group=replace(state.target_groups["group"], sticky=True))
    (own,) = _chosen(state)
    others = {HERE_A, HERE_B} - {own}

    assert _chosen(state, _healths(others, [own])) == others


def test_load_balancer_s_groups_judge_the_client_s_private_address() -> None:
    state = changed(_state(HERE_A), "interfaces", **{"eni-node": interface("eni-node", "provider", "10.0.1.7", "nlb")})
    rule = Permission((6, 6), (PORT, PORT), (ip_network("10.0.9.0/24"),))
    state = changed(state, "groups", nlb=SecurityGroup("nlb", (rule,)))
    lenient = replace(state.balancers["nlb"], judges_private_link=False)

    assert (_chosen(state), _chosen(changed(state, "balancers", nlb=lenient))) == (set(), {HERE_A})


def test_load_balancer_s_groups_judge_each_client_though_all_take_one_way() -> None:
    state = changed(_state(HERE_A), "interfaces", **{"eni-node": interface("eni-node", "provider", "10.0.1.7", "nlb")})
    rule = Permission((6, 6), (PORT, PORT), (ip_network("10.0.9.0/24"),))
    state = changed(state, "groups", nlb=SecurityGroup("nlb", (rule,)))
    balancing, endpoint, entry = Balancing(state), state.endpoints["vpce-1"], state.interfaces[ENI]
    healths: Healths = {}

    clients = ("10.0.9.20", "10.0.1.20", "10.0.9.20")
    ways = [balancing.choose(endpoint, entry, ((each, 1024), (str(ENI_ADDRESS), PORT)), healths) for each in clients]

    assert [way and way.target for way in ways] == [HERE_A, None, HERE_A]


def test_closed_endpoint_leads_nowhere() -> None:
    state = _state(HERE_A)
    closed = replace(state.endpoints["vpce-1"], state="rejected")

    assert _chosen(changed(state, "endpoints", **{"vpce-1": closed})) == set()


def test_endpoint_of_an_unknown_service_leads_nowhere() -> None:
    assert _chosen(replace(_state(HERE_A), services={})) == set()
