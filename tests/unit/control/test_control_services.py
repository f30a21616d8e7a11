"""A service may change under its endpoints."""

from __future__ import annotations

from privatelink_localstack.control import creation, modification, services
from privatelink_localstack.control.endpoint import CreateEndpoint, ModifyEndpoint, SubnetChoice
from privatelink_localstack.control.endpoint_service import CreateService, ModifyService
from privatelink_localstack.control.memory import World
from privatelink_localstack.control.store import Scope


def test_an_endpoint_keeps_an_address_type_that_its_service_gave_up(world: World, consumer: Scope) -> None:
    network = world.network(consumer)
    vpc = network.add_vpc()
    subnet = network.add_subnet(vpc, "a", ipv6="2001:db8::/64")
    balancer = world.add_load_balancer(consumer, dual_stack=True)
    asked = CreateService((balancer,), acceptance_required=False, address_types=("ipv4", "ipv6"))
    service = services.create_service(world.plane, consumer, asked)
    request = CreateEndpoint(
        vpc.id, service.name, kind="Interface", address_type="dualstack", subnets=(SubnetChoice(subnet.id),)
    )
    made = creation.create_endpoint(world.plane, consumer, request)
    services.modify_service(world.plane, consumer, ModifyService(service.id, remove_address_types=("ipv6",)))
    group = network.add_group(vpc)
    modification.modify_endpoint(world.plane, consumer, ModifyEndpoint(made.id, add_groups=(group,)))
    changed = world.plane.store.endpoints[made.id]
    assert (changed.groups, changed.address_type) == ((vpc.default_group, group), "dualstack")
