"""What the API says of a hub's stack, in each of its accounts, where all sources agree."""

from __future__ import annotations

from typing import Any

from privatelink_harness.checks.scope import Scope

HUB, REPORTS, TOOLS = (Scope(each * 12, "us-east-1") for each in "123")
LAMBDA, ECR = "lambda.us-east-1.amazonaws.com", "dkr.ecr.us-east-1.amazonaws.com"
SHARE = f"arn:aws:ram:us-east-1:{HUB.account}:resource-share/1"
RULE_ARN = f"arn:aws:route53resolver:us-east-1:{HUB.account}:resolver-rule/rslvr-rr-1"
PROFILE_ARN = f"arn:aws:route53profiles:us-east-1:{HUB.account}:profile/rp-1"
GATEWAY_ARN = f"arn:aws:ec2:us-east-1:{HUB.account}:transit-gateway/tgw-1"
CLIENTS = ("192.168.0.0/16", "10.1.0.0/16", "10.2.0.0/16")

type Described = dict[str, Any]
type Api = dict[Scope, dict[str, dict[str, Described]]]
"""Descriptions by account and Region, type and ID."""

_TAGS = {"Tags": [{"Key": "team", "Value": "net"}, {"Key": "Name", "Value": "net"}]}


def api() -> Api:
    """Return what the API says."""
    hub = {**_network(), **_resolver(), **_names(), **_links(), **_transit()}
    tables = {spoke: {"aws_route_table": {f"rtb-{spoke}": _to_hub(spoke, target)}} for spoke, target in _WAYS.items()}
    return {
        HUB: hub,
        REPORTS: {
            **tables["reports"],
            "aws_vpc_peering_connection_accepter": {"pcx-1": _peering()},
            **_profile("reports"),
        },
        TOOLS: {
            **tables["tools"],
            "aws_ec2_transit_gateway_vpc_attachment": {"tgw-attach-tools": _attachment("tools")},
            **_profile("tools"),
        },
    }


_WAYS = {"reports": "pcx-1", "tools": "tgw-1"}


def _route(cidr: str, target: str) -> Described:
    key = {"pcx": "VpcPeeringConnectionId", "tgw": "TransitGatewayId", "vgw": "GatewayId"}[target[:3]]
    return {"DestinationCidrBlock": cidr, key: target, "State": "active"}


def _to_hub(spoke: str, target: str) -> Described:
    routes = [_route(cidr, target) for cidr in ("10.0.0.0/24", "10.0.1.0/24")]
    return {"RouteTableId": f"rtb-{spoke}", "Routes": routes}


def _profile(spoke: str) -> dict[str, dict[str, Described]]:
    described = {"Id": f"rpassoc-{spoke}", "ProfileId": "rp-1", "ResourceId": f"vpc-{spoke}", "Status": "COMPLETE"}
    return {"aws_route53profiles_association": {f"rpassoc-{spoke}": described}}


def _peering() -> Described:
    def side(vpc: str, scope: Scope) -> Described:
        options = {"AllowDnsResolutionFromRemoteVpc": False}
        return {"VpcId": vpc, "OwnerId": scope.account, "Region": scope.region, "PeeringOptions": options}

    return {
        "Status": {"Code": "active"},
        "RequesterVpcInfo": side("vpc-hub", HUB),
        "AccepterVpcInfo": side("vpc-reports", REPORTS),
        **_TAGS,
    }


def _attachment(name: str) -> Described:
    return {
        "TransitGatewayAttachmentId": f"tgw-attach-{name}",
        "TransitGatewayId": "tgw-1",
        "State": "available",
        "VpcId": f"vpc-{name}",
        "VpcOwnerId": (TOOLS if name == "tools" else HUB).account,
        "SubnetIds": ["subnet-a", "subnet-b"],
        **_TAGS,
    }


def _permissions(port: int, cidrs: tuple[str, ...], protocols: tuple[str, ...] = ("tcp",)) -> list[Described]:
    ranges = [{"CidrIp": each} for each in cidrs]
    return [{"IpProtocol": each, "FromPort": port, "ToPort": port, "IpRanges": ranges} for each in protocols]


def _network() -> dict[str, dict[str, Described]]:
    routes = [_route("192.168.0.0/16", "vgw-1"), _route("10.1.0.0/16", "pcx-1"), _route("10.2.0.0/16", "tgw-1")]
    both = ("tcp", "udp")
    groups = {
        "sg-clients": {"GroupId": "sg-clients", "IpPermissions": _permissions(443, CLIENTS), **_TAGS},
        "sg-inbound": {"GroupId": "sg-inbound", "IpPermissions": _permissions(53, CLIENTS[:1], both)},
        "sg-outbound": {
            "GroupId": "sg-outbound",
            "IpPermissions": [],
            "IpPermissionsEgress": _permissions(53, ("192.168.0.10/32",), both),
        },
    }
    return {
        "aws_route_table": {
            "rtb-hub": {"RouteTableId": "rtb-hub", "Routes": routes, "PropagatingVgws": [{"GatewayId": "vgw-1"}]}
        },
        "aws_security_group": groups,
        "aws_subnet": {
            "subnet-a": {"AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.0.0/24"},
            "subnet-b": {"AvailabilityZone": "us-east-1b", "CidrBlock": "10.0.1.0/24"},
        },
        "aws_vpc_endpoint": {
            f"vpce-{name}": {
                "VpcEndpointId": f"vpce-{name}",
                "VpcId": "vpc-hub",
                "PrivateDnsEnabled": False,
                "Groups": [{"GroupId": "sg-clients"}],
                "DnsEntries": [
                    {"DnsName": f"vpce-{name}-x.vpce.amazonaws.com"},
                    {"DnsName": f"vpce-{name}-x-us-east-1a.vpce.amazonaws.com"},
                ],
            }
            for name in ("lambda", "ecr_dkr")
        },
    }


def _resolver() -> dict[str, dict[str, Described]]:
    def endpoint(direction: str, hosts: tuple[str, str]) -> Described:
        addresses = [
            {"SubnetId": subnet, "Ip": address, "Status": "ATTACHED"}
            for subnet, address in zip(("subnet-a", "subnet-b"), hosts, strict=True)
        ]
        return {
            "Status": "OPERATIONAL",
            "Direction": direction.upper(),
            "HostVPCId": "vpc-hub",
            "ResolverEndpointType": "IPV4",
            "Protocols": ["Do53"],
            "SecurityGroupIds": [f"sg-{direction}"],
            "IpAddresses": addresses,
        }

    rule = {
        "Id": "rslvr-rr-1",
        "Status": "COMPLETE",
        "RuleType": "FORWARD",
        "DomainName": "corp.example.com.",
        "TargetIps": [{"Ip": "192.168.0.10", "Port": 53}],
        "ResolverEndpointId": "rslvr-outbound",
    }
    association = {"ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-hub", "Status": "COMPLETE"}
    return {
        "aws_route53_resolver_endpoint": {
            "rslvr-inbound": endpoint("inbound", ("10.0.0.10", "10.0.1.10")),
            "rslvr-outbound": endpoint("outbound", ("10.0.0.5", "10.0.1.5")),
        },
        "aws_route53_resolver_rule": {"rslvr-rr-1": rule},
        "aws_route53_resolver_rule_association": {"rslvr-rrassoc-1": association},
    }


def _names() -> dict[str, dict[str, Described]]:
    def zone(name: str, domain: str, records: tuple[str, ...]) -> Described:
        alias = {"AliasTarget": {"DNSName": f"vpce-{name.replace('-', '_')}-x.vpce.amazonaws.com."}}
        return {
            "Id": f"/hostedzone/Z-{name}",
            "Name": f"{domain}.",
            "Config": {"PrivateZone": True},
            "VPCs": [{"VPCId": each} for each in ("vpc-hub", "vpc-reports", "vpc-tools")],
            "Authorized": [{"VPCId": each} for each in ("vpc-reports", "vpc-tools")],
            "Records": [
                {"Name": f"{domain}.", "Type": "SOA"},
                *({"Name": f"{each}{domain}.", "Type": "A", **alias} for each in records),
            ],
        }

    shared = {PROFILE_ARN: "ASSOCIATED", GATEWAY_ARN: "ASSOCIATED"}
    return {
        "aws_route53_zone": {
            "Z-lambda": zone("lambda", LAMBDA, ("",)),
            "Z-ecr-dkr": zone("ecr-dkr", ECR, ("", "\\052.")),
        },
        "aws_route53profiles_profile": {"rp-1": {"Id": "rp-1", "Status": "COMPLETE", "ShareStatus": "SHARED_BY_ME"}},
        "aws_route53profiles_resource_association": {
            "rpr-1": {"ProfileId": "rp-1", "ResourceArn": RULE_ARN, "Status": "COMPLETE"}
        },
        "aws_ram_resource_share": {
            SHARE: {
                "resourceShareArn": SHARE,
                "status": "ACTIVE",
                "allowExternalPrincipals": True,
                "RESOURCE": shared,
                "PRINCIPAL": {REPORTS.account: "ASSOCIATED", TOOLS.account: "ASSOCIATED"},
            }
        },
    }


def _links() -> dict[str, dict[str, Described]]:
    tunnel = {"TunnelInsideCidr": "169.254.10.0/30", "IkeVersions": [{"Value": "ikev2"}]}
    tunnel |= {"Phase1DHGroupNumbers": [{"Value": 20}]}

    def connection(name: str, options: Described, routes: list[Described]) -> Described:
        ends = {"VpnConnectionId": f"vpn-{name}", "VpnGatewayId": "vgw-1", "CustomerGatewayId": f"cgw-{name}"}
        return {**ends, "State": "available", "Options": options, "Routes": routes, **_TAGS}

    gateway = {
        "VpnGatewayId": "vgw-1",
        "State": "available",
        "AmazonSideAsn": 64620,
        "VpcAttachments": [{"VpcId": "vpc-hub", "State": "attached"}],
        **_TAGS,
    }
    static = [{"DestinationCidrBlock": "192.168.0.0/16", "State": "available"}]
    return {
        "aws_vpn_gateway": {"vgw-1": gateway},
        "aws_customer_gateway": {
            "cgw-plant": {"State": "available", "IpAddress": "198.51.100.7", "BgpAsn": "65000", **_TAGS},
            "cgw-office": {"State": "available", "IpAddress": "203.0.113.20", "BgpAsn": "65010", **_TAGS},
        },
        "aws_vpn_connection": {
            "vpn-plant": connection("plant", {"StaticRoutesOnly": True}, static),
            "vpn-office": connection("office", {"StaticRoutesOnly": False, "TunnelOptions": [tunnel, {}]}, []),
        },
        "aws_dx_gateway_association": {
            "dx-1": {
                "associationState": "associated",
                "directConnectGatewayId": "dxgw-1",
                "associatedGateway": {"id": "vgw-1"},
                "allowedPrefixesToDirectConnectGateway": [{"cidr": "10.0.0.0/16"}],
            }
        },
    }


def _transit() -> dict[str, dict[str, Described]]:
    gateway = {
        "State": "available",
        "Options": {
            "AmazonSideAsn": 64700,
            "DefaultRouteTableAssociation": "disable",
            "DefaultRouteTablePropagation": "disable",
            "AutoAcceptSharedAttachments": "disable",
        },
        **_TAGS,
    }
    attachments = {f"tgw-attach-{each}": _attachment(each) for each in ("hub", "tools")}
    learns = {"tgw-attach-hub": "enabled", "tgw-attach-tools": "enabled"}
    return {
        "aws_ec2_transit_gateway": {"tgw-1": gateway},
        "aws_ec2_transit_gateway_vpc_attachment": attachments,
        "aws_ec2_transit_gateway_vpc_attachment_accepter": attachments,
        "aws_ec2_transit_gateway_route_table": {
            "tgw-rtb-hub": {"associations": {"tgw-attach-hub": "associated"}, "propagations": learns, "routes": []},
            "tgw-rtb-spoke": {
                "associations": {"tgw-attach-tools": "associated"},
                "propagations": {"tgw-attach-hub": "enabled"},
                "routes": [],
            },
        },
        "aws_vpc_peering_connection": {"pcx-1": _peering()},
    }
