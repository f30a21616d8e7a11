"""Each argument of CreateVpcEndpoint and ModifyVpcEndpoint belongs to some types of endpoint (EC2 API reference)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
def test_a_gateway_endpoint_refuses(
    options: dict[str, Any], expected: str, mine: Any, refused: Callable[..., str]
) -> None:
    assert f"InvalidParameter: {expected}" == refused(mine.gateway_endpoint, vpc=mine.vpc(), **options)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"AddSubnetIds": ["subnet-0"]}, SUBNETS),
        ({"SubnetConfigurations": [{"SubnetId": "subnet-0", "Ipv4": "10.0.0.9"}]}, SUBNETS),
        ({"RemoveSecurityGroupIds": ["sg-0"]}, GROUPS),
        ({"PrivateDnsEnabled": True}, PRIVATE),
    ],
)
def test_a_gateway_endpoint_refuses_to_become_another(
    options: dict[str, Any], expected: str, mine: Any, refused: Callable[..., str]
) -> None:
    made = mine.gateway_endpoint(mine.vpc())["VpcEndpointId"]
    met = refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId=made, **options)
    assert f"InvalidParameter: {expected}" == met


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"RouteTableIds": ["rtb-0"]}, f"InvalidParameter: {TABLES}"),
        ({"DnsOptions": {"PrivateDnsSpecifiedDomains": ["example.com"]}}, f"InvalidParameter: {LATTICE}"),
        (
            {"SubnetConfigurations": [{"Ipv4": "10.0.0.9"}]},
            "MissingParameter: The request must contain the parameter SubnetConfiguration.SubnetId",
        ),
        (
            {"ResourceConfigurationArn": "arn:aws:vpc-lattice:us-east-1:1:resourceconfiguration/rcfg-0"},
            "UnsupportedOperation: Resource and service-network endpoints are not emulated here.",
        ),
    ],
)
def test_an_interface_endpoint_refuses(
    options: dict[str, Any], expected: str, mine: Any, refused: Callable[..., str]
) -> None:
    assert expected == refused(mine.interface_endpoint, vpc=mine.vpc(), **options)


def test_there_are_no_other_types(mine: Any, refused: Callable[..., str]) -> None:
    create = mine.ec2.create_vpc_endpoint
    met = refused(create, VpcId="vpc-0", ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="gateway")
    assert met == "InvalidVpcEndpointType: The specified VPC endpoint type gateway is not valid."


@pytest.mark.parametrize("address", [{"Ipv6": "2001:db8::9"}, {"Ipv4": "10.0.0.9", "Ipv6": "2001:db8::9"}])
def test_an_address_of_a_family_that_it_has_not_is_refused(
    address: dict[str, str], mine: Any, refused: Callable[..., str]
) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    choice = [{"SubnetId": subnet, **address}]
    expected = f"InvalidParameter: The address 2001:db8::9 in {subnet} is not supported with IpAddressType ipv4."
    assert expected == refused(mine.interface_endpoint, vpc=vpc, SubnetConfigurations=choice)
    made = mine.interface_endpoint(vpc, SubnetIds=[subnet])["VpcEndpointId"]
    assert expected == refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId=made, SubnetConfigurations=choice)


def test_tags_are_for_what_is_made(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    tags = [{"ResourceType": "vpc-endpoint-service", "Tags": [{"Key": "a", "Value": "b"}]}]
    met = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=[mine.subnet(vpc)], TagSpecifications=tags)
    assert met == "InvalidParameter: 'vpc-endpoint-service' is not a valid taggable resource type for this operation."


def test_too_many_tags_leave_nothing(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    tags = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": f"k{number}", "Value": ""} for number in range(51)]}]
    met = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=[mine.subnet(vpc)], TagSpecifications=tags)
    assert met.startswith("TagLimitExceeded: ")
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    assert mine.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []
