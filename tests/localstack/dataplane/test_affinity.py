"""Names of load balancers that lead to the client's own Availability Zone."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.affinity import public_names
from privatelink_localstack.dataplane.state.model import State
from tests.support.plane import CLIENT, changed, interface, link

NAME = "edge-0123.elb.us-east-1.amazonaws.com"
A, B = "10.0.1.7", "10.0.2.7"
BOTH = (A, B)


def _state(affinity: float) -> State:
    """Return a load balancer of the client's VPC in two zones; the client is in the first one."""
    state = replace(link(), public_names={NAME: BOTH})
    for zone, block in (("a", "10.0.1.0/24"), ("b", "10.0.2.0/24")):
        subnet = replace(state.subnets[f"consumer-{zone}"], cidrs=(ip_network(block),))
        state = changed(state, "subnets", **{subnet.id: subnet})
    nodes = (
        interface("eni-a", "consumer", A, zone="a", guarded=False),
        interface("eni-b", "consumer", B, zone="b", guarded=False),
    )
    state = changed(state, "interfaces", **{each.id: each for each in nodes})
    own = replace(state.balancers["nlb"], id="edge", vpc="consumer", interfaces=("eni-a", "eni-b"))
    return changed(state, "balancers", edge=replace(own, name=NAME, affinity=affinity))


@pytest.mark.parametrize(
    ("affinity", "client", "draw", "expected"),
    [
        pytest.param(0, "10.0.1.20", 0, BOTH, id="any zone"),
        pytest.param(1, "10.0.1.20", 0.99, (A,), id="the first zone"),
        pytest.param(1, "10.0.2.20", 0.99, (B,), id="the second zone"),
        pytest.param(1, "10.0.3.20", 0, BOTH, id="a zone without the load balancer"),
        pytest.param(0.85, "10.0.1.20", 0.84, (A,), id="most questions"),
        pytest.param(0.85, "10.0.1.20", 0.85, BOTH, id="the other ones"),
    ],
)
def test_name_leads_to_the_clients_zone(affinity: float, client: str, draw: float, expected: tuple[str, ...]) -> None:
    assert public_names(_state(affinity), "consumer", ip_address(client), draw)[NAME] == expected


def test_name_is_the_same_for_who_asks_from_elsewhere() -> None:
    assert public_names(_state(1), "consumer", None)[NAME] == BOTH


@pytest.mark.process
def test_resolver_answers_by_the_clients_zone(plane: Client) -> None:
    plane.push(_state(1), whole=True)
    assert plane.lookup(CLIENT, NAME) == frozenset({A})

    plane.push(_state(0), whole=True)
    assert plane.lookup(CLIENT, NAME) == frozenset(BOTH)
