"""Changes of a service with endpoints."""

from __future__ import annotations

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create, modify
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, ModifyEndpoint, SubnetChoice
from privatelink_localstack.privatelink.services import manage
from privatelink_localstack.privatelink.services.model import CreateService, ModifyService
from tests.support.world import World


def test_endpoint_keeps_an_address_type_that_its_service_dropped(world: World, consumer: Scope) -> None:
    network = world.network(consumer)
    vpc = network.add_vpc()
    subnet = network.add_subnet(vpc, "a", ipv6="2001:db8::/64")
    balancer = world.add_load_balancer(consumer, dual_stack=True)
    settings = CreateService((balancer,), acceptance_required=False, address_types=("ipv4", "ipv6"))
    service = manage.create_service(world.plane, consumer, settings)
    request = CreateEndpoint(
        vpc.id, service.name, type="Interface", address_type="dualstack", subnets=(SubnetChoice(subnet.id),)
    )
    endpoint = create.create_endpoint(world.plane, consumer, request)
    manage.modify_service(world.plane, consumer, ModifyService(service.id, remove_address_types=("ipv6",)))
    group = network.add_group(vpc)
    modify.modify_endpoint(world.plane, consumer, ModifyEndpoint(endpoint.id, add_groups=(group,)))
    changed = world.plane.store.endpoints[endpoint.id]
    assert (changed.groups, changed.address_type) == ((vpc.default_group, group), "dualstack")
