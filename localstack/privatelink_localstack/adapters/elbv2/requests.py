"""Requests, from LocalStack's dictionaries (botocore's names) to the records of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from privatelink_localstack.load_balancing.errors import validation_error
from privatelink_localstack.load_balancing.listeners.model import ListenerSettings
from privatelink_localstack.load_balancing.load_balancers.model import (
    CreateLoadBalancer,
    SetSecurityGroups,
    SetSubnets,
    SubnetMapping,
)
from privatelink_localstack.load_balancing.tags import merged_tags, read_tags
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheckSettings
from privatelink_localstack.load_balancing.target_groups.model import CreateTargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target

Request = Mapping[str, Any]

REPEATED_KEY = "Attribute key '{key}' has been specified more than once"
"""Of load balancers; that of listeners is inferred."""

REPEATED_KEY_OF_TARGET_GROUP = "Target group attribute keys must be unique: '[{key}]'"


def create_load_balancer(request: Request) -> CreateLoadBalancer:
    """Read CreateLoadBalancer."""
    return CreateLoadBalancer(
        name=request["Name"],
        type=request.get("Type"),
        scheme=request.get("Scheme"),
        subnets=strings(request, "Subnets"),
        subnet_mappings=subnet_mappings(request),
        security_groups=tuple(dict.fromkeys(strings(request, "SecurityGroups"))),
        address_type=request.get("IpAddressType"),
        source_nat_prefix=request.get("EnablePrefixForIpv6SourceNat"),
        tags=tags(request),
        unsupported=present(request, "IpamPools", "CustomerOwnedIpv4Pool"),
    )


def set_subnets(request: Request) -> SetSubnets:
    """Read SetSubnets."""
    return SetSubnets(
        load_balancer_arn=request["LoadBalancerArn"],
        subnets=strings(request, "Subnets"),
        subnet_mappings=subnet_mappings(request),
        address_type=request.get("IpAddressType"),
        source_nat_prefix=request.get("EnablePrefixForIpv6SourceNat"),
    )


def set_security_groups(request: Request) -> SetSecurityGroups:
    """Read SetSecurityGroups."""
    return SetSecurityGroups(
        load_balancer_arn=request["LoadBalancerArn"],
        security_groups=tuple(dict.fromkeys(strings(request, "SecurityGroups"))),
        enforce_private_link=request.get("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"),
    )


def listener_settings(request: Request) -> ListenerSettings:
    """Read CreateListener or ModifyListener."""
    alpn_policy = request.get("AlpnPolicy")
    return ListenerSettings(
        protocol=request.get("Protocol"),
        port=request.get("Port"),
        actions=tuple(request.get("DefaultActions") or ()),
        ssl_policy=request.get("SslPolicy"),
        certificates=tuple(request.get("Certificates") or ()),
        alpn_policy=None if alpn_policy is None else tuple(alpn_policy),
        mutual_authentication=mutual_authentication(request),
    )


def mutual_authentication(request: Request) -> str | None:
    """Read the mode of `MutualAuthentication`; None if the request has no other member of it either."""
    members = request.get("MutualAuthentication") or {}
    return members.get("Mode") or ("verify" if any(members.values()) else None)


def create_target_group(request: Request) -> CreateTargetGroup:
    """Read CreateTargetGroup."""
    return CreateTargetGroup(
        name=request["Name"],
        target_type=request.get("TargetType"),
        protocol=request.get("Protocol"),
        protocol_version=request.get("ProtocolVersion"),
        port=request.get("Port"),
        vpc_id=request.get("VpcId"),
        address_type=request.get("IpAddressType"),
        health_check=health_check_settings(request),
        tags=tags(request),
        unsupported=present(request, "TargetControlPort"),
    )


def health_check_settings(request: Request) -> HealthCheckSettings:
    """Read the health check of CreateTargetGroup or ModifyTargetGroup."""
    matcher = request.get("Matcher") or {}
    return HealthCheckSettings(
        protocol=request.get("HealthCheckProtocol"),
        port=request.get("HealthCheckPort"),
        enabled=request.get("HealthCheckEnabled"),
        interval=request.get("HealthCheckIntervalSeconds"),
        timeout=request.get("HealthCheckTimeoutSeconds"),
        healthy_threshold=request.get("HealthyThresholdCount"),
        unhealthy_threshold=request.get("UnhealthyThresholdCount"),
        path=request.get("HealthCheckPath"),
        http_code=matcher.get("HttpCode"),
        grpc_code=matcher.get("GrpcCode"),
    )


def targets(members: Iterable[Mapping[str, Any]] | None) -> list[Target]:
    """Read targets in the API's form."""
    return [
        Target(
            id=member["Id"],
            port=member.get("Port"),
            zone=member.get("AvailabilityZone") or None,
            quic_server_id=member.get("QuicServerId") or None,
        )
        for member in members or ()
    ]


def subnet_mappings(request: Request) -> tuple[SubnetMapping, ...]:
    """Read `SubnetMappings`. Reject one without its subnet, which the model calls optional."""
    mappings = request.get("SubnetMappings") or ()
    if not all(member.get("SubnetId") for member in mappings):
        raise validation_error("A subnet mapping must have a subnet ID")
    return tuple(
        SubnetMapping(
            member["SubnetId"],
            member.get("AllocationId") or None,
            member.get("PrivateIPv4Address") or None,
            member.get("IPv6Address") or None,
            member.get("SourceNatIpv6Prefix") or None,
        )
        for member in mappings
    )


def attributes(request: Request, *, repeated: str) -> dict[str, str]:
    """Read `Attributes`. Reject a request without any, and keys that are missing or repeated.

    Parameters:
        repeated: AWS's message about a repeated `{key}` (deployments, `load_balancing.errors`).
    """
    members = request.get("Attributes") or ()
    if not members or any(not member.get("Key") for member in members):
        raise validation_error("At least one attribute must be specified, each with a key")
    read: dict[str, str] = {}
    for member in members:
        if member["Key"] in read:
            raise validation_error(repeated.format(key=member["Key"]))
        read[member["Key"]] = member.get("Value") or ""
    return read


def tags(request: Request) -> dict[str, str]:
    """Read the tags of a new resource."""
    return merged_tags({}, read_tags(request.get("Tags") or ()))


def strings(request: Request, member: str) -> tuple[str, ...]:
    """Read a list of strings, which may be missing."""
    return tuple(request.get(member) or ())


def present(request: Request, *members: str) -> tuple[str, ...]:
    """Return the names of members that a request has."""
    return tuple(member for member in members if request.get(member))
