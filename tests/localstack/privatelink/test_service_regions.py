"""Services of several Regions: two zones, AWS's idle timeout, one partition."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create, modify
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, ModifyEndpoint, SubnetChoice
from privatelink_localstack.privatelink.services import manage, regions
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService, ModifyService
from tests.support.refusal import refusal, refusal_code
from tests.support.world import World

TWO = ("us-east-1", "eu-west-1")


def new_service(world: World, scope: Scope, *balancers: str, several: bool = True) -> EndpointService:
    """Create a service of two Regions, or of its own alone."""
    request = CreateService(balancers, acceptance_required=False, regions=TWO if several else ())
    return manage.create_service(world.plane, scope, request)


def test_service_of_several_regions_in_one_zone_is_rejected(world: World, provider: Scope) -> None:
    error = refusal(new_service, world, provider, world.add_load_balancer(provider, "a"))
    assert error == (
        "InvalidParameter",
        (
            "A VPC endpoint service with several supported Regions must be available in at least two Availability "
            "Zones; it is available in: us-east-1-az1."
        ),
    )
    assert world.plane.store.services == {}


def test_zones_of_all_load_balancers_count(world: World, provider: Scope) -> None:
    balancers = [world.add_load_balancer(provider, zone) for zone in "ab"]
    assert new_service(world, provider, *balancers).regions == TWO


def test_service_of_one_region_may_be_in_one_zone(world: World, provider: Scope) -> None:
    assert new_service(world, provider, world.add_load_balancer(provider, "a"), several=False).regions == TWO[:1]


def test_service_of_several_regions_with_a_custom_idle_timeout_is_rejected(world: World, provider: Scope) -> None:
    arn = world.add_load_balancer(provider)
    world.timeouts[arn] = (350, 400)
    error = refusal(new_service, world, provider, arn)
    assert error == (
        "InvalidParameter",
        (
            "A VPC endpoint service with several supported Regions does not support a custom TCP idle timeout; the "
            f"load balancer {arn} has 400 seconds."
        ),
    )


@pytest.mark.parametrize(("zones", "timeout"), [("a", 350), ("ab", 60)])
def test_region_cannot_be_added_to_a_service_that_may_have_one_only(
    zones: str, timeout: int, world: World, provider: Scope
) -> None:
    arn = world.add_load_balancer(provider, zones)
    world.timeouts[arn] = (timeout,)
    service = new_service(world, provider, arn, several=False)
    request = ModifyService(service.id, add_regions=("eu-west-1",))
    assert refusal_code(manage.modify_service, world.plane, provider, request) == "InvalidParameter"
    assert world.plane.store.services[service.id].regions == TWO[:1]


def test_load_balancer_with_a_custom_idle_timeout_cannot_be_added(world: World, provider: Scope) -> None:
    service = new_service(world, provider, world.add_load_balancer(provider))
    arn = world.add_load_balancer(provider)
    world.timeouts[arn] = (60,)
    request = ModifyService(service.id, add_network=(arn,))
    assert refusal_code(manage.modify_service, world.plane, provider, request) == "InvalidParameter"


def test_load_balancer_cannot_be_removed_where_one_zone_remains(world: World, provider: Scope) -> None:
    balancers = [world.add_load_balancer(provider, zone) for zone in "ab"]
    service = new_service(world, provider, *balancers)
    request = ModifyService(service.id, remove_network=(balancers[1],))
    assert refusal_code(manage.modify_service, world.plane, provider, request) == "InvalidParameter"


def test_all_but_the_services_own_region_can_be_removed(world: World, provider: Scope) -> None:
    service = new_service(world, provider, world.add_load_balancer(provider))
    own = ModifyService(service.id, remove_regions=("us-east-1",))
    assert refusal_code(manage.modify_service, world.plane, provider, own) == "InvalidParameter"
    manage.modify_service(world.plane, provider, ModifyService(service.id, remove_regions=("eu-west-1",)))
    assert world.plane.store.services[service.id].regions == TWO[:1]


def test_endpoint_stays_after_its_region_was_removed(world: World, provider: Scope) -> None:
    """Source: PrivateLink guide, "Cross-Region access"."""
    service = new_service(world, provider, world.add_load_balancer(provider))
    far = Scope(provider.account, "eu-west-1")
    network = world.network(far)
    vpc = network.add_vpc()
    subnets = (SubnetChoice(network.add_subnet(vpc, "a").id),)
    request = CreateEndpoint(vpc.id, service.name, type="Interface", service_region="us-east-1", subnets=subnets)
    endpoint = create.create_endpoint(world.plane, far, request)
    manage.modify_service(world.plane, provider, ModifyService(service.id, remove_regions=("eu-west-1",)))
    modify.modify_endpoint(world.plane, far, ModifyEndpoint(endpoint.id, add_groups=(network.add_group(vpc),)))
    assert len(world.plane.store.endpoints[endpoint.id].groups) == 2
    assert refusal_code(create.create_endpoint, world.plane, far, request) == "InvalidServiceName"


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ("cn-north-1", "SupportedRegion cn-north-1 is invalid: it is in another partition than us-east-1."),
        ("us-gov-west-1", "SupportedRegion us-gov-west-1 is invalid: it is in another partition than us-east-1."),
        ("mars", "SupportedRegion mars is invalid: it is no Region's code."),
    ],
)
def test_check_regions_rejects_other_partitions(region: str, message: str) -> None:
    assert refusal(regions.check_regions, "us-east-1", ["us-east-1", region]) == ("InvalidParameter", message)


def test_check_regions_accepts_regions_of_the_same_partition() -> None:
    together = ("us-gov-west-1", "us-gov-east-1")
    assert regions.check_regions("us-gov-west-1", [*together, "us-gov-west-1"]) == together


def test_zones_beside_are_those_of_the_services_other_load_balancers(world: World, provider: Scope) -> None:
    one, two, alone = (world.add_load_balancer(provider, zones) for zones in ("a", "bc", "a"))
    new_service(world, provider, one, two)
    new_service(world, provider, alone, several=False)
    beside = [regions.zones_beside(world.plane, each) for each in (one, two, alone, "unused")]
    assert beside == [{"us-east-1-az2", "us-east-1-az3"}, {"us-east-1-az1"}, None, None]
