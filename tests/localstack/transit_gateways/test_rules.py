"""Rules of transit gateways: what time and other resources do to them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.network import Vpc
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.transit_gateways import gateways, peerings, routes, tables, vpcs
from privatelink_localstack.transit_gateways.gateways import Options
from privatelink_localstack.transit_gateways.model import Attachment, Peer, TransitGateway
from privatelink_localstack.transit_gateways.plane import TransitGateways
from tests.support.refusal import refusal_code
from tests.support.world import World

HERE, THERE = Scope("111111111111", "us-east-1"), Scope("222222222222", "us-east-1")
ME = Caller(HERE)


class Hub(NamedTuple):
    """A transit gateway of an account, and helpers to use it."""

    world: World
    gateway: TransitGateway

    @property
    def plane(self) -> TransitGateways:
        return self.world.transit_gateways

    @property
    def table(self) -> str:
        return self.plane.gateways[self.gateway.id].association_table or ""

    def vpc(self, scope: Scope = HERE, *cidrs: str) -> tuple[Vpc, str]:
        made = self.world.network(scope).add_vpc(*(cidrs or ("10.0.0.0/16",)))
        return made, self.world.network(scope).add_subnet(made, "a").id

    def attach(self, scope: Scope = HERE, *cidrs: str, **switches: str) -> Attachment:
        vpc, subnet = self.vpc(scope, *cidrs)
        made = vpcs.create(self.plane, Caller(scope), self.gateway.id, vpc.id, (subnet,), switches, {})
        self.world.wait(1)
        return made

    def state(self, attachment: Attachment) -> str:
        return self.plane.attachments[attachment.key].state

    def routes(self) -> dict[str, tuple[str, str]]:
        found = routes.search(self.plane, self.plane.tables[self.table], {}, {})
        return {each.cidr: (each.type, each.state) for each in found}


def gateway(world: World, scope: Scope = HERE, **switches: str) -> TransitGateway:
    made = gateways.create(world.transit_gateways, Caller(scope), "", Options(None, switches), {})
    world.wait(1)
    return made


@pytest.fixture
def hub() -> Hub:
    world = World()
    return Hub(world, gateway(world))


def test_gateway_goes_with_its_tables_and_is_listed_for_an_hour(hub: Hub) -> None:
    table = hub.table
    gateways.delete(hub.plane, ME, hub.gateway.id)
    hub.world.wait(1)
    states = [hub.plane.gateways[hub.gateway.id].state, hub.plane.tables[table].state]
    hub.world.wait(60 * 60)
    assert (states, hub.plane.gateways, hub.plane.tables) == (["deleted", "deleted"], {}, {})


@pytest.mark.parametrize(
    ("switches", "tables_"),
    [
        ({}, 1),
        ({"DefaultRouteTableAssociation": "disable"}, 1),
        ({"DefaultRouteTableAssociation": "disable", "DefaultRouteTablePropagation": "disable"}, 0),
    ],
)
def test_defaults_make_one_table(switches: dict[str, str], tables_: int) -> None:
    world = World()
    made = Hub(world, gateway(world, HERE, **switches))
    attachment = made.attach()
    on = made.gateway.switches["DefaultRouteTableAssociation"] == "enable"
    assert (len(made.plane.tables), made.plane.association(attachment) is not None) == (tables_, on)


def test_default_that_is_switched_on_gets_a_table() -> None:
    world = World()
    off = {"DefaultRouteTableAssociation": "disable", "DefaultRouteTablePropagation": "disable"}
    made = gateway(world, HERE, **off)
    on = {"DefaultRouteTablePropagation": "enable"}
    changed = gateways.modify(world.transit_gateways, ME, made.id, None, Options(None, on))
    assert (changed.association_table, changed.propagation_table in world.transit_gateways.tables) == (None, True)


def test_shared_attachment_waits_without_interfaces(hub: Hub) -> None:
    assert refusal_code(hub.attach, THERE) == "InvalidTransitGatewayID.NotFound"
    hub.world.shared.add((THERE, hub.gateway.arn))
    attachment = hub.attach(THERE)
    interfaces = hub.world.network(THERE).interfaces
    waiting = (hub.state(attachment), len(interfaces))
    vpcs.accept(hub.plane, ME, attachment.id)
    accepted = (hub.state(attachment), len(interfaces))
    hub.world.wait(1)
    assert [waiting, accepted, (hub.state(attachment), len(interfaces))] == [
        ("pendingAcceptance", 0),
        ("pending", 1),
        ("available", 1),
    ]


def test_attachment_outlives_the_share_but_can_not_be_repeated(hub: Hub) -> None:
    hub.world.shared.add((THERE, hub.gateway.arn))
    attachment = hub.attach(THERE)
    hub.world.shared.clear()
    vpcs.accept(hub.plane, ME, attachment.id)
    assert refusal_code(hub.attach, THERE) == "InvalidTransitGatewayID.NotFound"


def test_deleted_attachment_leaves_black_holes(hub: Hub) -> None:
    attachment = hub.attach()
    routes.create(hub.plane, ME, hub.table, "10.9.0.0/16", attachment.id, blackhole=False)
    before = hub.routes()
    vpcs.delete(hub.plane, ME, attachment.id)
    hub.world.wait(1)
    assert (before, hub.routes(), hub.world.network(HERE).interfaces) == (
        {"10.9.0.0/16": ("static", "active"), "10.0.0.0/16": ("propagated", "active")},
        {"10.9.0.0/16": ("static", "blackhole")},
        {},
    )


def test_only_the_deletion_of_a_deleted_attachment_is_unknown(hub: Hub) -> None:
    attachment = hub.attach()
    vpcs.delete(hub.plane, ME, attachment.id)
    deleting = refusal_code(vpcs.delete, hub.plane, ME, attachment.id)
    hub.world.wait(1)
    deleted = refusal_code(vpcs.delete, hub.plane, ME, attachment.id)
    assert (deleting, deleted) == ("IncorrectState", "InvalidTransitGatewayAttachmentID.NotFound")


def test_static_route_hides_the_propagated_one(hub: Hub) -> None:
    attachment = hub.attach()
    routes.create(hub.plane, ME, hub.table, "10.0.0.1/16", None, blackhole=True)
    blackhole = hub.routes()
    routes.delete(hub.plane, ME, hub.table, "10.0.0.0/16")
    assert (blackhole, hub.routes()) == (
        {"10.0.0.0/16": ("static", "blackhole")},
        {"10.0.0.0/16": ("propagated", "active")},
    )
    assert refusal_code(tables.propagate, hub.plane, ME, hub.table, attachment.id) == (
        "TransitGatewayRouteTablePropagation.Duplicate"
    )


def test_ipv6_is_propagated_with_support_for_it(hub: Hub) -> None:
    hub.attach(HERE, "10.0.0.0/16", "2600:1f18::/56")
    without = set(hub.routes())
    hub.attach(HERE, "10.1.0.0/16", "2600:1f19::/56", Ipv6Support="enable")
    assert (without, set(hub.routes()) - without) == ({"10.0.0.0/16"}, {"10.1.0.0/16", "2600:1f19::/56"})


def test_first_of_two_vpcs_keeps_the_block(hub: Hub) -> None:
    first = hub.attach()
    hub.attach()
    (found,) = routes.search(hub.plane, hub.plane.tables[hub.table], {}, {})
    assert [each.id for each in found.attachments] == [first.id]


def test_peers_of_one_region_have_an_id_each() -> None:
    world = World()
    mine, theirs = gateway(world), gateway(world, THERE)
    plane = world.transit_gateways
    asked = peerings.create(plane, ME, mine.id, Peer(theirs.id, THERE, ""), "", {})
    world.wait(1)
    (other,) = plane.seen_attachments(THERE)
    assert (other.id != asked.id, other.resource_id, other.requester) == (True, mine.id, False)
    peerings.accept(plane, Caller(THERE), other.id)
    world.wait(1)
    assert [each.state for each in plane.attachments.values()] == ["available", "available"]


def test_request_to_an_unknown_gateway_fails(hub: Hub) -> None:
    asked = peerings.create(hub.plane, ME, hub.gateway.id, Peer("tgw-0", THERE, ""), "", {})
    hub.world.wait(1)
    assert hub.state(asked) == "failed"
    assert refusal_code(gateways.delete, hub.plane, ME, hub.gateway.id) is None


def test_other_resources_attach_too(hub: Hub) -> None:
    attached = vpcs.attach(hub.plane, HERE, hub.gateway.id, "vpn", "vpn-0")
    hub.world.wait(1)
    assert (hub.state(attached), hub.routes()) == ("available", {})
    assert refusal_code(vpcs.delete, hub.plane, ME, attached.id) == "InvalidTransitGatewayAttachmentID.NotFound"
    vpcs.end(hub.plane, attached)
    hub.world.wait(1)
    assert hub.state(attached) == "deleted"


def test_groups_are_shared_where_gateway_and_attachments_allow_it() -> None:
    world = World()
    made = Hub(world, gateway(world, SecurityGroupReferencingSupport="enable"))
    first, second = made.attach(), made.attach()
    third = made.attach(SecurityGroupReferencingSupport="disable")
    shared = made.plane.share_groups
    assert (shared(first.resource_id, second.resource_id), shared(first.resource_id, third.resource_id)) == (
        True,
        False,
    )


def test_forgotten_owner_takes_all_and_frees_the_others_subnets(hub: Hub) -> None:
    hub.world.shared.add((THERE, hub.gateway.arn))
    vpcs.accept(hub.plane, ME, hub.attach(THERE).id)
    hub.plane.forget(HERE.account)
    assert (hub.plane.gateways, hub.plane.tables, hub.plane.attachments) == ({}, {}, {})
    assert hub.world.network(THERE).interfaces == {}


def test_forgotten_user_leaves_a_deleted_attachment(hub: Hub) -> None:
    hub.world.shared.add((THERE, hub.gateway.arn))
    attachment = hub.attach(THERE)
    hub.plane.forget(THERE.account)
    assert hub.state(attachment) == "deleted"
    assert refusal_code(gateways.delete, hub.plane, ME, hub.gateway.id) is None


@pytest.mark.parametrize(
    ("quota", "code"),
    [
        ("attachments_per_transit_gateway", "TransitGatewayAttachmentLimitExceeded"),
        ("transit_gateways_per_vpc", "TransitGatewayAttachmentsPerVpcLimitExceeded"),
    ],
)
def test_attachments_are_counted(hub: Hub, quota: str, code: str) -> None:
    hub.world.settings.quotas[quota] = 0
    assert refusal_code(hub.attach) == code


def test_tables_and_routes_are_counted(hub: Hub) -> None:
    hub.world.settings.quotas |= {"route_tables_per_transit_gateway": 1, "routes_per_transit_gateway": 0}
    codes = [
        refusal_code(gateways.create_table, hub.plane, ME, hub.gateway.id, {}),
        refusal_code(routes.create, hub.plane, ME, hub.table, "10.0.0.0/8", None, blackhole=True),
    ]
    assert codes == ["TransitGatewayRouteTableLimitExceeded", "TransitGatewayRouteLimitExceeded"]


def test_dry_run_changes_nothing(hub: Hub) -> None:
    dry = Caller(HERE, dry_run=True)
    vpc, subnet = hub.vpc()
    codes = [
        refusal_code(gateways.create, hub.plane, dry, "", Options(None, {}), {}),
        refusal_code(vpcs.create, hub.plane, dry, hub.gateway.id, vpc.id, (subnet,), {}, {}),
        refusal_code(gateways.delete, hub.plane, dry, hub.gateway.id),
        refusal_code(routes.create, hub.plane, dry, hub.table, "10.0.0.0/8", None, blackhole=True),
    ]
    assert codes == ["DryRunOperation"] * 4
    assert (len(hub.plane.gateways), hub.plane.attachments, hub.routes()) == (1, {}, {})
