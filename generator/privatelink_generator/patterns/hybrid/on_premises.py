"""The data centre: its networks, its name servers, and the links to it.

The keys are Terraform's arguments of aws_customer_gateway and aws_vpn_connection where AWS has a word for them.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from privatelink_generator.patterns.base import Flag, Form, Many, Model, ResourceName


def _network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value)
    except ValueError as error:
        try:
            near = f"; did you mean '{ipaddress.ip_network(value, strict=False)}'?"
        except ValueError:
            near = ""
        raise ValueError(f"is not a CIDR block, such as 192.168.0.0/16{near}") from error
    if network.version == 6:
        raise ValueError("is an IPv6 CIDR block; VPN connections, peering and endpoints of a hub are for IPv4 here")
    if "/" not in value:
        raise ValueError(f"is an address; write {network} for it alone")
    return str(network)


def _address(value: str) -> str:
    try:
        return str(ipaddress.IPv4Address(value))
    except ValueError as error:
        raise ValueError("is not an IPv4 address") from error


Network = Annotated[str, AfterValidator(_network)]
Address = Annotated[str, AfterValidator(_address)]
Domain = Annotated[
    str,
    Field(max_length=255),
    Form(
        r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "is not a domain name in lower case, without a dot at the end, such as corp.example.com",
    ),
]
Asn = Annotated[int, Field(ge=1, le=4_294_967_295, strict=True)]
Encryption = Literal["AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"]
Integrity = Literal["SHA1", "SHA2-256", "SHA2-384", "SHA2-512"]
IkeGroup = Literal[2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]
IpsecGroup = Literal[2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]
"""Diffie-Hellman groups. Site-to-Site VPN guide, "Tunnel options"."""
IkeVersion = Literal["ikev1", "ikev2"]
StartupAction = Literal["add", "start"]
DpdAction = Literal["clear", "none", "restart"]
PresharedKey = Literal["aws", "given"]
Routing = Literal["static", "bgp"]

TUNNEL_CHOICES: dict[str, tuple[str | int, ...]] = {
    "preshared_key": get_args(PresharedKey),
    "ike_versions": get_args(IkeVersion),
    "startup_action": get_args(StartupAction),
    "dpd_timeout_action": get_args(DpdAction),
    "phase1_encryption_algorithms": get_args(Encryption),
    "phase1_integrity_algorithms": get_args(Integrity),
    "phase1_dh_group_numbers": get_args(IkeGroup),
    "phase2_encryption_algorithms": get_args(Encryption),
    "phase2_integrity_algorithms": get_args(Integrity),
    "phase2_dh_group_numbers": get_args(IpsecGroup),
}
"""What an option of a tunnel may be, or have in its list."""


class CustomerGateway(Model):
    """A device on premises, as AWS knows it."""

    ip_address: Address = Field(description="The device's public address.")
    bgp_asn: Asn = Field(65000, description="The device's ASN.")


class Tunnel(Model):
    """Options of one of the two tunnels of a connection. What is left out, AWS chooses."""

    inside_cidr: Network | None = Field(None, description="A /30 of 169.254.0.0/16 for the tunnel's own addresses.")
    preshared_key: PresharedKey = Field(
        "aws", description="aws: AWS makes the key; given: the caller passes it in the variable preshared_keys."
    )
    ike_versions: Many[IkeVersion] | None = Field(None, description="Versions of IKE.")
    startup_action: StartupAction | None = Field(
        None, description="start: AWS starts the negotiation; add: the device does."
    )
    dpd_timeout_action: DpdAction | None = Field(None, description="What AWS does when the device no longer answers.")
    phase1_encryption_algorithms: Many[Encryption] | None = Field(None, description="Of IKE.")
    phase1_integrity_algorithms: Many[Integrity] | None = Field(None, description="Of IKE.")
    phase1_dh_group_numbers: Many[IkeGroup] | None = Field(None, description="Of IKE.")
    phase2_encryption_algorithms: Many[Encryption] | None = Field(None, description="Of IPsec.")
    phase2_integrity_algorithms: Many[Integrity] | None = Field(None, description="Of IPsec.")
    phase2_dh_group_numbers: Many[IpsecGroup] | None = Field(None, description="Of IPsec.")

    @property
    def arguments(self) -> dict[str, object]:
        """The options that are written, by the part of the argument's name after `tunnel1_`."""
        options = self.model_dump(exclude_none=True, exclude={"preshared_key"})
        return {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}


class Connection(Model):
    """A Site-to-Site VPN connection."""

    customer_gateway: CustomerGateway = Field(description="The device on premises.")
    routing: Routing = Field(
        "static", description="static: routes to on_premises.cidrs; bgp: those that the device announces."
    )
    tunnels: tuple[Tunnel, ...] = Field((), description="Options of the two tunnels.", max_length=2)


class Gateway(Model):
    """The gateway on AWS's side of the links."""

    type: Literal["vpn_gateway", "transit_gateway"] = Field(
        description="vpn_gateway: the module makes one for the hub's VPC; transit_gateway: that of the key "
        "transit_gateway."
    )
    amazon_side_asn: Asn | None = Field(None, description="The VPN gateway's ASN. Default: 64512.")


class OnPremises(Model):
    """The data centre."""

    cidrs: Many[Network] = Field(description="Networks on premises.")
    domains: tuple[Domain, ...] = Field(
        (), description="Domains that name servers on premises answer for: AWS forwards queries for them."
    )
    name_servers: tuple[Address, ...] = Field((), description="Addresses of the name servers on premises.")
    gateway: Gateway | None = Field(
        None, description="AWS's side of the links. Default: links and routes are there already."
    )
    connections: dict[ResourceName, Connection] = Field(
        default_factory=dict, description="VPN connections, by names of your own."
    )
    direct_connect_gateway: Flag = Field(
        default=False,
        description="Whether a Direct Connect gateway leads to the gateway too; its ID is passed in a variable.",
    )
