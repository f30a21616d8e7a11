"""Private DNS names in a VPC."""

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
from tests.support.refusal import refusal
from tests.support.world import World

LAMBDA = "com.amazonaws.us-east-1.lambda"


@pytest.fixture
def vpc(world: World, consumer: Scope) -> Vpc:
    """A VPC of the consumer."""
    return world.network(consumer).add_vpc()


@pytest.fixture
def connect(world: World, consumer: Scope, vpc: Vpc) -> Callable[[str], Endpoint]:
    """A function that creates an endpoint of a service with private DNS."""

    def make(service: str) -> Endpoint:
        request = CreateEndpoint(vpc.id, service, type="Interface", private_dns=True)
        return create.create_endpoint(world.plane, consumer, request)

    return make


def named_service(world: World, scope: Scope, name: str) -> EndpointService:
    """Create a service with a verified private DNS name, and return it."""
    request = CreateService(
        network_load_balancers=(world.add_load_balancer(scope),), acceptance_required=False, private_name=name
    )
    return verify(world, manage.create_service(world.plane, scope, request).id)


def verify(world: World, service_id: str) -> EndpointService:
    """Mark the private DNS name of a service as verified, and return the service."""
    service = world.plane.store.services[service_id]
    assert service.private_name is not None
    verified = replace(service, private_name=replace(service.private_name, state="verified"))
    world.plane.store.put_service(verified)
    return verified


def test_deleting_endpoint_keeps_its_private_dns_name(
    world: World, consumer: Scope, vpc: Vpc, connect: Callable[[str], Endpoint]
) -> None:
    first = connect(LAMBDA)
    delete.delete_endpoints(world.plane, consumer, (first.id,), dry_run=False)
    assert refusal(connect, LAMBDA) == (
        "InvalidParameter",
        (
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
            f"lambda.us-east-1.amazonaws.com in the VPC {vpc.id}"
        ),
    )
    world.wait()
    assert connect(LAMBDA).private_dns


def test_wildcard_name_conflicts_with_its_domain(
    world: World, consumer: Scope, connect: Callable[[str], Endpoint]
) -> None:
    connect(named_service(world, consumer, "example.com").name)
    wildcard = named_service(world, consumer, "*.example.com").name
    below = named_service(world, consumer, "api.example.com").name
    assert "conflicting DNS domain for *.example.com" in refusal(connect, wildcard).message
    assert connect(below).private_dns


def test_endpoint_keeps_its_private_dns_name_when_the_service_changes_it(
    world: World, consumer: Scope, connect: Callable[[str], Endpoint]
) -> None:
    service = named_service(world, consumer, "old.example.com")
    endpoint = connect(service.name)
    world.wait()
    manage.modify_service(world.plane, consumer, ModifyService(service.id, private_name="new.example.com"))
    verify(world, service.id)
    names = []
    for enabled in (None, False, True):
        modify.modify_endpoint(world.plane, consumer, ModifyEndpoint(endpoint.id, private_dns=enabled))
        changed = world.plane.store.endpoints[endpoint.id]
        names.append(changed.private_names if changed.private_dns else ())
    assert names == [("old.example.com",), (), ("new.example.com",)]


@pytest.mark.parametrize(
    "name", ["nodots", "Upper.example.com", "two..dots.com", "-a.example.com", "a b.example.com", f"{'a' * 64}.com"]
)
def test_create_service_rejects_a_malformed_private_dns_name(name: str, world: World, consumer: Scope) -> None:
    error = refusal(named_service, world, consumer, name)
    assert error == ("InvalidParameter", f"PrivateDnsName {name} is invalid: it is no domain name.")
