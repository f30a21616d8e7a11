"""Targets: how a call names them, and which ones a target group takes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.errors import invalid, invalid_target
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup

PRIVATE = tuple(
    ipaddress.ip_network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Where addresses outside of the VPC may be: RFC 1918 and RFC 6598."""

EVERYWHERE = "all"
QUIC = frozenset({"QUIC", "TCP_QUIC"})
SERVER = re.compile(r"0x[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Target:
    """A target, known by its id and its port: an address may stand twice in a group, on two ports.

    Parameters:
        id: of an instance, an IP address, the ARN of a function or of a load balancer.
        port: None for a function.
        zone: name of an Availability Zone, `all`, or None where none was given and none is known.
        server: QUIC's id of it; None but for QUIC and TCP_QUIC.
    """

    id: str
    port: int | None
    zone: str | None = None
    server: str | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        """What it is known by."""
        return self.id, self.port


def read_targets(given: Iterable[Mapping[str, Any]], group: TargetGroup) -> list[Target]:
    """Read a call's targets; one without a port has the group's. An IPv6 address may be written in several ways.

    Raises:
        AwsError: a port is none.
    """
    return [_read(each, group) for each in given]


def check_server(target: Target, group: TargetGroup, others: Iterable[Target]) -> None:
    """Check QUIC's server id of a target that is to be registered.

    Parameters:
        target: to be registered.
        group: of it.
        others: that are registered already.

    Raises:
        AwsError: it is missing, not allowed, malformed, not unique, or another one than before.
    """
    if group.protocol not in QUIC:
        if target.server is not None:
            raise invalid(f"A QUIC server ID cannot be specified for target groups with the {group.protocol} protocol")
        return
    if target.server is None or SERVER.fullmatch(target.server) is None:
        raise invalid(f"The QUIC server ID '{target.server or ''}' must be 0x and 16 lowercase hexadecimal digits")
    for other in others:
        if (other.key == target.key) != (other.server == target.server):
            raise invalid(f"The QUIC server ID '{target.server}' must be unique, and cannot be changed for a target")


def locate(target: Target, group: TargetGroup, subnets: Sequence[Subnet], zones: Collection[str]) -> Target:
    """Give an IP target with its Availability Zone.

    Parameters:
        target: to be registered.
        group: of it.
        subnets: of the group's VPC.
        zones: names of the Region's Availability Zones.

    Raises:
        AwsError: it is no address, or may not be a target, or its zone is missing or wrong.
    """
    address = _address(target.id, group.address_type)
    within = next((subnet for subnet in subnets if _contains(subnet, address)), None)
    if within is not None:
        if target.zone not in {None, within.zone}:
            raise invalid(
                f"The IP address '{target.id}' is within the VPC, and cannot have its Availability Zone overridden to "
                f"'{target.zone}' from '{within.zone}'"
            )
        return replace(target, zone=within.zone)
    if address.version == 4 and not any(address in network for network in PRIVATE):
        raise invalid(f"The IP address '{target.id}' is publicly routable, and cannot be registered")
    if target.zone is None or target.zone not in {EVERYWHERE, *zones}:
        raise invalid(
            "You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the "
            f"IP address '{target.id}' is outside the VPC"
        )
    return target


def check_zone(target: Target, group: TargetGroup) -> None:
    """Check that a zone is given only for addresses, and for functions none but `all`.

    Raises:
        AwsError: it is not so.
    """
    allowed = {None, EVERYWHERE} if group.target_type == "lambda" else {None}
    if group.target_type != "ip" and target.zone not in allowed:
        raise invalid(
            f"An Availability Zone cannot be specified for target groups with target type '{group.target_type}'"
        )


def check_application(target: Target, group: TargetGroup, ports: Collection[int] | None) -> None:
    """Check an application load balancer that is to be a target.

    Parameters:
        target: its ARN and port.
        group: of target type alb.
        ports: of its listeners; None where there is no such load balancer in the group's VPC.

    Raises:
        AwsError: it can't be one.
    """
    if ports is None:
        raise invalid_target(
            f"The Application Load Balancer '{target.id}' is not in the target group VPC '{group.vpc}'"
        )
    if target.port != group.port:
        raise invalid(f"Port '{target.port}' must match the port '{group.port}' of the target group")
    if target.port not in ports:
        raise invalid_target(
            f"The Application Load Balancer '{target.id}' must have a listener whose port matches the target group "
            f"port '{group.port}'"
        )


def _read(given: Mapping[str, Any], group: TargetGroup) -> Target:
    port = given.get("Port")
    if port is not None and not 1 <= port <= 65535:
        raise invalid(f"Port '{port}' must be between 1 and 65535")
    return Target(
        _plain(given["Id"]) if group.target_type == "ip" else given["Id"],
        None if group.target_type == "lambda" else port or group.port,
        given.get("AvailabilityZone") or None,
        given.get("QuicServerId") or None,
    )


def _plain(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return address


def _address(value: str, address_type: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        address = None
    if address is None or f"ipv{address.version}" != address_type:
        raise invalid(f"The IP address '{value}' is not a valid {address_type.replace('ip', 'IP')} address")
    return address


def _contains(subnet: Subnet, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    network = subnet.ipv4 if address.version == 4 else subnet.ipv6
    return network is not None and address in network
