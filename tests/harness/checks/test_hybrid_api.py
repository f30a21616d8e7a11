"""Each check of a hub fails where the API of its account contradicts the other sources, and no other check does."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from tests.support.hub_api import GATEWAY_ARN, HUB, REPORTS, SHARE, TOOLS, api
from tests.support.hub_stack import failed, judged

ENDPOINT, RULE, ZONE = "aws_route53_resolver_endpoint", "aws_route53_resolver_rule", "aws_route53_zone"
CONNECTION, DEVICE, GATEWAY = "aws_vpn_connection", "aws_customer_gateway", "aws_vpn_gateway"
CARRIER, SHARES = "aws_dx_gateway_association", "aws_ram_resource_share"
PROFILE, IN_PROFILE = "aws_route53profiles_profile", "aws_route53profiles_resource_association"
OF_PROFILE = "aws_route53profiles_association"
TRANSIT, ATTACHMENT = "aws_ec2_transit_gateway", "aws_ec2_transit_gateway_vpc_attachment"
ACCEPTED, TABLE = "aws_ec2_transit_gateway_vpc_attachment_accepter", "aws_ec2_transit_gateway_route_table"
PEERING, PEERED = "aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"
GROUP, ROUTES = "aws_security_group", "aws_route_table"

INBOUND, OUTBOUND = (ENDPOINT, "rslvr-inbound"), (ENDPOINT, "rslvr-outbound")
CORP = (RULE, "rslvr-rr-1")
LAMBDA_ZONE, ECR_ZONE = (ZONE, "Z-lambda"), (ZONE, "Z-ecr-dkr")
PLANT, OFFICE = (CONNECTION, "vpn-plant"), (CONNECTION, "vpn-office")
NAMES = {(subject, Property.RESOLVES) for subject in ("names in the hub", "spoke reports", "spoke tools")}

ASSOCIATION = ("aws_route53_resolver_rule_association", "rslvr-rrassoc-1")

type Path = tuple[str | int, ...]
type Expected = set[tuple[str, Property]]

API: list[tuple[Scope, tuple[str, str], Path, object, Expected]] = [
    (
        HUB,
        (GROUP, "sg-clients"),
        ("IpPermissions", 0, "FromPort"),
        80,
        {
            ("clients", Property.INGRESS),
            ("spoke reports, from the hub", Property.ADMITTED),
            ("spoke tools, from the hub", Property.ADMITTED),
        },
    ),
    (
        HUB,
        (GROUP, "sg-clients"),
        ("IpPermissions", 0, "IpRanges", 1, "CidrIp"),
        "10.9.0.0/16",
        {("clients", Property.INGRESS), ("spoke reports, from the hub", Property.ADMITTED)},
    ),
    (HUB, ("aws_vpc_endpoint", "vpce-lambda"), ("Groups",), [], {("clients", Property.ENDPOINTS)}),
    (HUB, (GROUP, "sg-inbound"), ("IpPermissions", 1, "IpProtocol"), "tcp", {("resolver inbound", Property.INGRESS)}),
    (HUB, (GROUP, "sg-outbound"), ("IpPermissionsEgress", 0, "ToPort"), 54, {("resolver outbound", Property.EGRESS)}),
    (HUB, INBOUND, ("Status",), "ACTION_NEEDED", {("resolver inbound", Property.STATE)}),
    (HUB, INBOUND, ("Direction",), "OUTBOUND", {("resolver inbound", Property.DIRECTION)}),
    (HUB, INBOUND, ("HostVPCId",), "vpc-other", {("resolver inbound", Property.VPC)}),
    (HUB, INBOUND, ("ResolverEndpointType",), "DUALSTACK", {("resolver inbound", Property.IP_ADDRESS_TYPE)}),
    (HUB, INBOUND, ("Protocols",), ["Do53", "DoH"], {("resolver inbound", Property.DNS_PROTOCOLS)}),
    (
        HUB,
        INBOUND,
        ("SecurityGroupIds",),
        ["sg-outbound"],
        {("resolver inbound", Property.SECURITY_GROUPS), ("resolver inbound", Property.INGRESS)},
    ),
    (
        HUB,
        INBOUND,
        ("IpAddresses", 0, "Ip"),
        "10.0.0.11",
        {("resolver inbound", Property.ADDRESSES), ("resolver inbound", Property.FIXED_ADDRESSES)},
    ),
    (HUB, INBOUND, ("IpAddresses", 0, "Status"), "DETACHING", {("resolver inbound", Property.ADDRESSES)}),
    (
        HUB,
        INBOUND,
        ("IpAddresses", 1, "SubnetId"),
        "subnet-c",
        {("resolver inbound", Property.FIXED_ADDRESSES), ("resolver inbound", Property.SUBNETS)},
    ),
    (HUB, OUTBOUND, ("IpAddresses", 0, "Ip"), "10.0.0.99", {("resolver outbound", Property.ADDRESSES)}),
    (HUB, CORP, ("Status",), "DELETING", {("rule corp.example.com", Property.STATE)}),
    (HUB, CORP, ("RuleType",), "SYSTEM", {("rule corp.example.com", Property.TYPE)}),
    (HUB, CORP, ("DomainName",), "corp.example.net.", {("rule corp.example.com", Property.DOMAIN), *NAMES}),
    (HUB, CORP, ("TargetIps", 0, "Ip"), "192.168.0.11", {("rule corp.example.com", Property.TARGETS), *NAMES}),
    (HUB, CORP, ("ResolverEndpointId",), "rslvr-other", {("rule corp.example.com", Property.RESOLVER_ENDPOINT)}),
    (
        HUB,
        ASSOCIATION,
        ("VPCId",),
        "vpc-other",
        {("names in the hub", Property.RESOLVES), ("rule corp.example.com", Property.VPCS)},
    ),
    (HUB, LAMBDA_ZONE, ("Name",), "lambda.eu-west-1.amazonaws.com.", {("zone lambda", Property.DOMAIN), *NAMES}),
    (HUB, LAMBDA_ZONE, ("Config", "PrivateZone"), False, {("zone lambda", Property.TYPE)}),
    (HUB, LAMBDA_ZONE, ("VPCs",), [{"VPCId": "vpc-hub"}, {"VPCId": "vpc-tools"}], {("zone lambda", Property.VPCS)}),
    (HUB, LAMBDA_ZONE, ("Authorized",), [], {("zone lambda", Property.AUTHORIZATIONS)}),
    (
        HUB,
        LAMBDA_ZONE,
        ("Records", 1, "AliasTarget", "DNSName"),
        "vpce-ecr_dkr-x.vpce.amazonaws.com.",
        {("zone lambda", Property.RECORDS), *NAMES},
    ),
    (
        HUB,
        ECR_ZONE,
        ("Records", 2, "Name"),
        "any.dkr.ecr.us-east-1.amazonaws.com.",
        {("zone ecr-dkr", Property.RECORDS)},
    ),
    (HUB, (PROFILE, "rp-1"), ("Status",), "CREATING", {("profile", Property.STATE)}),
    (HUB, (PROFILE, "rp-1"), ("ShareStatus",), "NOT_SHARED", {("profile", Property.SHARED)}),
    (
        HUB,
        (IN_PROFILE, "rpr-1"),
        ("ResourceArn",),
        "arn:other",
        {("profile", Property.RESOURCES), ("spoke reports", Property.RESOLVES), ("spoke tools", Property.RESOLVES)},
    ),
    (HUB, (SHARES, SHARE), ("status",), "FAILED", {("share", Property.STATE)}),
    (HUB, (SHARES, SHARE), ("allowExternalPrincipals",), False, {("share", Property.EXTERNAL)}),
    (HUB, (SHARES, SHARE), ("RESOURCE", GATEWAY_ARN), "FAILED", {("share", Property.RESOURCES)}),
    (HUB, (SHARES, SHARE), ("PRINCIPAL", TOOLS.account), "ASSOCIATING", {("share", Property.PRINCIPALS)}),
    (HUB, (GATEWAY, "vgw-1"), ("State",), "pending", {("VPN gateway", Property.STATE)}),
    (HUB, (GATEWAY, "vgw-1"), ("AmazonSideAsn",), 64512, {("VPN gateway", Property.ASN)}),
    (HUB, (GATEWAY, "vgw-1"), ("VpcAttachments", 0, "State"), "detaching", {("VPN gateway", Property.VPC)}),
    (HUB, (ROUTES, "rtb-hub"), ("PropagatingVgws",), [], {("VPN gateway", Property.PROPAGATION)}),
    (HUB, (ROUTES, "rtb-hub"), ("Routes", 0, "State"), "blackhole", {("VPN gateway", Property.ROUTES)}),
    (
        HUB,
        (ROUTES, "rtb-hub"),
        ("Routes", 1, "VpcPeeringConnectionId"),
        "pcx-2",
        {("spoke reports, from the hub", Property.ROUTES)},
    ),
    (
        HUB,
        (ROUTES, "rtb-hub"),
        ("Routes", 2, "DestinationCidrBlock"),
        "10.2.0.0/17",
        {("spoke tools, from the hub", Property.ROUTES)},
    ),
    (HUB, (DEVICE, "cgw-plant"), ("IpAddress",), "198.51.100.8", {("connection plant, device", Property.ADDRESSES)}),
    (HUB, (DEVICE, "cgw-office"), ("BgpAsn",), "65000", {("connection office, device", Property.ASN)}),
    (HUB, (DEVICE, "cgw-office"), ("State",), "deleted", {("connection office, device", Property.STATE)}),
    (HUB, PLANT, ("State",), "pending", {("connection plant", Property.STATE)}),
    (HUB, PLANT, ("Options", "StaticRoutesOnly"), False, {("connection plant", Property.ROUTING)}),
    (HUB, PLANT, ("Routes",), [], {("connection plant", Property.STATIC_ROUTES)}),
    (HUB, PLANT, ("CustomerGatewayId",), "cgw-office", {("connection plant", Property.ENDS)}),
    (
        HUB,
        OFFICE,
        ("Options", "TunnelOptions", 0, "IkeVersions"),
        [{"Value": "ikev1"}],
        {("connection office", Property.TUNNELS)},
    ),
    (
        HUB,
        OFFICE,
        ("Options", "TunnelOptions", 0, "TunnelInsideCidr"),
        "169.254.10.4/30",
        {("connection office", Property.TUNNELS)},
    ),
    (HUB, (CARRIER, "dx-1"), ("associationState",), "updating", {("Direct Connect", Property.STATE)}),
    (HUB, (CARRIER, "dx-1"), ("associatedGateway", "id"), "vgw-2", {("Direct Connect", Property.ENDS)}),
    (
        HUB,
        (CARRIER, "dx-1"),
        ("allowedPrefixesToDirectConnectGateway", 0, "cidr"),
        "10.0.0.0/17",
        {("Direct Connect", Property.PREFIXES)},
    ),
    (HUB, (TRANSIT, "tgw-1"), ("State",), "modifying", {("transit gateway", Property.STATE)}),
    (HUB, (TRANSIT, "tgw-1"), ("Options", "AmazonSideAsn"), 64512, {("transit gateway", Property.ASN)}),
    (
        HUB,
        (TRANSIT, "tgw-1"),
        ("Options", "AutoAcceptSharedAttachments"),
        "enable",
        {("transit gateway", Property.DEFAULTS)},
    ),
    (
        HUB,
        (TABLE, "tgw-rtb-hub"),
        ("associations", "tgw-attach-hub"),
        "disassociating",
        {("transit gateway, hub", Property.TRANSIT)},
    ),
    (
        HUB,
        (TABLE, "tgw-rtb-hub"),
        ("propagations", "tgw-attach-tools"),
        "disabling",
        {("spoke tools, from the hub", Property.TRANSIT)},
    ),
    (
        HUB,
        (TABLE, "tgw-rtb-spoke"),
        ("propagations", "tgw-attach-tools"),
        "enabled",
        {("spoke tools, from the hub", Property.TRANSIT)},
    ),
    (HUB, (ATTACHMENT, "tgw-attach-hub"), ("SubnetIds",), ["subnet-a"], {("transit gateway, hub", Property.SUBNETS)}),
    (
        HUB,
        (ACCEPTED, "tgw-attach-tools"),
        ("State",),
        "pendingAcceptance",
        {("spoke tools, from the hub", Property.STATE)},
    ),
    (
        HUB,
        (ACCEPTED, "tgw-attach-tools"),
        ("VpcOwnerId",),
        "999999999999",
        {("spoke tools, from the hub", Property.OWNER)},
    ),
    (
        HUB,
        (PEERING, "pcx-1"),
        ("Status", "Code"),
        "pending-acceptance",
        {("spoke reports, from the hub", Property.STATE)},
    ),
    (
        HUB,
        (PEERING, "pcx-1"),
        ("AccepterVpcInfo", "Region"),
        "eu-west-1",
        {("spoke reports, from the hub", Property.ENDS)},
    ),
    (REPORTS, (PEERED, "pcx-1"), ("RequesterVpcInfo", "OwnerId"), "999999999999", {("spoke reports", Property.ENDS)}),
    (
        REPORTS,
        (PEERED, "pcx-1"),
        ("AccepterVpcInfo", "PeeringOptions"),
        {"AllowDnsResolutionFromRemoteVpc": True},
        {("spoke reports", Property.PEERING_DNS)},
    ),
    (REPORTS, (PEERED, "pcx-1"), ("Tags",), [], {("spoke reports", Property.TAGS)}),
    (REPORTS, (ROUTES, "rtb-reports"), ("Routes", 0, "State"), "blackhole", {("spoke reports", Property.ROUTES)}),
    (
        REPORTS,
        (OF_PROFILE, "rpassoc-reports"),
        ("Status",),
        "FAILED",
        {("spoke reports", Property.RESOLVES), ("spoke reports, profile", Property.STATE)},
    ),
    (
        REPORTS,
        (OF_PROFILE, "rpassoc-reports"),
        ("ProfileId",),
        "rp-2",
        {("spoke reports", Property.RESOLVES), ("spoke reports, profile", Property.PROFILE)},
    ),
    (
        TOOLS,
        (OF_PROFILE, "rpassoc-tools"),
        ("ResourceId",),
        "vpc-other",
        {("spoke tools", Property.RESOLVES), ("spoke tools, profile", Property.VPC)},
    ),
    (TOOLS, (ATTACHMENT, "tgw-attach-tools"), ("State",), "failed", {("spoke tools", Property.STATE)}),
    (TOOLS, (ATTACHMENT, "tgw-attach-tools"), ("VpcId",), "vpc-other", {("spoke tools", Property.VPC)}),
    (TOOLS, (ROUTES, "rtb-tools"), ("Routes",), [], {("spoke tools", Property.ROUTES)}),
]
"""What the API of an account says otherwise, and the checks that it fails."""


@pytest.mark.parametrize(("scope", "noun", "path", "value", "expected"), API)
def test_check_fails_where_the_api_contradicts(
    scope: Scope, noun: tuple[str, str], path: Path, value: object, expected: Expected
) -> None:
    answers = api()
    described: Any = answers[scope][noun[0]][noun[1]]
    for step in path[:-1]:
        described = described[step]
    described[path[-1]] = value

    assert failed(judged(answers)) == expected
