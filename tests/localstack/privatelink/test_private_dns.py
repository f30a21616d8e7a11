"""Who has a private name in a VPC, and which name an endpoint has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from privatelink_localstack.kernel.network import Vpc
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create, delete, modify
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, Endpoint, ModifyEndpoint
from privatelink_localstack.privatelink.services import manage
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService, ModifyService
from tests.support.world import World

Refusal = Callable[[Callable[[], object]], str]

LAMBDA = "com.amazonaws.us-east-1.lambda"


@pytest.fixture
def vpc(world: World, consumer: Scope) -> Vpc:
    """A VPC of the consumer's."""
    return world.network(consumer).add_vpc()


@pytest.fixture
def connect(world: World, consumer: Scope, vpc: Vpc) -> Callable[[str], Endpoint]:
    """Makes an endpoint with private DNS for a service."""

    def make(service: str) -> Endpoint:
        request = CreateEndpoint(vpc.id, service, type="Interface", private_dns=True)
        return create.create_endpoint(world.plane, consumer, request)

    return make


def named_service(world: World, scope: Scope, name: str) -> EndpointService:
    """Make a service with a name that is verified, in the consumer's account."""
    request = CreateService(
        network_load_balancers=(world.add_load_balancer(scope),), acceptance_required=False, private_name=name
    )
    return verify(world, manage.create_service(world.plane, scope, request).id)


def verify(world: World, service_id: str) -> EndpointService:
    """Call a service's private name verified."""
    service = world.plane.store.services[service_id]
    assert service.private_name is not None
    verified = replace(service, private_name=replace(service.private_name, state="verified"))
    world.plane.store.put_service(verified)
    return verified


def test_a_deleting_endpoint_has_its_name_until_it_is_gone(
    world: World, consumer: Scope, vpc: Vpc, connect: Callable[[str], Endpoint], refusal: Refusal
) -> None:
    first = connect(LAMBDA)
    delete.delete_endpoints(world.plane, consumer, (first.id,), dry_run=False)
    assert refusal(lambda: connect(LAMBDA)) == (
        "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        f"lambda.us-east-1.amazonaws.com in the VPC {vpc.id}"
    )
    world.wait()
    assert connect(LAMBDA).private_dns


def test_all_names_below_a_domain_are_in_the_domains_zone(
    world: World, consumer: Scope, connect: Callable[[str], Endpoint], refusal: Refusal
) -> None:
    connect(named_service(world, consumer, "example.com").name)
    wildcard = named_service(world, consumer, "*.example.com").name
    below = named_service(world, consumer, "api.example.com").name
    assert "conflicting DNS domain for *.example.com" in refusal(lambda: connect(wildcard))
    assert connect(below).private_dns


def test_a_name_that_is_enabled_stays_when_the_service_gets_another(
    world: World, consumer: Scope, connect: Callable[[str], Endpoint]
) -> None:
    service = named_service(world, consumer, "old.example.com")
    made = connect(service.name)
    world.wait()
    manage.modify_service(world.plane, consumer, ModifyService(service.id, private_name="new.example.com"))
    verify(world, service.id)
    names = []
    for enabled in (None, False, True):
        modify.modify_endpoint(world.plane, consumer, ModifyEndpoint(made.id, private_dns=enabled))
        changed = world.plane.store.endpoints[made.id]
        names.append(changed.private_names if changed.private_dns else ())
    assert names == [("old.example.com",), (), ("new.example.com",)]


@pytest.mark.parametrize(
    "name", ["nodots", "Upper.example.com", "two..dots.com", "-a.example.com", "a b.example.com", f"{'a' * 64}.com"]
)
def test_what_is_no_domain_name_is_no_private_name(name: str, world: World, consumer: Scope, refusal: Refusal) -> None:
    met = refusal(lambda: named_service(world, consumer, name))
    assert met == f"InvalidParameter: PrivateDnsName {name} is invalid: it is no domain name."
