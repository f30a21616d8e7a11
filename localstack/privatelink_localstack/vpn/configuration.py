"""The configuration of a customer gateway as XML, which the AWS provider reads tunnels from.

Source: Site-to-Site VPN guide, example of a configuration file. Whatever the options say, it names the weakest
algorithms, which every device takes.
"""

from __future__ import annotations

from ipaddress import ip_network
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from privatelink_localstack.vpn.model import Connection, CustomerGateway, Tunnel

HOLD_TIME = 30
"""Seconds of BGP's hold timer."""

_IKE = {
    "authentication_protocol": "sha1",
    "encryption_protocol": "aes-128-cbc",
    "lifetime": "28800",
    "perfect_forward_secrecy": "group2",
    "mode": "main",
}
_IPSEC = {
    "protocol": "esp",
    "authentication_protocol": "hmac-sha1-96",
    "encryption_protocol": "aes-128-cbc",
    "lifetime": "3600",
    "perfect_forward_secrecy": "group2",
    "mode": "tunnel",
    "clear_df_bit": "true",
    "fragmentation_before_encryption": "true",
    "tcp_mss_adjustment": "1379",
}


def xml(connection: Connection, customer_gateway: CustomerGateway, amazon_asn: int) -> str:
    """Return the configuration.

    Parameters:
        amazon_asn: number in BGP of the connection's target.
    """
    root = Element("vpn_connection", id=connection.id)
    _add(root, "customer_gateway_id", customer_gateway.id)
    if connection.transit_gateway_id:
        _add(root, "transit_gateway_id", connection.transit_gateway_id)
    else:
        _add(root, "vpn_gateway_id", connection.gateway_id or "")
    _add(root, "vpn_connection_type", "ipsec.1")
    if connection.options.static_only:
        _add(root, "vpn_connection_attributes", "NoBGPVPNConnection")
    for tunnel in connection.tunnels:
        element = SubElement(root, "ipsec_tunnel")
        aws, device = _inside(tunnel)
        _add_side(element, "customer_gateway", customer_gateway.address or "", device)
        _add_side(element, "vpn_gateway", tunnel.outside, aws)
        if not connection.options.static_only:
            _add_bgp(element, "customer_gateway", customer_gateway.asn)
            _add_bgp(element, "vpn_gateway", amazon_asn)
        _add_security(element, tunnel)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _inside(tunnel: Tunnel) -> tuple[tuple[str, str, int], tuple[str, str, int]]:
    """Return AWS's and the device's address inside a tunnel, each with the mask and the length of the prefix."""
    block = ip_network(tunnel.inside or tunnel.inside_ipv6 or "")
    mask, length = str(block.netmask), block.prefixlen
    return (str(block.network_address + 1), mask, length), (str(block.network_address + 2), mask, length)


def _add_side(element: Element, name: str, outside: str, inside: tuple[str, str, int]) -> None:
    side = SubElement(element, name)
    _add(SubElement(side, "tunnel_outside_address"), "ip_address", outside)
    address = SubElement(side, "tunnel_inside_address")
    for member, value in zip(("ip_address", "network_mask", "network_cidr"), inside, strict=True):
        _add(address, member, str(value))


def _add_bgp(element: Element, name: str, asn: int) -> None:
    side = element.find(name)
    if side is not None:
        bgp = SubElement(side, "bgp")
        _add(bgp, "asn", str(asn))
        _add(bgp, "hold_time", str(HOLD_TIME))


def _add_security(element: Element, tunnel: Tunnel) -> None:
    options = tunnel.options
    ike = SubElement(element, "ike")
    for name, value in _IKE.items():
        _add(ike, name, str(options.get("Phase1LifetimeSeconds", value)) if name == "lifetime" else value)
    _add(ike, "pre_shared_key", tunnel.key)
    ipsec = SubElement(element, "ipsec")
    for name, value in _IPSEC.items():
        _add(ipsec, name, str(options.get("Phase2LifetimeSeconds", value)) if name == "lifetime" else value)
    detection = SubElement(ipsec, "dead_peer_detection")
    _add(detection, "interval", "10")
    _add(detection, "retries", "3")


def _add(element: Element, name: str, text: str) -> None:
    SubElement(element, name).text = text
