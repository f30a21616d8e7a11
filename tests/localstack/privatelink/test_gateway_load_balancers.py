"""Gateway Load Balancer endpoints and their services."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create
from privatelink_localstack.privatelink.endpoints.describe import dns_entries
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, SubnetChoice
from privatelink_localstack.privatelink.services import manage
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService
from tests.support.refusal import refusal
from tests.support.world import World


@pytest.fixture
def service(world: World, consumer: Scope) -> EndpointService:
    """A service of a gateway load balancer."""
    request = CreateService(gateway_load_balancers=(world.add_load_balancer(consumer, "ab", "gateway"),))
    return manage.create_service(world.plane, consumer, request)


def test_interface_has_its_own_type(world: World, consumer: Scope, service: EndpointService) -> None:
    network = world.network(consumer)
    vpc = network.add_vpc()
    subnet = network.add_subnet(vpc, "a")
    request = CreateEndpoint(vpc.id, service.name, type="GatewayLoadBalancer", subnets=(SubnetChoice(subnet.id),))
    endpoint = create.create_endpoint(world.plane, consumer, request)
    (interface,) = network.interfaces.values()
    assert (interface.type, interface.groups) == ("gateway_load_balancer_endpoint", ())
    assert (endpoint.groups, dns_entries(endpoint), endpoint.load_balancers) == ((), [], service.load_balancers)


def test_create_endpoint_rejects_two_subnets(world: World, consumer: Scope, service: EndpointService) -> None:
    network = world.network(consumer)
    vpc = network.add_vpc()
    choices = tuple(SubnetChoice(network.add_subnet(vpc, zone).id) for zone in "ab")
    request = CreateEndpoint(vpc.id, service.name, type="GatewayLoadBalancer", subnets=choices)
    assert refusal(create.create_endpoint, world.plane, consumer, request) == (
        "InvalidParameter",
        "Only one subnet can be specified for GatewayLoadBalancer VPC Endpoints.",
    )


def test_create_endpoint_rejects_an_interface_endpoint(world: World, consumer: Scope, service: EndpointService) -> None:
    request = CreateEndpoint(world.network(consumer).add_vpc().id, service.name, type="Interface")
    assert refusal(create.create_endpoint, world.plane, consumer, request) == (
        "InvalidParameter",
        "Endpoint type (Interface) does not match available service types ([GatewayLoadBalancer]).",
    )


def test_create_service_rejects_a_private_dns_name(world: World, consumer: Scope) -> None:
    arns = (world.add_load_balancer(consumer, "a", "gateway"),)
    request = CreateService(gateway_load_balancers=arns, private_name="example.com")
    assert refusal(manage.create_service, world.plane, consumer, request) == (
        "InvalidParameter",
        "Private DNS names are not supported for Gateway Load Balancer endpoint services.",
    )


def test_create_service_rejects_load_balancers_of_two_types(world: World, consumer: Scope) -> None:
    network, gateway = (
        world.add_load_balancer(consumer, "a", endpoint_type) for endpoint_type in ("network", "gateway")
    )
    both = CreateService(network_load_balancers=(network,), gateway_load_balancers=(gateway,))
    wrong = CreateService(network_load_balancers=(gateway,))
    expected = "exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member"
    assert refusal(manage.create_service, world.plane, consumer, both) == ("InvalidParameter", f"{expected}")
    assert refusal(manage.create_service, world.plane, consumer, wrong) == (
        "InvalidParameter",
        f"The load balancer {gateway} does not exist or is not a network load balancer.",
    )
