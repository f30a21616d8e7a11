"""A provider's stack in which all sources agree: a spec, and each noun with its plan, state and API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from privatelink_generator.load import loads
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import Check, Proof, Verdict, judge
from privatelink_harness.checks.facts import Permission
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.alarm import ALARM
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.provider.facts import Facts
from privatelink_harness.checks.provider.listener import LISTENER
from privatelink_harness.checks.provider.load_balancer import LOAD_BALANCER
from privatelink_harness.checks.provider.service import NOTIFICATION, SERVICE
from privatelink_harness.checks.provider.target_group import TARGET_GROUP
from privatelink_harness.checks.subject import Table
from privatelink_harness.terraform.snapshot import Resource

SPEC = """
version: 1
pattern: provider
name: payments
tags: {team: payments}
load_balancers:
  main:
    enable_cross_zone_load_balancing: true
    secondary_ips_auto_assigned_per_subnet: 2
    access_logs: {bucket: logs, prefix: main}
    security_group: {ingress: [{from: vpc, ports: [443]}, {from: group/bastion, ports: [443]}]}
    listeners:
      https: {port: 443, protocol: TLS, certificates: [a, b], alpn_policy: HTTP2Only, forward: {api: 90, next: 10}}
      tcp: {port: 80, forward: api}
target_groups:
  api:
    port: 8443
    proxy_protocol_v2: true
    stickiness: true
    deregistration_delay: 60
    connection_termination: true
    health_check: {protocol: HTTPS, path: /health, timeout: 5}
    targets: {a: {address: 10.0.0.20}, b: {address: 10.0.1.20, port: 9443}}
  next: {port: 8443, protocol: TLS}
certificates: {a: [a.example.com], b: [b.example.com]}
service:
  allowed_principals: {orders: "111122223333", own: role/app}
  private_dns_name: {name: a.example.com}
  notifications: {events: [Accept, Reject]}
alarms:
  resets: {above: 100, minutes: 5, datapoints: 3}
"""

REGION, VPC = "us-east-1", "vpc-1"
BALANCER, GROUP, NEXT, TLS, TCP = "arn:lb/main", "arn:tg/api", "arn:tg/next", "arn:listener/tls", "arn:listener/tcp"
SERVICE_ID, TOPIC = "vpce-svc-1", "arn:topic"
PRINCIPALS = ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:role/app"]


def resource(resource_type: str, values: Mapping[str, Any]) -> Resource:
    """Return a resource of the state."""
    return Resource("", resource_type, "this", None, values)


@dataclass
class Noun:
    """One subject with all its sources; a test changes one value."""

    table: Table[Any]
    model: Any
    described: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    name: str = "this"


def target(address: str, port: int) -> dict[str, Any]:
    """Return a healthy target, as Elastic Load Balancing describes it."""
    return {"Target": {"Id": address, "Port": port}, "TargetHealth": {"State": "healthy"}}


def facts() -> Facts:
    """Return what the API says beside the subjects' own descriptions."""
    return Facts(
        load_balancers={BALANCER: {"AvailabilityZones": [{"ZoneName": "us-east-1a"}]}},
        listeners={
            TLS: {"LoadBalancerArn": BALANCER, "Protocol": "TLS", "Port": 443},
            TCP: {"LoadBalancerArn": BALANCER, "Protocol": "TCP", "Port": 80},
        },
        target_groups={},
        attributes={
            BALANCER: {
                "load_balancing.cross_zone.enabled": "true",
                "zonal_shift.config.enabled": "false",
                "dns_record.client_routing_policy": "any_availability_zone",
                "secondary_ips.auto_assigned.per_subnet": "2",
                "access_logs.s3.enabled": "true",
                "access_logs.s3.bucket": "logs",
                "access_logs.s3.prefix": "main",
            },
            TCP: {"tcp.idle_timeout.seconds": "350"},
            GROUP: {
                "proxy_protocol_v2.enabled": "true",
                "preserve_client_ip.enabled": "false",
                "stickiness.enabled": "true",
                "deregistration_delay.timeout_seconds": "60",
                "deregistration_delay.connection_termination.enabled": "true",
            },
        },
        certificates={TLS: frozenset({"arn:b"})},
        health={GROUP: [target("10.0.0.20", 8443), target("10.0.1.20", 9443)]},
        services={SERVICE_ID: {}},
        verification={SERVICE_ID: "verified"},
        principals={SERVICE_ID: frozenset(PRINCIPALS)},
        connections={},
        notifications={},
        endpoints={},
        permissions={
            "sg-1": frozenset(
                {Permission("tcp", "443", "10.0.0.0/16"), Permission("tcp", "443", "sg-0123456789abcdef0")}
            )
        },
        cidrs={VPC: frozenset({"10.0.0.0/16", "fd00::/56"})},
        alarms={},
        insights={},
        account="444455556666",
        partition="aws",
        egress={"sg-1": frozenset({Permission("tcp", "8443", "10.0.0.0/24")})},
    )


GROUP_RULES = {
    "id": "sg-1",
    "ingress": [
        {
            "protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "cidr_blocks": ["10.0.0.0/16"],
            "security_groups": ["111122223333/sg-0123456789abcdef0"],
        }
    ],
    "egress": [{"protocol": "tcp", "from_port": 8443, "to_port": 8443, "cidr_blocks": ["10.0.0.0/24"]}],
}
RESOURCES = (
    Resource("", "aws_security_group", "main", None, GROUP_RULES),
    resource("aws_lb_listener", {"load_balancer_arn": BALANCER, "protocol": "TLS", "port": 443}),
    resource("aws_lb_listener", {"load_balancer_arn": BALANCER, "protocol": "TCP", "port": 80}),
    resource("aws_lb_listener_certificate", {"listener_arn": TLS, "certificate_arn": "arn:b"}),
    resource("aws_lb_target_group_attachment", {"target_group_arn": GROUP, "target_id": "10.0.0.20"}),
    resource("aws_lb_target_group_attachment", {"target_group_arn": GROUP, "target_id": "10.0.1.20", "port": 9443}),
    *(
        resource(
            "aws_vpc_endpoint_service_allowed_principal",
            {"vpc_endpoint_service_id": SERVICE_ID, "principal_arn": principal},
        )
        for principal in PRINCIPALS
    ),
)


def spec() -> ProviderSpec:
    """Return the spec that all nouns are of."""
    read = loads(SPEC)
    assert isinstance(read, ProviderSpec)
    return read


def nouns() -> dict[str, Noun]:
    """Return each noun as all sources describe it."""
    model = spec()
    main = model.load_balancers["main"]
    tags = [{"Key": "team", "Value": "payments"}]
    return {
        "load balancer": Noun(
            LOAD_BALANCER,
            main,
            {
                "LoadBalancerArn": BALANCER,
                "Type": "network",
                "State": {"Code": "active"},
                "Scheme": "internal",
                "IpAddressType": "ipv4",
                "VpcId": VPC,
                "AvailabilityZones": [{"SubnetId": "subnet-a", "ZoneName": "us-east-1a"}],
                "SecurityGroups": ["sg-1"],
                "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "off",
            },
            {
                "arn": BALANCER,
                "load_balancer_type": "network",
                "internal": True,
                "ip_address_type": "ipv4",
                "vpc_id": VPC,
                "subnets": ["subnet-a"],
                "enable_cross_zone_load_balancing": True,
                "enable_zonal_shift": False,
                "dns_record_client_routing_policy": "any_availability_zone",
                "secondary_ips_auto_assigned_per_subnet": 2,
                "access_logs": [{"enabled": True, "bucket": "logs", "prefix": "main"}],
                "enforce_security_group_inbound_rules_on_private_link_traffic": "off",
                "tags_all": {"team": "payments", "Name": "payments-main"},
            },
        ),
        "TLS listener": Noun(
            LISTENER,
            main.listeners["https"],
            {
                "ListenerArn": TLS,
                "Protocol": "TLS",
                "Port": 443,
                "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                "AlpnPolicy": ["HTTP2Only"],
                "Certificates": [{"CertificateArn": "arn:a"}],
                "DefaultActions": [forward({GROUP: 90, NEXT: 10})],
            },
            {
                "arn": TLS,
                "protocol": "TLS",
                "port": 443,
                "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                "alpn_policy": "HTTP2Only",
                "certificate_arn": "arn:a",
                "default_action": [weighted({GROUP: 90, NEXT: 10})],
            },
        ),
        "TCP listener": Noun(
            LISTENER,
            main.listeners["tcp"],
            {
                "ListenerArn": TCP,
                "Protocol": "TCP",
                "Port": 80,
                "DefaultActions": [{"TargetGroupArn": GROUP}],
            },
            {
                "arn": TCP,
                "protocol": "TCP",
                "port": 80,
                "tcp_idle_timeout_seconds": 350,
                "default_action": [{"target_group_arn": GROUP}],
            },
        ),
        "target group": Noun(
            TARGET_GROUP,
            model.target_groups["api"],
            {
                "TargetType": "ip",
                "Protocol": "TCP",
                "Port": 8443,
                "VpcId": VPC,
                "HealthCheckProtocol": "HTTPS",
                "HealthCheckPort": "traffic-port",
                "HealthCheckIntervalSeconds": 30,
                "HealthCheckTimeoutSeconds": 5,
                "HealthyThresholdCount": 5,
                "UnhealthyThresholdCount": 2,
                "HealthCheckPath": "/health",
                "Matcher": {"HttpCode": "200-399"},
            },
            {
                "arn": GROUP,
                "target_type": "ip",
                "protocol": "TCP",
                "port": 8443,
                "vpc_id": VPC,
                "proxy_protocol_v2": True,
                "preserve_client_ip": "false",
                "stickiness": [{"enabled": True}],
                "deregistration_delay": "60",
                "connection_termination": True,
                "health_check": [HEALTH_CHECK],
            },
        ),
        "service": Noun(
            SERVICE,
            model.service,
            {
                "ServiceId": SERVICE_ID,
                "ServiceState": "Available",
                "AcceptanceRequired": True,
                "NetworkLoadBalancerArns": [BALANCER],
                "PrivateDnsName": "a.example.com",
                "SupportedRegions": [{"Region": REGION}],
                "SupportedIpAddressTypes": ["ipv4"],
                "AvailabilityZones": ["us-east-1a"],
                "Tags": tags,
            },
            {
                "state": "Available",
                "acceptance_required": True,
                "network_load_balancer_arns": [BALANCER],
                "private_dns_name": "a.example.com",
                "supported_regions": [REGION],
                "supported_ip_address_types": ["ipv4"],
                "availability_zones": ["us-east-1a"],
                "tags_all": {"team": "payments", "Name": "payments"},
            },
        ),
        "notification": Noun(
            NOTIFICATION,
            model.service.notifications,
            {"ConnectionEvents": ["Reject", "Accept"], "ConnectionNotificationArn": TOPIC},
            {"connection_events": ["Accept", "Reject"], "connection_notification_arn": TOPIC},
        ),
        "alarm": Noun(
            ALARM,
            model.alarms.resets,
            {
                "Namespace": "AWS/PrivateLinkServices",
                "MetricName": "RstPacketsSent",
                "Dimensions": [{"Name": "Service Id", "Value": SERVICE_ID}],
                "Threshold": 100.0,
                "EvaluationPeriods": 5,
                "DatapointsToAlarm": 3,
                "Period": 60,
                "AlarmActions": [TOPIC],
            },
            {
                "namespace": "AWS/PrivateLinkServices",
                "metric_name": "RstPacketsSent",
                "dimensions": {"Service Id": SERVICE_ID},
                "threshold": 100,
                "evaluation_periods": 5,
                "datapoints_to_alarm": 3,
                "period": 60,
                "alarm_actions": [TOPIC],
            },
            "resets",
        ),
    }


HEALTH_CHECK = {
    "protocol": "HTTPS",
    "port": "traffic-port",
    "interval": 30,
    "timeout": 5,
    "healthy_threshold": 5,
    "unhealthy_threshold": 2,
    "path": "/health",
    "matcher": "200-399",
}


def forward(weights: Mapping[str, int]) -> dict[str, Any]:
    """Return a listener's action, as Elastic Load Balancing describes it."""
    groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in weights.items()]
    return {"ForwardConfig": {"TargetGroups": groups}}


def weighted(weights: Mapping[str, int]) -> dict[str, Any]:
    """Return a listener's action, as the AWS provider keeps it."""
    return {"forward": [{"target_group": [{"arn": arn, "weight": weight} for arn, weight in weights.items()]}]}


def judged(
    noun: Noun,
    *,
    plan: Mapping[str, Any] | None = None,
    known: Facts | None = None,
    resources: tuple[Resource, ...] = RESOURCES,
    planned_resources: tuple[Resource, ...] = RESOURCES,
) -> dict[Property, Check]:
    """Return all checks of a noun."""
    found = known or facts()
    planned, stated = (
        Resource("", "aws_any", noun.name, None, values) for values in (noun.values | dict(plan or {}), noun.values)
    )
    evidence: Evidence[Any] = Evidence(
        plan=planned,
        state=stated,
        spec=spec(),
        model=noun.model,
        described=noun.described,
        facts=found,
        placement=Placement(VPC, {"subnet-a"}),
        resources=resources,
        planned_resources=planned_resources,
        names={BALANCER: "main", GROUP: "api", NEXT: "next"},
        region=REGION,
    )
    return {
        about: judge("subject", about, sources, proof=Proof.LIVE, gaps={})
        for about, compare in noun.table.items()
        if (sources := compare(evidence)) is not None
    }


def failed(checks: Mapping[Property, Check]) -> set[Property]:
    """Return the properties whose checks fail."""
    return {about for about, check in checks.items() if check.verdict is Verdict.FAILED}
