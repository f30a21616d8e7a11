"""Deletion of endpoints over time."""

from __future__ import annotations

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create, delete
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint
from tests.support.world import World


def test_endpoint_deleted_while_pending_never_becomes_available(world: World, consumer: Scope) -> None:
    vpc = world.network(consumer).add_vpc()
    request = CreateEndpoint(vpc.id, "com.amazonaws.us-east-1.lambda", type="Interface")
    endpoint_id = create.create_endpoint(world.plane, consumer, request).id
    delete.delete_endpoints(world.plane, consumer, (endpoint_id,), dry_run=False)
    world.wait(0.06)
    assert world.plane.store.endpoints[endpoint_id].state == "deleted"
    world.wait()
    assert world.plane.store.endpoints == {}
    states = [each.detail for each in world.plane.history.of(endpoint_id) if each.action == "state"]
    assert states == ["deleting -> deleted"]
