"""Responses, from the records of the rules to botocore's names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from privatelink_localstack.load_balancing import names
from privatelink_localstack.load_balancing.listeners.certificates import ListenerCertificate
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.listeners.ssl_policy import SUPPORTED_TYPES, SslPolicy
from privatelink_localstack.load_balancing.load_balancers.model import SCHEMES, EnabledZone, LoadBalancer
from privatelink_localstack.load_balancing.pages import page
from privatelink_localstack.load_balancing.target_groups.health import TargetHealth
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup

Response = dict[str, Any]


def page_of[T](
    member: str,
    items: Sequence[T],
    show: Callable[[T], Any],
    *,
    key: Callable[[T], str],
    request: Mapping[str, Any],
) -> Response:
    """Return one page of a list, with the marker of the next page.

    Parameters:
        key: Returns what a marker names an item by.
    """
    shown, marker = page(items, key, marker=request.get("Marker"), size=request.get("PageSize"))
    response: Response = {member: [show(item) for item in shown]}
    return {**response, "NextMarker": marker} if marker else response


def load_balancer(record: LoadBalancer) -> Response:
    """Show a load balancer."""
    shown: Response = {
        "LoadBalancerArn": record.arn,
        "CreatedTime": record.created,
        "LoadBalancerName": record.name,
        "VpcId": record.vpc_id,
        "State": {"Code": record.state},
        "Type": record.type,
        "AvailabilityZones": zones(record),
        "IpAddressType": record.address_type,
    }
    if record.type != "gateway":
        shown["DNSName"] = record.dns_name
        shown["CanonicalHostedZoneId"] = names.hosted_zone(record.type, record.region)
        shown["Scheme"] = SCHEMES[record.internal]
        shown["SecurityGroups"] = list(record.security_groups)
    if record.type == "network":
        shown["EnablePrefixForIpv6SourceNat"] = record.source_nat_prefix
    return shown | enforcement(record)


def zones(record: LoadBalancer) -> list[Response]:
    """Show the Availability Zones of a load balancer."""
    return [
        {
            "ZoneName": zone.subnet.zone,
            "SubnetId": zone.subnet.id,
            "LoadBalancerAddresses": _addresses(zone),
            **({"SourceNatIpv6Prefixes": [zone.source_nat_prefix]} if zone.source_nat_prefix else {}),
        }
        for zone in record.zones
    ]


def enforcement(record: LoadBalancer) -> Response:
    """Show whether security group rules apply to PrivateLink traffic. AWS shows it beside security groups only."""
    if record.type != "network" or not record.security_groups:
        return {}
    return {"EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": record.enforce_private_link}


def capacity_reservation(record: LoadBalancer, today: date) -> Response:
    """Show a load balancer's capacity reservation, of which each zone has an equal share."""
    reservation = record.reservation
    shown: Response = {
        "DecreaseRequestsRemaining": reservation.decreases_left(today),
        "CapacityReservationState": [
            {
                "State": {"Code": "provisioned"},
                "AvailabilityZone": zone.subnet.zone,
                "EffectiveCapacityUnits": reservation.units / len(record.zones),
            }
            for zone in record.zones
            if reservation.units is not None
        ],
    }
    if reservation.modified is not None:
        shown["LastModifiedTime"] = reservation.modified
    if reservation.units is not None:
        shown["MinimumLoadBalancerCapacity"] = {"CapacityUnits": reservation.units}
    return shown


def listener(record: Listener) -> Response:
    """Show a listener.

    Its action has the order 1, and none in a gateway load balancer's (acceptance tests of Terraform's AWS provider).
    """
    order = {} if record.protocol == "GENEVE" else {"Order": 1}
    shown: Response = {
        "ListenerArn": record.arn,
        "LoadBalancerArn": record.load_balancer_arn,
        "DefaultActions": [order | action for action in map(dict, record.actions)],
    }
    if record.protocol != "GENEVE":
        shown |= {"Port": record.port, "Protocol": record.protocol}
    if record.protocol == "TLS":
        shown["SslPolicy"] = record.ssl_policy
        shown["Certificates"] = [{"CertificateArn": record.certificate}]
        if record.alpn_policy is not None:
            shown["AlpnPolicy"] = [record.alpn_policy]
    return shown


def certificate(record: ListenerCertificate) -> Response:
    """Show a certificate of a listener."""
    return {"CertificateArn": record.arn, "IsDefault": record.is_default}


def ssl_policy(record: SslPolicy) -> Response:
    """Show a security policy."""
    return {
        "Name": record.name,
        "SslProtocols": list(record.protocols),
        "Ciphers": [{"Name": name, "Priority": priority} for name, priority in record.ciphers],
        "SupportedLoadBalancerTypes": list(SUPPORTED_TYPES),
    }


def target_group(record: TargetGroup, load_balancer_arns: Sequence[str]) -> Response:
    """Show a target group.

    Parameters:
        load_balancer_arns: Of the load balancers that forward to it.
    """
    check = record.health_check
    shown = {
        "TargetGroupArn": record.arn,
        "TargetGroupName": record.name,
        "Protocol": record.protocol or None,
        "Port": record.port,
        "VpcId": record.vpc_id,
        "HealthCheckProtocol": check.protocol,
        "HealthCheckPort": check.port,
        "HealthCheckEnabled": check.enabled,
        "HealthCheckIntervalSeconds": check.interval,
        "HealthCheckTimeoutSeconds": check.timeout,
        "HealthyThresholdCount": check.healthy_threshold,
        "UnhealthyThresholdCount": check.unhealthy_threshold,
        "HealthCheckPath": check.path,
        "Matcher": {"GrpcCode" if check.is_grpc else "HttpCode": check.matcher} if check.matcher else None,
        "LoadBalancerArns": list(load_balancer_arns),
        "TargetType": record.target_type,
        "ProtocolVersion": record.protocol_version,
        "IpAddressType": None if record.target_type == "lambda" else record.address_type,
    }
    return _without_none(shown)


def target_health(group: TargetGroup, record: TargetHealth) -> Response:
    """Show a target of a target group and its health."""
    target = record.target
    shown: Response = {
        "Target": _without_none(
            {
                "Id": target.id,
                "Port": target.port,
                "AvailabilityZone": target.zone if group.target_type == "ip" else None,
                "QuicServerId": target.quic_server_id,
            }
        ),
        "TargetHealth": _without_none(
            {"State": record.state, "Reason": record.reason, "Description": record.description}
        ),
    }
    check_port = group.health_check.port
    if check_port is not None:
        shown["HealthCheckPort"] = str(target.port) if check_port == "traffic-port" else check_port
    return shown


def attributes(values: Mapping[str, str]) -> Response:
    """Show attributes."""
    return {"Attributes": key_values(values.items())}


def key_values(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Show attributes or tags as a list of `Key` and `Value`."""
    return [{"Key": key, "Value": value} for key, value in pairs]


def _addresses(zone: EnabledZone) -> list[Response]:
    """Show the addresses that a request chose. AWS shows no others."""
    chosen = _without_none(
        {
            "IpAddress": zone.public_address,
            "AllocationId": zone.mapping.allocation_id,
            "PrivateIPv4Address": zone.mapping.private_address,
            "IPv6Address": zone.mapping.ipv6_address,
        }
    )
    return [chosen] if chosen else []


def _without_none(members: Mapping[str, Any]) -> Response:
    return {key: value for key, value in members.items() if value is not None}
