"""Changes of state happen in the order in which they are due, and only where the state is still the one before."""

from __future__ import annotations

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.timeline import Timeline
from privatelink_localstack.privatelink.endpoints import create, delete
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint
from tests.support.world import World


def test_changes_are_due_in_order() -> None:
    timeline = Timeline()
    for due, name in ((3.0, "c"), (1.0, "a"), (1.0, "b"), (9.0, "d")):
        timeline.plan(due, name, "before", "after")
    assert [each.resource_id for each in timeline.due(3.0)] == ["a", "b", "c"]
    assert (timeline.is_due(8.9), timeline.is_due(9.0)) == (False, True)


def test_an_endpoint_that_is_deleted_while_pending_never_becomes_available(world: World, consumer: Scope) -> None:
    vpc = world.network(consumer).add_vpc()
    request = CreateEndpoint(vpc.id, "com.amazonaws.us-east-1.lambda", kind="Interface")
    made = create.create_endpoint(world.plane, consumer, request).id
    delete.delete_endpoints(world.plane, consumer, (made,), dry_run=False)
    world.wait(0.06)
    assert world.plane.store.endpoints[made].state == "deleted"
    world.wait()
    assert world.plane.store.endpoints == {}
    states = [each.detail for each in world.plane.history.of(made) if each.action == "state"]
    assert states == ["deleting -> deleted"]


def test_of_a_state_only_the_change_that_was_planned_last_happens() -> None:
    timeline = Timeline()
    timeline.plan(1.0, "a", "pending", "available")
    timeline.plan(1.0, "a", "token", "", field="domain")
    timeline.plan(5.0, "a", "pending", "available")
    assert [(each.due, each.field) for each in timeline.due(4.0)] == [(1.0, "domain")]
    assert [(each.due, each.field) for each in timeline.due(5.0)] == [(5.0, "state")]
