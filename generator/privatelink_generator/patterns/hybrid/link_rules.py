"""AWS's rules on the links to on premises: customer gateways, VPN connections, ASNs.

Sources: Site-to-Site VPN guide, "Customer gateway options", "Tunnel options" and "Quotas".
"""

from __future__ import annotations

import ipaddress

from privatelink_generator.aws import networks
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.on_premises import Connection, OnPremises, Tunnel
from privatelink_generator.patterns.pattern import Findings

_HIGHEST_BGP_ASN = 2_147_483_647
"""Above, CreateCustomerGateway takes `BgpAsnExtended` instead of `BgpAsn`."""

DEFAULT_ASN = 64512
"""AWS's side of BGP: CreateVpnGateway and CreateTransitGateway, `AmazonSideAsn`."""


def check(spec: HybridSpec) -> Findings:
    """Yield every broken rule about the links."""
    on_premises = spec.on_premises
    if on_premises is None:
        return
    at: Loc = ("on_premises",)
    gateway = on_premises.gateway
    if gateway is None:
        for key in ("connections", "direct_connect_gateway"):
            if getattr(on_premises, key):
                yield (
                    (*at, key),
                    (
                        "AWS's side has no gateway to end at; write gateway: {type: vpn_gateway} or "
                        "{type: transit_gateway}"
                    ),
                )
    else:
        yield from amazon_side(gateway.amazon_side_asn, (*at, "gateway", "amazon_side_asn"))
        if not on_premises.connections and not on_premises.direct_connect_gateway:
            yield (
                (*at, "gateway"),
                "no link ends at the gateway; add connections or direct_connect_gateway: true, or leave gateway out",
            )
        if gateway.type == "transit_gateway" and gateway.amazon_side_asn is not None:
            yield (*at, "gateway", "amazon_side_asn"), "write the ASN of a transit gateway in transit_gateway"
    yield from _connections(spec, on_premises)


def amazon_side(asn: int | None, at: Loc) -> Findings:
    """Reject an ASN that a gateway of AWS's can't have."""
    if asn is not None and not networks.is_private_asn(asn):
        yield at, f"{asn} is not a private ASN: 64512 to 65534, or 4200000000 to 4294967294"


def _connections(spec: HybridSpec, on_premises: OnPremises) -> Findings:
    devices: dict[str, str] = {}
    tunnels: dict[str, str] = {}
    static = [name for name, each in on_premises.connections.items() if each.routing == "static"]
    for name, connection in on_premises.connections.items():
        at: Loc = ("on_premises", "connections", name)
        yield from _device(spec, connection, (*at, "customer_gateway"))
        address = connection.customer_gateway.ip_address
        first = devices.setdefault(address, name)
        if first != name:
            yield (
                (*at, "customer_gateway", "ip_address"),
                f"{address} is the device of {first!r} already, and a connection has two tunnels; leave one out",
            )
        if connection.routing == "bgp":
            yield from _peers(spec, on_premises, connection, (*at, "customer_gateway", "bgp_asn"))
        for index, tunnel in enumerate(connection.tunnels):
            yield from _tunnel(tunnel, f"{name}, tunnel {index + 1}", tunnels, (*at, "tunnels", index))
        if on_premises.gateway and on_premises.gateway.type == "transit_gateway":
            # CreateVpnConnection, `TunnelInsideCidr`: unique among the connections of one VPN gateway.
            tunnels.clear()
    if on_premises.gateway and on_premises.gateway.type == "transit_gateway" and len(static) > 1:
        yield (
            ("on_premises", "connections", static[1], "routing"),
            (
                f"a transit gateway's route table has one static route for a network, and {static[0]!r} has it; write "
                "routing: bgp"
            ),
        )


def _device(spec: HybridSpec, connection: Connection, at: Loc) -> Findings:
    device = connection.customer_gateway
    address = ipaddress.IPv4Address(device.ip_address)
    if any(address in network for network in networks.NOT_ROUTED):
        yield (
            (*at, "ip_address"),
            f"{address} is no public address; write the one that the internet routes to the device",
        )
    asn = device.bgp_asn
    region = networks.RESERVED_ASNS.get(asn, "")
    if region is None or region == spec.example_region:
        yield (*at, "bgp_asn"), f"{asn} is AWS's own ASN{f' in {region}' if region else ''}; write the device's"
    elif asn > _HIGHEST_BGP_ASN:
        yield (
            (*at, "bgp_asn"),
            f"{asn} is above {_HIGHEST_BGP_ASN}, which is as far as the module goes; take a lower one",
        )


def _peers(spec: HybridSpec, on_premises: OnPremises, connection: Connection, at: Loc) -> Findings:
    gateway = on_premises.gateway
    if gateway is None or (gateway.type == "transit_gateway" and spec.transit_gateway.managed_by == "others"):
        return
    own = gateway if gateway.type == "vpn_gateway" else spec.transit_gateway
    if connection.customer_gateway.bgp_asn == (own.amazon_side_asn or DEFAULT_ASN):
        yield at, f"{connection.customer_gateway.bgp_asn} is the ASN of AWS's side, and BGP needs two; take another"


def _tunnel(tunnel: Tunnel, name: str, taken: dict[str, str], at: Loc) -> Findings:
    if tunnel.inside_cidr is None:
        return
    network, here = ipaddress.IPv4Network(tunnel.inside_cidr), (*at, "inside_cidr")
    if network.prefixlen != 30 or not network.subnet_of(networks.TUNNELS):
        yield here, f"{network} is not a /30 of {networks.TUNNELS}, such as 169.254.10.0/30"
    elif network in networks.RESERVED_TUNNELS:
        yield (
            here,
            f"{network} is reserved by AWS, as are the /30s at the start of 169.254.0.0 to 169.254.5.0; take another",
        )
    first = taken.setdefault(str(network), name)
    if first != name:
        yield here, f"{network} is that of {first} already, and each tunnel has its own; take another"
