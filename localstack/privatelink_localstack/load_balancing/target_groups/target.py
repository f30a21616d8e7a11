"""Targets of target groups: the records, and which targets a target group accepts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.errors import validation_error
from privatelink_localstack.load_balancing.network import Instance
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup

PRIVATE_RANGES = tuple(ip_network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
"""RFC 1918 and RFC 6598: where targets outside of the VPC can be."""

ALL_ZONES = "all"
QUIC_PROTOCOLS = frozenset({"QUIC", "TCP_QUIC"})
QUIC_SERVER_ID = re.compile(r"0x[0-9a-f]{16}")

type TargetKey = tuple[str, int | None]
"""A target's ID and port. One ID can be in a target group several times, on several ports."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target, as a request describes it or as it is registered.

    Parameters:
        id: An instance ID, an IP address, or the ARN of a Lambda function or of an Application Load Balancer.
        port: None for Lambda functions.
        zone: The name of an Availability Zone, `all`, or None where the request names none.
        quic_server_id: None for other protocols than QUIC and TCP_QUIC.
    """

    id: str
    port: int | None
    zone: str | None = None
    quic_server_id: str | None = None

    @property
    def key(self) -> TargetKey:
        """The ID and the port."""
        return self.id, self.port


@dataclass(frozen=True, slots=True)
class DeregisteredTarget:
    """A target that was deregistered.

    Parameters:
        deregistered: in seconds of the emulation's timer.
    """

    target: Target
    deregistered: float


def completed(target: Target, target_group: TargetGroup) -> Target:
    """Return a request's target with the target group's port, if it has none, and its IPv6 address in short form."""
    if target.port is not None and not 1 <= target.port <= 65535:
        raise validation_error(f"Port '{target.port}' must be between 1 and 65535")
    return replace(
        target,
        id=_short(target.id) if target_group.target_type == "ip" else target.id,
        port=None if target_group.target_type == "lambda" else target.port or target_group.port,
    )


def check_quic_server_id(target: Target, target_group: TargetGroup, others: Iterable[Target]) -> None:
    """Require a QUIC server ID for QUIC, unique and never changed. Reject it for other protocols.

    Parameters:
        others: Registered targets of the group, the target itself among them if it is registered already.
    """
    server_id = target.quic_server_id
    if target_group.protocol not in QUIC_PROTOCOLS:
        if server_id is not None:
            raise validation_error(
                f"A QUIC server ID cannot be specified for target groups with the {target_group.protocol} protocol"
            )
        return
    if server_id is None or QUIC_SERVER_ID.fullmatch(server_id) is None:
        raise validation_error(f"The QUIC server ID '{server_id or ''}' must be 0x and 16 lowercase hexadecimal digits")
    for other in others:
        if (other.key == target.key) != (other.quic_server_id == server_id):
            raise validation_error(
                f"The QUIC server ID '{server_id}' must be unique, and cannot be changed for a target"
            )


def check_zone(target: Target, target_group: TargetGroup) -> None:
    """Reject an Availability Zone for other target types than `ip`. Lambda functions can have `all`."""
    allowed = {None, ALL_ZONES} if target_group.target_type == "lambda" else {None}
    if target_group.target_type != "ip" and target.zone not in allowed:
        raise validation_error(
            f"An Availability Zone cannot be specified for target groups with target type '{target_group.target_type}'"
        )


def with_zone(target: Target, target_group: TargetGroup, subnets: Sequence[Subnet], zones: Collection[str]) -> Target:
    """Return an IP target with its Availability Zone. Reject addresses that cannot be targets.

    An address in the VPC has its subnet's zone. Other addresses are private ones and need a zone or `all` in the
    request. The messages about zones and public addresses are AWS's.

    Parameters:
        subnets: Of the target group's VPC.
        zones: Names of the Region's Availability Zones.
    """
    address = _address(target.id, target_group.address_type)
    subnet = next((each for each in subnets if _is_within(address, each)), None)
    if subnet is not None:
        if target.zone not in {None, subnet.zone}:
            raise validation_error(
                f"The IP address '{target.id}' is within the VPC, and cannot have its Availability Zone overridden to "
                f"'{target.zone}' from '{subnet.zone}'"
            )
        return replace(target, zone=subnet.zone)
    if address.version == 4 and not any(address in network for network in PRIVATE_RANGES):
        raise validation_error(
            f"The IP address '{target.id}' is not allowed, as it must be an address from a VPC subnet, RFC1918, or "
            "RFC6598"
        )
    if target.zone is None or target.zone not in {ALL_ZONES, *zones}:
        raise validation_error(
            "You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the "
            f"IP address '{target.id}' is outside the VPC"
        )
    return target


def check_instance_id(target: Target) -> None:
    """Reject text that is not an instance ID."""
    if not target.id.startswith("i-"):
        raise validation_error(f"Instance ID '{target.id}' is not valid")


def with_instance_zone(target: Target, target_group: TargetGroup, instance: Instance | None) -> Target:
    """Return an instance target with its Availability Zone. Reject instances that are not running in the VPC.

    The message about the state is AWS's.
    """
    if instance is None:
        raise _invalid_target(f"The following targets do not exist: '{target.id}'")
    if instance.state != "running":
        raise _invalid_target(
            f"The following targets are not in a running state and cannot be registered: '{target.id}'"
        )
    if instance.vpc_id != target_group.vpc_id:
        raise _invalid_target(
            f"The following targets are not in the target group VPC '{target_group.vpc_id}': '{target.id}'"
        )
    return replace(target, zone=instance.zone)


def check_application_load_balancer(
    target: Target, target_group: TargetGroup, listener_ports: Collection[int] | None
) -> None:
    """Require a listener of the Application Load Balancer on the target group's port.

    Parameters:
        listener_ports: None for an ARN that is not an Application Load Balancer's in the target group's VPC.
    """
    if listener_ports is None:
        raise _invalid_target(
            f"The Application Load Balancer '{target.id}' is not in the target group VPC '{target_group.vpc_id}'"
        )
    if target.port != target_group.port:
        raise validation_error(f"Port '{target.port}' must match the port '{target_group.port}' of the target group")
    if target.port not in listener_ports:
        raise _invalid_target(
            f"The Application Load Balancer '{target.id}' must have a listener whose port matches the target group "
            f"port '{target_group.port}'"
        )


def _invalid_target(message: str) -> AwsError:
    """Return the refusal after which Terraform's AWS provider tries to register the target again."""
    return AwsError("InvalidTarget", message)


def _short(address: str) -> str:
    """Return an address in its short form. Text that is not an address is rejected later, with its words."""
    try:
        return str(ip_address(address))
    except ValueError:
        return address


def _address(text: str, address_type: str) -> IPv4Address | IPv6Address:
    try:
        address = ip_address(text)
    except ValueError:
        address = None
    if address is None or f"ipv{address.version}" != address_type:
        raise validation_error(f"The IP address '{text}' is not a valid {address_type.replace('ip', 'IP')} address")
    return address


def _is_within(address: IPv4Address | IPv6Address, subnet: Subnet) -> bool:
    network = subnet.ipv4 if address.version == 4 else subnet.ipv6
    return network is not None and address in network
