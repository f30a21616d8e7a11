"""Arguments of CreateVpcEndpoint and ModifyVpcEndpoint by endpoint type (EC2 API reference)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import refusal

SUBNETS = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
TABLES = "Route table IDs are only supported for Gateway type VPC Endpoint."
GROUPS = "Security group IDs are only supported for Interface type VPC Endpoints."
PRIVATE = "Private DNS is only supported for Interface type VPC Endpoints."
INBOUND = "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints."
LATTICE = (
    "PrivateDnsPreference and PrivateDnsSpecifiedDomains are only supported for Resource and ServiceNetwork type VPC "
    "Endpoints."
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"SubnetIds": ["{subnet}"]}, SUBNETS),
        ({"SubnetConfigurations": [{"SubnetId": "subnet-0", "Ipv4": "10.0.0.9"}]}, SUBNETS),
        ({"SecurityGroupIds": ["sg-0"]}, GROUPS),
        ({"PrivateDnsEnabled": True}, PRIVATE),
        ({"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": False}}, INBOUND),
        ({"DnsOptions": {"PrivateDnsPreference": "ALL_DOMAINS"}}, LATTICE),
        ({"IpAddressType": "both"}, "IpAddressType both is invalid."),
        (
            {"DnsOptions": {"DnsRecordIpType": "ipv6"}},
            "DnsRecordIpType ipv6 is not supported with IpAddressType ipv4.",
        ),
    ],
)
def test_gateway_endpoint_rejects_arguments_of_other_types(
    options: dict[str, Any], expected: str, mine: Account
) -> None:
    assert ("InvalidParameter", expected) == refusal(mine.gateway_endpoint, vpc=mine.vpc(), **options)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"AddSubnetIds": ["subnet-0"]}, SUBNETS),
        ({"SubnetConfigurations": [{"SubnetId": "subnet-0", "Ipv4": "10.0.0.9"}]}, SUBNETS),
        ({"RemoveSecurityGroupIds": ["sg-0"]}, GROUPS),
        ({"PrivateDnsEnabled": True}, PRIVATE),
    ],
)
def test_modify_gateway_endpoint_rejects_arguments_of_other_types(
    options: dict[str, Any], expected: str, mine: Account
) -> None:
    endpoint_id = mine.gateway_endpoint(mine.vpc())["VpcEndpointId"]
    error = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint_id, **options)
    assert ("InvalidParameter", expected) == error


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"RouteTableIds": ["rtb-0"]}, ("InvalidParameter", TABLES)),
        ({"DnsOptions": {"PrivateDnsSpecifiedDomains": ["example.com"]}}, ("InvalidParameter", LATTICE)),
        (
            {"SubnetConfigurations": [{"Ipv4": "10.0.0.9"}]},
            ("MissingParameter", "The request must contain the parameter SubnetConfiguration.SubnetId"),
        ),
        (
            {"ResourceConfigurationArn": "arn:aws:vpc-lattice:us-east-1:1:resourceconfiguration/rcfg-0"},
            ("UnsupportedOperation", "Resource and service-network endpoints are not emulated here."),
        ),
    ],
)
def test_interface_endpoint_rejects_arguments_of_other_types(
    options: dict[str, Any], expected: tuple[str, str], mine: Account
) -> None:
    assert expected == refusal(mine.interface_endpoint, vpc=mine.vpc(), **options)


def test_create_rejects_an_unknown_endpoint_type(mine: Account) -> None:
    create = mine.ec2.create_vpc_endpoint
    error = refusal(create, VpcId="vpc-0", ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="gateway")
    assert error == ("InvalidVpcEndpointType", "The specified VPC endpoint type gateway is not valid.")


@pytest.mark.parametrize("address", [{"Ipv6": "2001:db8::9"}, {"Ipv4": "10.0.0.9", "Ipv6": "2001:db8::9"}])
def test_endpoint_rejects_an_address_of_another_family(address: dict[str, str], mine: Account) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    choice = [{"SubnetId": subnet, **address}]
    expected = ("InvalidParameter", f"The address 2001:db8::9 in {subnet} is not supported with IpAddressType ipv4.")
    assert expected == refusal(mine.interface_endpoint, vpc=vpc, SubnetConfigurations=choice)
    endpoint_id = mine.interface_endpoint_id(vpc, SubnetIds=[subnet])
    assert expected == refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint_id, SubnetConfigurations=choice)


def test_create_rejects_tags_of_another_resource_type(mine: Account) -> None:
    vpc = mine.vpc()
    tags = [{"ResourceType": "vpc-endpoint-service", "Tags": [{"Key": "a", "Value": "b"}]}]
    error = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=[mine.subnet(vpc)], TagSpecifications=tags)
    assert error == (
        "InvalidParameter",
        "'vpc-endpoint-service' is not a valid taggable resource type for this operation.",
    )


def test_create_with_too_many_tags_leaves_nothing(mine: Account) -> None:
    vpc = mine.vpc()
    tags = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": f"k{number}", "Value": ""} for number in range(51)]}]
    error = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=[mine.subnet(vpc)], TagSpecifications=tags)
    assert error.code == "TagLimitExceeded"
    selection = filters({"vpc-id": vpc})
    assert mine.ec2.describe_network_interfaces(Filters=selection)["NetworkInterfaces"] == []
