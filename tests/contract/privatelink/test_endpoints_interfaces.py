"""An endpoint has one network interface in each subnet, of AWS's making, and releases it when it is deleted."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Network
from typing import Any


def test_an_interface_is_of_the_right_type_and_requester(mine: Any) -> None:
    vpc = mine.vpc()
    subnet, group = mine.subnet(vpc), mine.group(vpc, "g")
    made = mine.interface_endpoint(vpc, SubnetIds=[subnet], SecurityGroupIds=[group])
    (found,) = mine.ec2.describe_network_interfaces(NetworkInterfaceIds=made["NetworkInterfaceIds"])[
        "NetworkInterfaces"
    ]
    expected = {
        "InterfaceType": "vpc_endpoint",
        "RequesterManaged": True,
        "Description": f"VPC Endpoint Interface {made['VpcEndpointId']}",
        "Groups": [{"GroupId": group, "GroupName": "g"}],
        "SubnetId": subnet,
        "VpcId": vpc,
        "Status": "in-use",
        "OwnerId": mine.id,
        "PrivateIpAddress": "10.0.0.4",
    }
    assert expected == {name: found[name] for name in expected}


def test_filters_of_describe_network_interfaces_know_them(mine: Any) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])
    for name, value in (
        ("interface-type", "vpc_endpoint"),
        ("requester-managed", "true"),
        ("status", "in-use"),
        ("group-name", "default"),
        ("attachment.instance-owner-id", "amazon-aws"),
    ):
        filters = [{"Name": name, "Values": [value]}, {"Name": "vpc-id", "Values": [vpc]}]
        found = mine.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        assert made["NetworkInterfaceIds"] == [each["NetworkInterfaceId"] for each in found], name


def test_addresses_come_from_the_subnets_and_none_twice(mine: Any) -> None:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, "a"), mine.subnet(vpc, "b")]
    own = mine.ec2.create_network_interface(SubnetId=subnets[0], PrivateIpAddress="10.0.0.4")
    made = [mine.interface_endpoint(vpc, SubnetIds=subnets) for _ in range(2)]
    addresses = [
        {each["SubnetId"]: each["PrivateIpAddress"] for each in mine.interfaces(endpoint["VpcEndpointId"])}
        for endpoint in made
    ]
    assert own["NetworkInterface"]["PrivateIpAddress"] == "10.0.0.4"
    assert [
        {subnets[0]: "10.0.0.5", subnets[1]: "10.0.1.4"},
        {subnets[0]: "10.0.0.6", subnets[1]: "10.0.1.5"},
    ] == addresses


def test_a_released_address_returns(mine: Any) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    first = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    mine.delete(first["VpcEndpointId"])
    second = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    assert [each["PrivateIpAddress"] for each in mine.interfaces(second["VpcEndpointId"])] == ["10.0.0.4"]


def test_chosen_addresses_are_given(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    choice = [{"SubnetId": subnet, "Ipv4": "10.0.0.77"}]
    made = mine.interface_endpoint(vpc, SubnetIds=[subnet], SubnetConfigurations=choice)
    taken = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=[subnet], SubnetConfigurations=choice)
    assert [each["PrivateIpAddress"] for each in mine.interfaces(made["VpcEndpointId"])] == ["10.0.0.77"]
    assert taken.startswith("InvalidIPAddress.InUse: ")


def test_dual_stack_gives_both_families(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    (block,) = mine.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    six = block["Ipv6CidrBlock"].replace("/56", "/64")
    both, four = mine.subnet(vpc, "a", Ipv6CidrBlock=six), mine.subnet(vpc, "b")
    made = mine.interface_endpoint(vpc, SubnetIds=[both], IpAddressType="dualstack")
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert (made["IpAddressType"], made["DnsOptions"]) == ("dualstack", {"DnsRecordIpType": "dualstack"})
    assert interface["PrivateIpAddress"] == "10.0.0.4"
    assert interface["Ipv6Addresses"] == [{"Ipv6Address": str(IPv6Network(six)[4])}]
    assert interface["Ipv6Address"] == interface["Ipv6Addresses"][0]["Ipv6Address"]
    assert interface["DenyAllIgwTraffic"]
    met = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=[four], IpAddressType="dualstack")
    assert met == f"InvalidParameter: The subnet {four} does not support IpAddressType dualstack."


def test_ipv6_alone_is_for_subnets_of_ipv6_alone(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    (block,) = mine.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    ranges = list(IPv6Network(block["Ipv6CidrBlock"]).subnets(new_prefix=64))
    both = mine.subnet(vpc, "a", Ipv6CidrBlock=str(ranges[0]))
    six = mine.ec2.create_subnet(
        VpcId=vpc, AvailabilityZone="us-east-1b", Ipv6Native=True, Ipv6CidrBlock=str(ranges[1])
    )
    met = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=[both], IpAddressType="ipv6")
    assert met == f"InvalidParameter: The subnet {both} does not support IpAddressType ipv6."
    made = mine.interface_endpoint(vpc, SubnetIds=[six["Subnet"]["SubnetId"]], IpAddressType="ipv6")
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert (interface.get("PrivateIpAddress"), interface["Ipv6Address"]) == (None, str(ranges[1][4]))
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv6"}


def test_chosen_addresses_are_of_each_family(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    (block,) = mine.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    six = block["Ipv6CidrBlock"].replace("/56", "/64")
    subnet = mine.subnet(vpc, "a", Ipv6CidrBlock=six)
    asked = {"vpc": vpc, "SubnetIds": [subnet], "IpAddressType": "dualstack"}
    choice = {"SubnetId": subnet, "Ipv4": "10.0.0.77"}
    assert refused(mine.interface_endpoint, **asked, SubnetConfigurations=[choice]) == (
        f"InvalidParameter: The SubnetConfiguration of {subnet} must have an Ipv6 address, because the IpAddressType "
        "is dualstack."
    )
    choice["Ipv6"] = str(IPv6Network(six)[0x77])
    made = mine.interface_endpoint(**asked, SubnetConfigurations=[choice])
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert (interface["PrivateIpAddress"], interface["Ipv6Address"]) == (choice["Ipv4"], choice["Ipv6"])


def test_interfaces_hold_subnets_groups_and_the_vpc_until_they_are_gone(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    subnet, group = mine.subnet(vpc), mine.group(vpc, "g")
    made = mine.interface_endpoint(vpc, SubnetIds=[subnet], SecurityGroupIds=[group])
    assert [
        f"DependencyViolation: The subnet '{subnet}' has dependencies and cannot be deleted.",
        f"DependencyViolation: resource {group} has a dependent object",
        f"DependencyViolation: The vpc '{vpc}' has dependencies and cannot be deleted.",
        f"InvalidParameterValue: Network interface '{made['NetworkInterfaceIds'][0]}' is currently in use.",
    ] == [
        refused(mine.ec2.delete_subnet, SubnetId=subnet),
        refused(mine.ec2.delete_security_group, GroupId=group),
        refused(mine.ec2.delete_vpc, VpcId=vpc),
        refused(mine.ec2.delete_network_interface, NetworkInterfaceId=made["NetworkInterfaceIds"][0]),
    ]
    mine.delete(made["VpcEndpointId"])
    assert [
        refused(mine.ec2.delete_subnet, SubnetId=subnet),
        refused(mine.ec2.delete_security_group, GroupId=group),
        refused(mine.ec2.delete_vpc, VpcId=vpc),
    ] == ["", "", ""]


def test_interfaces_of_others_get_addresses_of_their_own(mine: Any, refused: Callable[..., str]) -> None:
    subnet = mine.subnet(vpc := mine.vpc())
    mine.interface_endpoint(vpc, SubnetIds=[subnet])
    create = mine.ec2.create_network_interface
    own = create(SubnetId=subnet)["NetworkInterface"]
    taken = refused(create, SubnetId=subnet, PrivateIpAddress="10.0.0.4")
    image = mine.ec2.describe_images()["Images"][0]["ImageId"]
    instance = mine.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]
    assert (own["PrivateIpAddress"], instance["PrivateIpAddress"]) == ("10.0.0.5", "10.0.0.6")
    assert taken.startswith("InvalidIPAddress.InUse: ")
    mine.ec2.delete_network_interface(NetworkInterfaceId=own["NetworkInterfaceId"])
    again = mine.interface_endpoint(vpc, "sqs", SubnetIds=[subnet])
    assert [each["PrivateIpAddress"] for each in mine.interfaces(again["VpcEndpointId"])] == ["10.0.0.5"]
