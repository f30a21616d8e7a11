"""Acceptance and rejection by the state of the connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint
from privatelink_localstack.privatelink.services import connections, manage
from privatelink_localstack.privatelink.services.model import CreateService
from tests.support.world import World

Connect = Callable[[str], tuple[str, str]]


@pytest.fixture
def connect(world: World, consumer: Scope) -> Connect:
    """A function that creates a connection in a state, and returns the IDs of service and endpoint."""

    def make(state: str) -> tuple[str, str]:
        balancer = world.add_load_balancer(consumer)
        service = manage.create_service(world.plane, consumer, CreateService(network_load_balancers=(balancer,)))
        request = CreateEndpoint(world.network(consumer).add_vpc().id, service.name, type="Interface")
        endpoint = create.create_endpoint(world.plane, consumer, request)
        world.plane.store.put_endpoint(replace(endpoint, state=state))
        return service.id, endpoint.id

    return make


@pytest.mark.parametrize(
    ("before", "accepted", "rejected"),
    [
        ("pendingAcceptance", "pending", "rejected"),
        ("pending", "pending", "rejected"),
        ("available", "available", "rejected"),
        ("rejected", "pending", "rejected"),
        ("deleting", "InvalidState", "InvalidState"),
        ("failed", "InvalidState", "InvalidState"),
        ("expired", "InvalidState", "InvalidState"),
        ("deleted", "InvalidVpcEndpoint.NotFound", "InvalidVpcEndpoint.NotFound"),
    ],
)
def test_decision_changes_the_state_or_is_refused(
    before: str, accepted: str, rejected: str, world: World, consumer: Scope, connect: Connect
) -> None:
    outcomes = []
    for decide in (connections.accept_connections, connections.reject_connections):
        service, endpoint = connect(before)
        refusals = decide(world.plane, consumer, service, [endpoint], dry_run=False)
        outcomes.append(refusals[0][1].code if refusals else world.plane.store.endpoints[endpoint].state)
        if refusals:
            assert world.plane.store.endpoints[endpoint].state == before
    assert outcomes == [accepted, rejected]


def test_accepted_connection_becomes_available(world: World, consumer: Scope, connect: Connect) -> None:
    service, endpoint = connect("pendingAcceptance")
    connections.accept_connections(world.plane, consumer, service, [endpoint], dry_run=False)
    world.wait()
    assert world.plane.store.endpoints[endpoint].state == "available"
