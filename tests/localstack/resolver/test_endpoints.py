"""Rules of Resolver endpoints: what time brings, and what is refused meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.resolver import endpoints
from privatelink_localstack.resolver.model import AddressChoice, CreateEndpoint, ResolverEndpoint, UpdateEndpoint
from privatelink_localstack.resolver.plane import ResolverPlane
from privatelink_localstack.resolver.protocols import check_change, check_protocols
from tests.support.dns import resolver_plane
from tests.support.refusal import refusal_code
from tests.support.world import MemoryNetwork, World

SCOPE = Scope("111111111111", "us-east-1")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def plane(world: World) -> ResolverPlane:
    return resolver_plane(world)


@pytest.fixture
def network(world: World) -> MemoryNetwork:
    return world.network(SCOPE)


@pytest.fixture
def request_(network: MemoryNetwork) -> CreateEndpoint:
    """A request for an inbound endpoint with two addresses in one subnet."""
    vpc = network.add_vpc()
    subnet = network.add_subnet(vpc, "a")
    return CreateEndpoint("once", "INBOUND", (AddressChoice(subnet.id), AddressChoice(subnet.id)), (vpc.default_group,))


def wait(world: World, plane: ResolverPlane) -> None:
    world.wait(60)
    plane.settle()


def created(world: World, plane: ResolverPlane, request: CreateEndpoint) -> ResolverEndpoint:
    endpoint = endpoints.create_endpoint(plane, SCOPE, request)
    wait(world, plane)
    return plane.endpoints[endpoint.id]


def test_two_addresses_may_be_in_one_subnet(world: World, plane: ResolverPlane, request_: CreateEndpoint) -> None:
    endpoint = created(world, plane, request_)
    assert endpoint.status == "OPERATIONAL"
    assert [(each.ipv4, each.status) for each in endpoint.addresses] == [
        ("10.0.0.4", "ATTACHED"),
        ("10.0.0.5", "ATTACHED"),
    ]


def test_chosen_address_is_not_given_away_before(world: World, plane: ResolverPlane, request_: CreateEndpoint) -> None:
    (subnet_id,) = {each.subnet_id for each in request_.addresses}
    choices = (AddressChoice(subnet_id), AddressChoice(subnet_id, "10.0.0.4"))
    endpoint = created(world, plane, replace(request_, addresses=choices))
    assert [each.ipv4 for each in endpoint.addresses] == ["10.0.0.5", "10.0.0.4"]


def test_refused_endpoint_leaves_no_interface(
    plane: ResolverPlane, network: MemoryNetwork, request_: CreateEndpoint
) -> None:
    (subnet_id,) = {each.subnet_id for each in request_.addresses}
    choices = (AddressChoice(subnet_id), AddressChoice(subnet_id, "10.0.1.4"))
    code = refusal_code(endpoints.create_endpoint, plane, SCOPE, replace(request_, addresses=choices))
    assert (code, network.interfaces, plane.endpoints) == ("InvalidRequestException", {}, {})


def test_interfaces_stay_until_the_endpoint_is_gone(
    world: World, plane: ResolverPlane, network: MemoryNetwork, request_: CreateEndpoint
) -> None:
    endpoint = created(world, plane, request_)
    deleting = endpoints.delete_endpoint(plane, endpoint)
    assert (deleting.status, len(network.interfaces)) == ("DELETING", 2)
    assert refusal_code(endpoints.delete_endpoint, plane, deleting) == "InvalidRequestException"
    wait(world, plane)
    assert (plane.endpoints, network.interfaces) == ({}, {})


def test_changing_endpoint_is_not_changed_again(world: World, plane: ResolverPlane, request_: CreateEndpoint) -> None:
    endpoint = created(world, plane, request_)
    changing = endpoints.update_endpoint(plane, endpoint, UpdateEndpoint(name="first"))
    update = endpoints.update_endpoint
    assert refusal_code(update, plane, changing, UpdateEndpoint(name="second")) == "InvalidRequestException"
    wait(world, plane)
    assert update(plane, plane.endpoints[endpoint.id], UpdateEndpoint(name="second")).name == "second"


def test_removed_address_stays_until_the_change_is_in_effect(
    world: World, plane: ResolverPlane, network: MemoryNetwork, request_: CreateEndpoint
) -> None:
    endpoint = created(world, plane, replace(request_, addresses=(*request_.addresses, request_.addresses[0])))
    removed = endpoint.addresses[0]
    changing = endpoints.remove_address(plane, endpoint, None, removed.id)
    assert (len(changing.addresses), len(changing.kept_addresses), len(network.interfaces)) == (3, 2, 3)
    wait(world, plane)
    assert removed not in plane.endpoints[endpoint.id].addresses
    assert removed.interface not in network.interfaces


@pytest.mark.parametrize(
    ("direction", "protocols", "allowed"),
    [
        ("INBOUND", ["Do53"], True),
        ("INBOUND", ["DoH", "Do53"], True),
        ("INBOUND", ["DoH-FIPS", "Do53"], True),
        ("INBOUND", ["DoH-FIPS"], True),
        ("INBOUND", ["DoH", "DoH-FIPS"], False),
        ("OUTBOUND", ["Do53", "DoH"], True),
        ("OUTBOUND", ["DoH-FIPS"], False),
        ("INBOUND_DELEGATION", ["Do53"], True),
        ("INBOUND_DELEGATION", ["DoH"], False),
    ],
)
def test_direction_has_its_protocols(direction: str, protocols: list[str], allowed: bool) -> None:  # noqa: FBT001
    expected = None if allowed else "InvalidParameterException"
    assert refusal_code(check_protocols, direction, protocols) == expected


def test_inbound_traffic_is_not_cut_off() -> None:
    found = [
        refusal_code(check_change, "INBOUND", ["Do53"], ["DoH"], ()),
        refusal_code(check_change, "INBOUND", ["Do53", "DoH"], ["DoH"], ()),
        refusal_code(check_change, "OUTBOUND", ["Do53"], ["DoH"], ()),
        refusal_code(check_change, "OUTBOUND", ["Do53", "DoH"], ["DoH"], ["Do53"]),
    ]
    assert found == ["InvalidRequestException", None, None, "InvalidRequestException"]
