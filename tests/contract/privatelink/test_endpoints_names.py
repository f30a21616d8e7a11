"""Names of endpoints: regional, zonal and private ones; and when private ones may be enabled."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


def names(endpoint: dict[str, Any]) -> list[str]:
    return [each["DnsName"] for each in endpoint["DnsEntries"]]


def test_with_n_subnets_there_is_one_regional_name_and_n_zonal_ones(mine: Any) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc, "b"), mine.subnet(vpc, "a")])
    found = names(made)
    match = re.fullmatch(rf"({made['VpcEndpointId']}-\w{{8}})(\.lambda\.us-east-1\.vpce\.amazonaws\.com)", found[0])
    assert match is not None
    assert [f"{match[1]}{zone}{match[2]}" for zone in ("", "-us-east-1b", "-us-east-1a")] == found
    assert {"Z7HUB22UULQXV"} == {each["HostedZoneId"] for each in made["DnsEntries"]}
    assert found == names(mine.endpoint(made["VpcEndpointId"]))


def test_private_names_come_last_in_a_zone_of_their_own(mine: Any) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)], PrivateDnsEnabled=True)
    last = made["DnsEntries"][-1]
    assert (last["DnsName"], len(made["DnsEntries"])) == ("lambda.us-east-1.amazonaws.com", 3)
    assert last["HostedZoneId"] != made["DnsEntries"][0]["HostedZoneId"]


def test_names_of_s3_are_wildcards(mine: Any) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, "s3", SubnetIds=[mine.subnet(vpc)])
    assert {"*"} == {name.partition(".")[0] for name in names(made)}


def test_private_dns_needs_the_vpcs_dns_attributes(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc(dns=False)
    expected = (
        "InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes "
        f"set to true for {vpc}"
    )
    assert expected == refused(mine.interface_endpoint, vpc=vpc, PrivateDnsEnabled=True)
    made = mine.interface_endpoint(vpc)
    assert expected == refused(
        mine.ec2.modify_vpc_endpoint, VpcEndpointId=made["VpcEndpointId"], PrivateDnsEnabled=True
    )


def test_one_endpoint_of_a_vpc_has_a_private_name(mine: Any, refused: Callable[..., str]) -> None:
    vpc, other = mine.vpc(), mine.vpc()
    first = mine.interface_endpoint(vpc, PrivateDnsEnabled=True)
    expected = (
        "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        f"lambda.us-east-1.amazonaws.com in the VPC {vpc}"
    )
    assert expected == refused(mine.interface_endpoint, vpc=vpc, PrivateDnsEnabled=True)
    assert mine.interface_endpoint(other, PrivateDnsEnabled=True)["PrivateDnsEnabled"]
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=first["VpcEndpointId"], PrivateDnsEnabled=False)
    assert mine.interface_endpoint(vpc, PrivateDnsEnabled=True)["PrivateDnsEnabled"]


def test_a_service_without_private_name_can_have_none(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.interface_endpoint, vpc=mine.vpc(), service="dynamodb", PrivateDnsEnabled=True)
    assert met == (
        "InvalidParameter: Private DNS can't be enabled because the service com.amazonaws.us-east-1.dynamodb does not "
        "provide a private DNS name."
    )


def test_inbound_only_names_need_the_gateway_endpoint(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    asked = {"PrivateDnsEnabled": True, "DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}}
    met = refused(mine.interface_endpoint, vpc=vpc, service="s3", **asked)
    assert met == (
        f"InvalidParameter: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc} must have a Gateway "
        "endpoint for the service."
    )
    mine.gateway_endpoint(vpc)
    made = mine.interface_endpoint(vpc, "s3", **asked)
    expected = {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True}
    assert expected == made["DnsOptions"]


def test_names_of_s3_are_inbound_only_unless_said_otherwise(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    expected = (
        f"InvalidParameter: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc} must have a Gateway "
        "endpoint for the service."
    )
    assert expected == refused(mine.interface_endpoint, vpc=vpc, service="s3", PrivateDnsEnabled=True)
    bare = mine.interface_endpoint(vpc, "s3")
    assert "PrivateDnsOnlyForInboundResolverEndpoint" not in bare["DnsOptions"]
    change = {"VpcEndpointId": bare["VpcEndpointId"], "PrivateDnsEnabled": True}
    assert expected == refused(mine.ec2.modify_vpc_endpoint, **change)
    mine.ec2.modify_vpc_endpoint(**change, DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": False})
    changed = mine.endpoint(bare["VpcEndpointId"])
    assert changed["DnsOptions"] == {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": False}


def test_the_gateway_endpoint_stays_while_names_are_inbound_only(mine: Any) -> None:
    vpc = mine.vpc()
    gateway = mine.gateway_endpoint(vpc)["VpcEndpointId"]
    made = mine.interface_endpoint(vpc, "s3", PrivateDnsEnabled=True)
    assert made["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"]
    (failed,) = mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[gateway])["Unsuccessful"]
    assert failed["Error"] == {
        "Code": "InvalidParameter",
        "Message": (
            f"Gateway endpoint cannot be deleted while Interface endpoint {made['VpcEndpointId']} for the service has "
            "PrivateDnsOnlyForInboundResolverEndpoint set to true."
        ),
    }
    mine.delete(made["VpcEndpointId"])
    assert mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[gateway])["Unsuccessful"] == []


def test_a_private_hosted_zone_of_the_vpc_has_the_name(mine: Any, refused: Callable[..., str]) -> None:
    vpc, other = mine.vpc(), mine.vpc()
    made = mine.interface_endpoint(vpc)["VpcEndpointId"]
    mine.client("route53").create_hosted_zone(
        Name="lambda.us-east-1.amazonaws.com",
        CallerReference=vpc,
        HostedZoneConfig={"PrivateZone": True, "Comment": "as moto wants one"},
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc},
    )
    met = refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId=made, PrivateDnsEnabled=True)
    assert met == (
        "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        f"lambda.us-east-1.amazonaws.com in the VPC {vpc}"
    )
    assert mine.interface_endpoint(other, PrivateDnsEnabled=True)["PrivateDnsEnabled"]
