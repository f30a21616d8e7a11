"""ModifyVpcEndpoint changes an endpoint in place, or refuses and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

POLICY = '{"Version":"2012-10-17",  "Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'
DEFAULT_POLICY = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'


def test_a_policy_comes_back_as_it_was_given_and_can_be_reset(mine: Any) -> None:
    made = mine.interface_endpoint(mine.vpc(), PolicyDocument=POLICY)
    change = {"VpcEndpointId": made["VpcEndpointId"]}
    mine.ec2.modify_vpc_endpoint(**change, ResetPolicy=True)
    reset = mine.endpoint(made["VpcEndpointId"])["PolicyDocument"]
    mine.ec2.modify_vpc_endpoint(**change, PolicyDocument=POLICY)
    again = mine.endpoint(made["VpcEndpointId"])["PolicyDocument"]
    assert [made["PolicyDocument"], reset, again] == [POLICY, DEFAULT_POLICY, POLICY]


@pytest.mark.parametrize("policy", ["{", "[]", '{"Version":"2012-10-17"}', '{"Statement":"' + "x" * 20_480 + '"}'])
def test_what_is_no_policy_is_refused(policy: str, mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.interface_endpoint, vpc=mine.vpc(), PolicyDocument=policy)
    assert met.startswith("InvalidPolicyDocument: ")


def test_subnets_are_added_and_removed_with_their_interfaces(mine: Any) -> None:
    vpc = mine.vpc()
    first, second = mine.subnet(vpc, "a"), mine.subnet(vpc, "b")
    made = mine.interface_endpoint(vpc, SubnetIds=[first])
    change = {"VpcEndpointId": made["VpcEndpointId"], "AddSubnetIds": [second], "RemoveSubnetIds": [first]}
    assert mine.ec2.modify_vpc_endpoint(**change)["Return"] is True
    changed = mine.available(made["VpcEndpointId"])
    assert [second] == changed["SubnetIds"] == [each["SubnetId"] for each in mine.interfaces(made["VpcEndpointId"])]
    assert changed["DnsEntries"][1]["DnsName"].split(".")[0].endswith("-us-east-1b")
    mine.ec2.delete_subnet(SubnetId=first)


def test_a_subnet_of_a_zone_that_it_is_in_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc, "a", 1)])
    other = mine.subnet(vpc, "a", 2)
    met = refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId=made["VpcEndpointId"], AddSubnetIds=[other])
    assert met.startswith("DuplicateSubnetsInSameZone: ")


def test_security_groups_change_on_the_interfaces_too(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])
    default, group = mine.default_group(vpc), mine.group(vpc, "g")
    change = {"VpcEndpointId": made["VpcEndpointId"]}
    mine.ec2.modify_vpc_endpoint(**change, AddSecurityGroupIds=[group])
    both = [each["GroupId"] for each in mine.endpoint(made["VpcEndpointId"])["Groups"]]
    mine.ec2.modify_vpc_endpoint(**change, RemoveSecurityGroupIds=[default])
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert ([default, group], [group]) == (both, [each["GroupId"] for each in interface["Groups"]])
    met = refused(mine.ec2.modify_vpc_endpoint, **change, RemoveSecurityGroupIds=[group])
    assert met.startswith("InvalidParameter: ")


def test_addresses_change_in_place(mine: Any) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    made = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    choice = [{"SubnetId": subnet, "Ipv4": "10.0.0.99"}]
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], SubnetConfigurations=choice)
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert made["NetworkInterfaceIds"] == [interface["NetworkInterfaceId"]]
    assert interface["PrivateIpAddress"] == "10.0.0.99"


def test_the_address_type_changes_and_the_records_follow(mine: Any) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    (block,) = mine.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    subnet = mine.subnet(vpc, Ipv6CidrBlock=block["Ipv6CidrBlock"].replace("/56", "/64"))
    made = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    change = {"VpcEndpointId": made["VpcEndpointId"], "IpAddressType": "dualstack"}
    mine.ec2.modify_vpc_endpoint(**change, DnsOptions={"DnsRecordIpType": "dualstack"})
    changed = mine.endpoint(made["VpcEndpointId"])
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert (changed["IpAddressType"], changed["DnsOptions"]) == ("dualstack", {"DnsRecordIpType": "dualstack"})
    assert (interface["PrivateIpAddress"], len(interface["Ipv6Addresses"])) == ("10.0.0.4", 1)


def test_a_refused_change_changes_nothing(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])
    before = mine.available(made["VpcEndpointId"])
    other = mine.subnet(mine.vpc())
    change = {"VpcEndpointId": made["VpcEndpointId"], "PolicyDocument": POLICY, "AddSubnetIds": [other]}
    met = refused(mine.ec2.modify_vpc_endpoint, **change)
    assert met == f"InvalidSubnetId.NotFound: The subnet ID '{other}' does not exist"
    assert before == mine.endpoint(made["VpcEndpointId"])


def test_a_dry_run_changes_nothing(mine: Any, refused: Callable[..., str]) -> None:
    made = mine.interface_endpoint(mine.vpc())
    change = {"VpcEndpointId": made["VpcEndpointId"], "PolicyDocument": POLICY, "DryRun": True}
    assert refused(mine.ec2.modify_vpc_endpoint, **change).startswith("DryRunOperation: ")
    assert mine.endpoint(made["VpcEndpointId"])["PolicyDocument"] == DEFAULT_POLICY


def test_an_unknown_endpoint_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId="vpce-0", PrivateDnsEnabled=True)
    assert met == "InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id 'vpce-0' does not exist"
