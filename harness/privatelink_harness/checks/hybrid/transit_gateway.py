"""The checks of a transit gateway, and of the attachments of hub and spokes to it."""

from __future__ import annotations

from privatelink_generator.patterns.hybrid.link_rules import DEFAULT_ASN
from privatelink_generator.patterns.hybrid.model import TransitGateway
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.hybrid.evidence import Evidence, numbered, routes_by
from privatelink_harness.checks.hybrid.hub import SpokeStack
from privatelink_harness.checks.hybrid.link import transit
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table

ATTACHMENT_TYPE = "aws_ec2_transit_gateway_vpc_attachment"


def asn(evidence: Evidence[TransitGateway]) -> Sources:
    """Compare the ASN."""
    return evidence.compare(
        "amazon_side_asn",
        spec=evidence.model.amazon_side_asn or DEFAULT_ASN,
        api=evidence.described["Options"]["AmazonSideAsn"],
        read=numbered,
    )


def default_tables(evidence: Evidence[TransitGateway]) -> Sources:
    """Compare that nothing is routed by default: the module says it for each attachment."""
    names = {
        "DefaultRouteTableAssociation": "default_route_table_association",
        "DefaultRouteTablePropagation": "default_route_table_propagation",
        "AutoAcceptSharedAttachments": "auto_accept_shared_attachments",
    }
    options = evidence.described["Options"]
    return Sources(
        spec=dict.fromkeys(names.values(), "disable"),
        plan={each: evidence.planned(each) for each in names.values()} if evidence.plan else ABSENT,
        state={each: evidence.stated(each) for each in names.values()},
        api={argument: options[key] for key, argument in names.items()},
    )


TRANSIT_GATEWAY: Table[Evidence[TransitGateway]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.ASN: asn,
    Property.DEFAULTS: default_tables,
    Property.TAGS: Evidence.tags,
}
"""The checks of a transit gateway."""


def hub_vpc(evidence: Evidence[None]) -> Sources:
    """Compare the VPC with the hub's."""
    return evidence.placed("vpc_id", evidence.hub.placement.vpc, api=evidence.described["VpcId"])


def hub_subnets(evidence: Evidence[None]) -> Sources:
    """Compare the subnets with the hub's."""
    described = frozenset(evidence.described["SubnetIds"])
    return evidence.placed("subnet_ids", evidence.hub.placement.subnets, api=described)


def hub_routing(evidence: Evidence[None]) -> Sources | None:
    """Compare the transit gateway's route tables that the hub uses, and those that learn its network."""
    return transit(evidence, evidence.described["TransitGatewayAttachmentId"], ["hub"], ["hub", "spoke"])


def routes_to_on_premises(evidence: Evidence[None]) -> Sources | None:
    """Compare the routes of the hub's route tables to on premises."""
    hub = evidence.hub
    if hub.view.links.gateway != "transit_gateway" or hub.spec.on_premises is None:
        return None
    gateway, tables = evidence.described["TransitGatewayId"], hub.placement.route_tables
    cidrs = hub.spec.on_premises.cidrs
    stated = frozenset(
        f"{each.values['destination_cidr_block']} in {each.values['route_table_id']}"
        for each in hub.resources
        if (each.type, each.name) == ("aws_route", "on_premises")
    )
    known = evidence.facts.of("aws_route_table")
    found = routes_by(gateway, known.values())
    if tables is None:
        return Sources(state=stated, api=found & stated)
    expected = frozenset(f"{cidr} in {table}" for cidr in cidrs for table in tables)
    return Sources(output=expected, state=stated, api=found & (expected | stated), hint=hub.placement.hint)


HUB_ATTACHMENT: Table[Evidence[None]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.VPC: hub_vpc,
    Property.SUBNETS: hub_subnets,
    Property.TRANSIT: hub_routing,
    Property.ROUTES: routes_to_on_premises,
    Property.TAGS: Evidence.tags,
}
"""The checks of the hub's attachment."""


def spoke_vpc(evidence: Evidence[SpokeStack]) -> Sources:
    """Compare the VPC with the spoke's."""
    return evidence.placed("vpc_id", evidence.model.placement.vpc, api=evidence.described["VpcId"])


def owner(evidence: Evidence[SpokeStack]) -> Sources:
    """Compare the account that the VPC belongs to with the spoke's."""
    expected = evidence.model.scope.account
    return evidence.compare("vpc_owner_id", spec=expected, api=evidence.described["VpcOwnerId"])


def spoke_routing(evidence: Evidence[SpokeStack]) -> Sources | None:
    """Compare the transit gateway's route tables that the spoke uses, and those that learn its network."""
    return transit(evidence, evidence.described["TransitGatewayAttachmentId"], ["spoke"], ["hub"])


ATTACHMENT_FROM_HUB: Table[Evidence[SpokeStack]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.OWNER: owner,
    Property.VPC: spoke_vpc,
    Property.TRANSIT: spoke_routing,
}
"""The checks of a spoke's attachment in the transit gateway's account."""

ATTACHMENT: Table[Evidence[SpokeStack]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.VPC: spoke_vpc,
    Property.TAGS: Evidence.tags,
}
"""The checks of a spoke's attachment in the spoke's account."""
