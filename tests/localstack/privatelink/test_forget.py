"""Removal of an account's state, and its effect on other accounts."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.faults import Fault, ZoneFault
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import forget
from privatelink_localstack.privatelink.endpoints import create
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint
from privatelink_localstack.privatelink.forget import Forgotten
from privatelink_localstack.privatelink.notifications import manage
from privatelink_localstack.privatelink.services import connections
from privatelink_localstack.privatelink.services import manage as services
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService
from privatelink_localstack.privatelink.services.permissions import modify_permissions
from tests.support.world import World

FAR = "eu-west-1"
ONCE = "once"


@pytest.fixture
def service(world: World, provider: Scope) -> EndpointService:
    """A service of the provider's that allows all principals."""
    request = CreateService(network_load_balancers=(world.add_load_balancer(provider),), token=ONCE)
    service = services.create_service(world.plane, provider, request)
    modify_permissions(world.plane, provider, service.id, add=["*"], remove=[], dry_run=False)
    return service


def connect(world: World, scope: Scope, name: str) -> str:
    """Create an interface endpoint of a service, and return its ID."""
    request = CreateEndpoint(world.network(scope).add_vpc().id, name, type="Interface", token=ONCE)
    return create.create_endpoint(world.plane, scope, request).id


def test_forget_account_removes_all_its_records(world: World, provider: Scope, service: EndpointService) -> None:
    endpoint_id = connect(world, provider, service.name)
    connect(world, Scope(provider.account, FAR), f"com.amazonaws.{FAR}.lambda")
    topic = f"arn:aws:sns:us-east-1:{provider.account}:t"
    events = ("Accept",)
    manage.create_notification(
        world.plane,
        provider,
        service_id=service.id,
        endpoint_id=None,
        topic=topic,
        events=events,
        token=ONCE,
        dry_run=False,
    )
    assert forget.forget_account(world.plane, provider.account) == Forgotten(2, 1, 1, 0)
    store = world.plane.store
    assert (store.endpoints, store.services, store.notifications, store.tokens) == ({}, {}, {}, {})
    assert (store.service_named(service.name), world.plane.history.of(endpoint_id)) == (None, ())
    assert forget.accounts(world.plane) == set()
    world.wait()


@pytest.mark.parametrize("decision", ["accept", "reject", "none"])
def test_forget_account_rejects_connections_of_others(
    decision: str, world: World, provider: Scope, consumer: Scope, service: EndpointService
) -> None:
    endpoint_id = connect(world, consumer, service.name)
    decide = {"accept": connections.accept_connections, "reject": connections.reject_connections}
    if decision in decide:
        decide[decision](world.plane, provider, service.id, [endpoint_id], dry_run=False)
    forget.forget_account(world.plane, provider.account)
    world.wait()
    assert world.plane.store.endpoints[endpoint_id].state == "rejected"
    assert forget.accounts(world.plane) == {consumer.account}


def test_forget_account_removes_its_connections(
    world: World, provider: Scope, consumer: Scope, service: EndpointService
) -> None:
    connect(world, consumer, service.name)
    own = connect(world, provider, service.name)
    forget.forget_account(world.plane, consumer.account)
    page = connections.describe_connections(world.plane, provider, {}, size=None, token=None)
    assert [each.id for each in page.items] == [own]
    assert world.plane.store.services[service.id] == world.plane.store.service_named(service.name)


def test_forget_account_removes_its_faults_only(
    world: World, provider: Scope, consumer: Scope, service: EndpointService
) -> None:
    faults = world.plane.settings.faults
    faults.calls = [Fault("X", "Code", "", account=each) for each in (provider.account, consumer.account, None)]
    lambda_down = ZoneFault("com.amazonaws.us-east-1.lambda", "use1-az1")
    faults.zones = {ZoneFault(service.name, "use1-az1"), ZoneFault(service.id, "use1-az2"), lambda_down}
    forget.forget_account(world.plane, provider.account)
    assert ([each.account for each in faults.calls], faults.zones) == ([consumer.account, None], {lambda_down})
