"""DNS names of endpoints, and the conditions of private DNS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.support.account import Account
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcEndpointTypeDef


def names(endpoint: VpcEndpointTypeDef) -> list[str]:
    """Return an endpoint's DNS names, in AWS's order."""
    return [each["DnsName"] for each in endpoint["DnsEntries"]]


def test_endpoint_has_a_regional_name_and_a_zonal_name_for_each_subnet(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc, "b"), mine.subnet(vpc, "a")])
    dns_names = names(endpoint)
    match = re.fullmatch(
        rf"({endpoint['VpcEndpointId']}-\w{{8}})(\.lambda\.us-east-1\.vpce\.amazonaws\.com)", dns_names[0]
    )
    assert match is not None
    assert [f"{match[1]}{zone}{match[2]}" for zone in ("", "-us-east-1b", "-us-east-1a")] == dns_names
    assert {"Z7HUB22UULQXV"} == {each["HostedZoneId"] for each in endpoint["DnsEntries"]}
    assert dns_names == names(mine.endpoint(endpoint["VpcEndpointId"]))


def test_private_dns_name_is_last_and_in_its_own_hosted_zone(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)], PrivateDnsEnabled=True)
    last = endpoint["DnsEntries"][-1]
    assert (last["DnsName"], len(endpoint["DnsEntries"])) == ("lambda.us-east-1.amazonaws.com", 3)
    assert last["HostedZoneId"] != endpoint["DnsEntries"][0]["HostedZoneId"]


def test_names_of_s3_are_wildcards(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, "s3", SubnetIds=[mine.subnet(vpc)])
    assert {"*"} == {name.partition(".")[0] for name in names(endpoint)}


def test_private_dns_requires_the_dns_attributes_of_the_vpc(mine: Account) -> None:
    vpc = mine.vpc(dns=False)
    expected = (
        "InvalidParameter",
        (
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes "
            f"set to true for {vpc}"
        ),
    )
    assert expected == refusal(mine.interface_endpoint, vpc=vpc, PrivateDnsEnabled=True)
    endpoint = mine.interface_endpoint(vpc)
    assert expected == refusal(
        mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint["VpcEndpointId"], PrivateDnsEnabled=True
    )


def test_private_dns_name_belongs_to_one_endpoint_of_a_vpc(mine: Account) -> None:
    vpc, other = mine.vpc(), mine.vpc()
    first = mine.interface_endpoint(vpc, PrivateDnsEnabled=True)
    expected = (
        "InvalidParameter",
        (
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
            f"lambda.us-east-1.amazonaws.com in the VPC {vpc}"
        ),
    )
    assert expected == refusal(mine.interface_endpoint, vpc=vpc, PrivateDnsEnabled=True)
    assert mine.interface_endpoint(other, PrivateDnsEnabled=True)["PrivateDnsEnabled"]
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=first["VpcEndpointId"], PrivateDnsEnabled=False)
    assert mine.interface_endpoint(vpc, PrivateDnsEnabled=True)["PrivateDnsEnabled"]


def test_private_dns_requires_a_private_dns_name(mine: Account) -> None:
    error = refusal(mine.interface_endpoint, vpc=mine.vpc(), service="dynamodb", PrivateDnsEnabled=True)
    assert error == (
        "InvalidParameter",
        (
            "Private DNS can't be enabled because the service com.amazonaws.us-east-1.dynamodb does not "
            "provide a private DNS name."
        ),
    )


def test_inbound_only_private_dns_requires_a_gateway_endpoint(mine: Account) -> None:
    vpc = mine.vpc()
    parameters: dict[str, Any] = {
        "PrivateDnsEnabled": True,
        "DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True},
    }
    error = refusal(mine.interface_endpoint, vpc=vpc, service="s3", **parameters)
    assert error == (
        "InvalidParameter",
        (
            f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc} must have a Gateway "
            "endpoint for the service."
        ),
    )
    mine.gateway_endpoint(vpc)
    endpoint = mine.interface_endpoint(vpc, "s3", **parameters)
    expected = {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True}
    assert expected == endpoint["DnsOptions"]


def test_private_dns_of_s3_is_inbound_only_by_default(mine: Account) -> None:
    vpc = mine.vpc()
    expected = (
        "InvalidParameter",
        (
            f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc} must have a Gateway "
            "endpoint for the service."
        ),
    )
    assert expected == refusal(mine.interface_endpoint, vpc=vpc, service="s3", PrivateDnsEnabled=True)
    endpoint = mine.interface_endpoint(vpc, "s3")
    assert "PrivateDnsOnlyForInboundResolverEndpoint" not in endpoint["DnsOptions"]
    change: dict[str, Any] = {"VpcEndpointId": endpoint["VpcEndpointId"], "PrivateDnsEnabled": True}
    assert expected == refusal(mine.ec2.modify_vpc_endpoint, **change)
    mine.ec2.modify_vpc_endpoint(**change, DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": False})
    changed = mine.endpoint(endpoint["VpcEndpointId"])
    assert changed["DnsOptions"] == {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": False}


def test_gateway_endpoint_stays_while_private_dns_is_inbound_only(mine: Account) -> None:
    vpc = mine.vpc()
    gateway = mine.gateway_endpoint(vpc)["VpcEndpointId"]
    endpoint = mine.interface_endpoint(vpc, "s3", PrivateDnsEnabled=True)
    assert endpoint["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"]
    (failed,) = mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[gateway])["Unsuccessful"]
    assert failed["Error"] == {
        "Code": "InvalidParameter",
        "Message": (
            f"Gateway endpoint cannot be deleted while Interface endpoint {endpoint['VpcEndpointId']} for the service "
            "has PrivateDnsOnlyForInboundResolverEndpoint set to true."
        ),
    }
    mine.delete(endpoint["VpcEndpointId"])
    assert mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[gateway])["Unsuccessful"] == []


def test_private_dns_rejects_the_name_of_a_private_hosted_zone(mine: Account) -> None:
    vpc, other = mine.vpc(), mine.vpc()
    endpoint_id = mine.interface_endpoint_id(vpc)
    mine.client("route53").create_hosted_zone(
        Name="lambda.us-east-1.amazonaws.com",
        CallerReference=vpc,
        HostedZoneConfig={"PrivateZone": True, "Comment": "moto requires one"},
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc},
    )
    error = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint_id, PrivateDnsEnabled=True)
    assert error == (
        "InvalidParameter",
        (
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
            f"lambda.us-east-1.amazonaws.com in the VPC {vpc}"
        ),
    )
    assert mine.interface_endpoint(other, PrivateDnsEnabled=True)["PrivateDnsEnabled"]
