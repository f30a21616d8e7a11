"""The checks of the links to on premises: VPN gateway, customer gateways, VPN connections, Direct Connect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_generator.patterns.hybrid.link_rules import DEFAULT_ASN
from privatelink_generator.patterns.hybrid.on_premises import Connection, Gateway
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.hybrid.evidence import Evidence, at_least, numbered, routes_by
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table

_OVER = frozenset({"deleted", "deleting"})


def gateway_asn(evidence: Evidence[Gateway]) -> Sources:
    """Compare AWS's ASN."""
    return evidence.compare(
        "amazon_side_asn",
        spec=evidence.model.amazon_side_asn or DEFAULT_ASN,
        api=evidence.described["AmazonSideAsn"],
        read=numbered,
    )


def gateway_vpc(evidence: Evidence[Gateway]) -> Sources:
    """Compare the VPC that the VPN gateway is attached to."""
    stated = evidence.attached(
        "aws_vpn_gateway_attachment", "vpn_gateway_id", evidence.described["VpnGatewayId"], "vpc_id"
    )
    attached = (each["VpcId"] for each in evidence.described["VpcAttachments"] if each["State"] == "attached")
    expected = evidence.hub.placement.vpc
    return Sources(
        output=expected or ABSENT,
        state=", ".join(stated),
        api=", ".join(attached),
        hint=evidence.hub.placement.hint,
    )


def propagation(evidence: Evidence[Gateway]) -> Sources:
    """Compare the route tables that learn routes from the gateway."""
    gateway, expected = evidence.described["VpnGatewayId"], evidence.hub.placement.route_tables
    kind = "aws_vpn_gateway_route_propagation"
    return Sources(
        output=ABSENT if expected is None else expected,
        state=evidence.attached(kind, "vpn_gateway_id", gateway, "route_table_id"),
        api=frozenset(
            table["RouteTableId"]
            for table in evidence.facts.of("aws_route_table").values()
            if gateway in {each["GatewayId"] for each in table.get("PropagatingVgws", ())}
        ),
        hint=evidence.hub.placement.hint,
    )


def gateway_routes(evidence: Evidence[Gateway]) -> Sources | None:
    """Compare the routes to on premises; BGP's are those that devices announce, which the spec does not know."""
    on_premises, tables = evidence.hub.spec.on_premises, evidence.hub.placement.route_tables
    connections = on_premises.connections.values() if on_premises else ()
    if on_premises is None or tables is None or not any(each.routing == "static" for each in connections):
        return None
    known = evidence.facts.of("aws_route_table")
    expected = frozenset(f"{cidr} in {table}" for cidr in on_premises.cidrs for table in tables)
    found = routes_by(evidence.described["VpnGatewayId"], [known[each] for each in tables if each in known])
    return Sources(output=expected, api=found & expected, hint=evidence.hub.placement.hint)


VPN_GATEWAY: Table[Evidence[Gateway]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.ASN: gateway_asn,
    Property.VPC: gateway_vpc,
    Property.PROPAGATION: propagation,
    Property.ROUTES: gateway_routes,
    Property.TAGS: Evidence.tags,
}
"""The checks of the VPN gateway."""


def device_address(evidence: Evidence[Connection]) -> Sources:
    """Compare the address of the device on premises."""
    expected = evidence.model.customer_gateway.ip_address
    return evidence.compare("ip_address", spec=expected, api=evidence.described["IpAddress"])


def device_asn(evidence: Evidence[Connection]) -> Sources:
    """Compare the device's ASN."""
    described = numbered(evidence.described["BgpAsn"])
    return evidence.compare("bgp_asn", spec=evidence.model.customer_gateway.bgp_asn, api=described, read=numbered)


CUSTOMER_GATEWAY: Table[Evidence[Connection]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.ADDRESSES: device_address,
    Property.ASN: device_asn,
    Property.TAGS: Evidence.tags,
}
"""The checks of a customer gateway."""


def routing(evidence: Evidence[Connection]) -> Sources:
    """Compare whether routes are static or BGP's."""
    described = evidence.described["Options"]["StaticRoutesOnly"]
    return evidence.compare("static_routes_only", spec=evidence.model.routing, api=_routing(described), read=_routing)


def _routing(static: Any) -> str:
    return "static" if static else "bgp"


def ends(evidence: Evidence[Connection]) -> Sources:
    """Compare both ends: AWS's gateway, and the customer gateway, whose IDs the spec does not know."""
    described = evidence.described
    stated = (evidence.stated("vpn_gateway_id"), evidence.stated("transit_gateway_id"))
    gateway = next(
        (", ".join(each) if isinstance(each, frozenset) else each for each in stated if each is not ABSENT), None
    )
    return Sources(
        state={"AWS": gateway, "on premises": evidence.stated("customer_gateway_id")},
        api={
            "AWS": described.get("VpnGatewayId") or described.get("TransitGatewayId"),
            "on premises": described["CustomerGatewayId"],
        },
    )


def static_routes(evidence: Evidence[Connection]) -> Sources | None:
    """Compare the static routes to on premises; those of a transit gateway are in its route tables."""
    hub = evidence.hub
    if evidence.model.routing != "static" or hub.view.links.gateway != "vpn_gateway" or hub.spec.on_premises is None:
        return None
    routes = (each for each in evidence.described.get("Routes", ()) if each["State"] not in _OVER)
    return at_least(
        hub.spec.on_premises.cidrs,
        evidence.attached(
            "aws_vpn_connection_route",
            "vpn_connection_id",
            evidence.described["VpnConnectionId"],
            "destination_cidr_block",
        ),
        (each["DestinationCidrBlock"] for each in routes),
    )


def tunnels(evidence: Evidence[Connection]) -> Sources | None:
    """Compare the options of the tunnels that the spec sets."""
    expected = {
        f"{number} {name}": _option(value)
        for number, tunnel in enumerate(evidence.model.tunnels, 1)
        for name, value in tunnel.arguments.items()
    }
    if not expected:
        return None
    described = evidence.described["Options"].get("TunnelOptions", ())
    found = {
        f"{number} {name}": _option(tunnel.get(_name(name)))
        for number, tunnel in enumerate(described, 1)
        for name in (each.partition(" ")[2] for each in expected)
    }

    def written(read: Any) -> object:
        values = {each: read(f"tunnel{each.replace(' ', '_', 1)}") for each in expected}
        return {each: None if value is ABSENT else _option(value) for each, value in values.items()}

    return Sources(
        spec=expected,
        plan=written(evidence.planned) if evidence.plan else ABSENT,
        state=written(evidence.stated),
        api={each: found.get(each) for each in expected},
    )


def _name(argument: str) -> str:
    """Return EC2's name of a tunnel's option."""
    if argument == "inside_cidr":
        return "TunnelInsideCidr"
    return "".join("DH" if part == "dh" else part.capitalize() for part in argument.split("_"))


def _option(value: Any) -> object:
    """Return an option's value, lists without their order; EC2 has them in blocks."""
    if not isinstance(value, list | tuple | frozenset):
        return value
    return frozenset(str(each["Value"] if isinstance(each, Mapping) else each) for each in value)


def attachment(evidence: Evidence[Connection]) -> Sources | None:
    """Compare how a transit gateway routes for the connection: what it looks routes up in, and what learns from it."""
    return transit(evidence, evidence.stated("transit_gateway_attachment_id"), ["hub"], _learning(evidence.model))


def _learning(connection: Connection) -> list[str]:
    return ["hub", "spoke"] if connection.routing == "bgp" else []


def transit(evidence: Evidence[Any], attachment_id: object, uses: list[str], learns: list[str]) -> Sources | None:
    """Compare the transit gateway's route tables that an attachment uses, and those that learn from it."""
    tables, known = evidence.hub.tables, evidence.hub.here.of("aws_ec2_transit_gateway_route_table")
    if not tables or attachment_id is ABSENT:
        return None

    def stated(kind: str) -> frozenset[str]:
        found = evidence.attached(
            f"aws_ec2_transit_gateway_route_table_{kind}",
            "transit_gateway_attachment_id",
            attachment_id,
            "transit_gateway_route_table_id",
        )
        return frozenset(tables.get(each, each) for each in found)

    def described(kind: str, state: str) -> frozenset[str]:
        return frozenset(
            name for table, name in tables.items() if known.get(table, {}).get(kind, {}).get(attachment_id) == state
        )

    return Sources(
        spec={"uses": frozenset(uses), "teaches": frozenset(learns)},
        state={"uses": stated("association"), "teaches": stated("propagation")},
        api={"uses": described("associations", "associated"), "teaches": described("propagations", "enabled")},
    )


def transit_routes(evidence: Evidence[Connection]) -> Sources | None:
    """Compare the static routes to on premises in the transit gateway's route tables."""
    hub, attachment_id = evidence.hub, evidence.stated("transit_gateway_attachment_id")
    if not hub.tables or attachment_id is ABSENT or evidence.model.routing != "static" or not hub.spec.on_premises:
        return None
    known = hub.here.of("aws_ec2_transit_gateway_route_table")
    return Sources(
        spec=frozenset(f"{cidr} in {table}" for cidr in hub.spec.on_premises.cidrs for table in hub.tables.values()),
        api=frozenset(
            f"{route['DestinationCidrBlock']} in {name}"
            for table, name in hub.tables.items()
            for route in known.get(table, {}).get("routes", ())
            if route["State"] == "active"
            and attachment_id
            in {each["TransitGatewayAttachmentId"] for each in route.get("TransitGatewayAttachments", ())}
        ),
    )


CONNECTION: Table[Evidence[Connection]] = {
    Property.STATE: lambda evidence: evidence.is_in("available", key="State"),
    Property.ENDS: ends,
    Property.ROUTING: routing,
    Property.STATIC_ROUTES: static_routes,
    Property.TUNNELS: tunnels,
    Property.TRANSIT: attachment,
    Property.TRANSIT_ROUTES: transit_routes,
    Property.TAGS: Evidence.tags,
}
"""The checks of a VPN connection."""


def dx_gateway(evidence: Evidence[None]) -> Sources:
    """Compare both ends: the Direct Connect gateway and AWS's gateway, whose IDs the spec does not know."""
    described = evidence.described
    return Sources(
        state={"carrier": evidence.stated("dx_gateway_id"), "AWS": evidence.stated("associated_gateway_id")},
        api={"carrier": described["directConnectGatewayId"], "AWS": described["associatedGateway"]["id"]},
    )


def prefixes(evidence: Evidence[None]) -> Sources:
    """Compare the networks that are announced to on premises: the hub's, with a transit gateway the spokes' too."""
    hub = evidence.hub
    expected = {hub.spec.vpc_cidr} if hub.spec.vpc_cidr else set()
    if hub.view.links.gateway == "transit_gateway":
        expected |= {cidr for each in hub.routed.values() for cidr in each.model.cidrs}
    return at_least(
        expected,
        evidence.stated("allowed_prefixes"),
        (each["cidr"] for each in evidence.described.get("allowedPrefixesToDirectConnectGateway", ())),
    )


DIRECT_CONNECT: Table[Evidence[None]] = {
    Property.STATE: lambda evidence: evidence.is_in("associated", key="associationState"),
    Property.ENDS: dx_gateway,
    Property.PREFIXES: prefixes,
}
"""The checks of a Direct Connect gateway's association."""
