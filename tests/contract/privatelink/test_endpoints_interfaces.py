"""Network interfaces of endpoints."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any

from tests.support.account import Account, filters
from tests.support.refusal import refusal, refusal_code


def test_interface_is_managed_and_in_use(mine: Account) -> None:
    vpc = mine.vpc()
    subnet, group = mine.subnet(vpc), mine.group(vpc, "g")
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[subnet], SecurityGroupIds=[group])
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    expected = {
        "InterfaceType": "vpc_endpoint",
        "RequesterManaged": True,
        "Description": f"VPC Endpoint Interface {endpoint['VpcEndpointId']}",
        "Groups": [{"GroupId": group, "GroupName": "g"}],
        "SubnetId": subnet,
        "VpcId": vpc,
        "Status": "in-use",
        "OwnerId": mine.id,
        "PrivateIpAddress": "10.0.0.4",
        "NetworkInterfaceId": endpoint["NetworkInterfaceIds"][0],
    }
    assert expected == {name: interface.get(name) for name in expected}


def test_filter_of_network_interfaces_finds_managed_interfaces(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])
    for name, value in (
        ("interface-type", "vpc_endpoint"),
        ("requester-managed", "true"),
        ("status", "in-use"),
        ("group-name", "default"),
        ("attachment.instance-owner-id", "amazon-aws"),
    ):
        selection = filters({name: value, "vpc-id": vpc})
        interfaces = mine.ec2.describe_network_interfaces(Filters=selection)["NetworkInterfaces"]
        assert endpoint["NetworkInterfaceIds"] == [each["NetworkInterfaceId"] for each in interfaces], name


def test_interfaces_have_addresses_of_their_subnets(mine: Account) -> None:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, "a"), mine.subnet(vpc, "b")]
    own = mine.ec2.create_network_interface(SubnetId=subnets[0], PrivateIpAddress="10.0.0.4")
    endpoints = [mine.interface_endpoint(vpc, SubnetIds=subnets) for _ in range(2)]
    addresses = [
        {each["SubnetId"]: each["PrivateIpAddress"] for each in mine.interfaces(endpoint["VpcEndpointId"])}
        for endpoint in endpoints
    ]
    assert own["NetworkInterface"]["PrivateIpAddress"] == "10.0.0.4"
    assert [
        {subnets[0]: "10.0.0.5", subnets[1]: "10.0.1.4"},
        {subnets[0]: "10.0.0.6", subnets[1]: "10.0.1.5"},
    ] == addresses


def test_released_address_is_assigned_again(mine: Account) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    first = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    mine.delete(first["VpcEndpointId"])
    second = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    assert [each["PrivateIpAddress"] for each in mine.interfaces(second["VpcEndpointId"])] == ["10.0.0.4"]


def test_chosen_address_is_assigned(mine: Account) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    choice = [{"SubnetId": subnet, "Ipv4": "10.0.0.77"}]
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[subnet], SubnetConfigurations=choice)
    taken = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=[subnet], SubnetConfigurations=choice)
    assert [each["PrivateIpAddress"] for each in mine.interfaces(endpoint["VpcEndpointId"])] == ["10.0.0.77"]
    assert taken.code == "InvalidIPAddress.InUse"


def test_dual_stack_endpoint_has_addresses_of_both_families(mine: Account) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    block = mine.ipv6_block(vpc).replace("/56", "/64")
    dual_stack, ipv4 = mine.subnet(vpc, "a", Ipv6CidrBlock=block), mine.subnet(vpc, "b")
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[dual_stack], IpAddressType="dualstack")
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert (endpoint["IpAddressType"], endpoint["DnsOptions"]) == ("dualstack", {"DnsRecordIpType": "dualstack"})
    assert interface["PrivateIpAddress"] == "10.0.0.4"
    assert interface["Ipv6Addresses"] == [{"Ipv6Address": str(IPv6Network(block)[4])}]
    assert interface["Ipv6Address"] == interface["Ipv6Addresses"][0]["Ipv6Address"]
    assert interface["DenyAllIgwTraffic"]
    error = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=[ipv4], IpAddressType="dualstack")
    assert error == ("InvalidParameter", f"The subnet {ipv4} does not support IpAddressType dualstack.")


def test_ipv6_endpoint_requires_ipv6_only_subnets(mine: Account) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    ranges = list(IPv6Network(mine.ipv6_block(vpc)).subnets(new_prefix=64))
    dual_stack = mine.subnet(vpc, "a", Ipv6CidrBlock=str(ranges[0]))
    ipv6 = mine.ec2.create_subnet(
        VpcId=vpc, AvailabilityZone="us-east-1b", Ipv6Native=True, Ipv6CidrBlock=str(ranges[1])
    )
    error = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=[dual_stack], IpAddressType="ipv6")
    assert error == ("InvalidParameter", f"The subnet {dual_stack} does not support IpAddressType ipv6.")
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[ipv6["Subnet"]["SubnetId"]], IpAddressType="ipv6")
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert (interface.get("PrivateIpAddress"), interface["Ipv6Address"]) == (None, str(ranges[1][4]))
    assert endpoint["DnsOptions"] == {"DnsRecordIpType": "ipv6"}


def test_chosen_addresses_include_each_family(mine: Account) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    block = mine.ipv6_block(vpc).replace("/56", "/64")
    subnet = mine.subnet(vpc, "a", Ipv6CidrBlock=block)
    parameters: dict[str, Any] = {"vpc": vpc, "SubnetIds": [subnet], "IpAddressType": "dualstack"}
    choice: dict[str, Any] = {"SubnetId": subnet, "Ipv4": "10.0.0.77"}
    assert refusal(mine.interface_endpoint, **parameters, SubnetConfigurations=[choice]) == (
        "InvalidParameter",
        f"The SubnetConfiguration of {subnet} must have an Ipv6 address, because the IpAddressType is dualstack.",
    )
    choice["Ipv6"] = str(IPv6Network(block)[0x77])
    endpoint = mine.interface_endpoint(**parameters, SubnetConfigurations=[choice])
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert (interface["PrivateIpAddress"], interface["Ipv6Address"]) == (choice["Ipv4"], choice["Ipv6"])


def test_interface_keeps_its_subnet_groups_and_vpc_from_deletion(mine: Account) -> None:
    vpc = mine.vpc()
    subnet, group = mine.subnet(vpc), mine.group(vpc, "g")
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[subnet], SecurityGroupIds=[group])
    assert [
        ("DependencyViolation", f"The subnet '{subnet}' has dependencies and cannot be deleted."),
        ("DependencyViolation", f"resource {group} has a dependent object"),
        ("DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted."),
        ("InvalidParameterValue", f"Network interface '{endpoint['NetworkInterfaceIds'][0]}' is currently in use."),
    ] == [
        refusal(mine.ec2.delete_subnet, SubnetId=subnet),
        refusal(mine.ec2.delete_security_group, GroupId=group),
        refusal(mine.ec2.delete_vpc, VpcId=vpc),
        refusal(mine.ec2.delete_network_interface, NetworkInterfaceId=endpoint["NetworkInterfaceIds"][0]),
    ]
    mine.delete(endpoint["VpcEndpointId"])
    assert [
        refusal_code(mine.ec2.delete_subnet, SubnetId=subnet),
        refusal_code(mine.ec2.delete_security_group, GroupId=group),
        refusal_code(mine.ec2.delete_vpc, VpcId=vpc),
    ] == [None, None, None]


def test_unmanaged_interfaces_and_endpoints_share_no_address(mine: Account) -> None:
    subnet = mine.subnet(vpc := mine.vpc())
    mine.interface_endpoint(vpc, SubnetIds=[subnet])
    create = mine.ec2.create_network_interface
    own = create(SubnetId=subnet)["NetworkInterface"]
    taken = refusal(create, SubnetId=subnet, PrivateIpAddress="10.0.0.4")
    image = mine.ec2.describe_images()["Images"][0]["ImageId"]
    instance = mine.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]
    assert (own["PrivateIpAddress"], instance["PrivateIpAddress"]) == ("10.0.0.5", "10.0.0.6")
    assert taken.code == "InvalidIPAddress.InUse"
    mine.ec2.delete_network_interface(NetworkInterfaceId=own["NetworkInterfaceId"])
    again = mine.interface_endpoint(vpc, "sqs", SubnetIds=[subnet])
    assert [each["PrivateIpAddress"] for each in mine.interfaces(again["VpcEndpointId"])] == ["10.0.0.5"]
