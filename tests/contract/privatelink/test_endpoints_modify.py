"""ModifyVpcEndpoint."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account
from tests.support.refusal import refusal

POLICY = '{"Version":"2012-10-17",  "Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'
DEFAULT_POLICY = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'


def test_policy_is_returned_unchanged_and_can_be_reset(mine: Account) -> None:
    endpoint = mine.interface_endpoint(mine.vpc(), PolicyDocument=POLICY)
    change: dict[str, Any] = {"VpcEndpointId": endpoint["VpcEndpointId"]}
    mine.ec2.modify_vpc_endpoint(**change, ResetPolicy=True)
    reset = mine.endpoint(endpoint["VpcEndpointId"])["PolicyDocument"]
    mine.ec2.modify_vpc_endpoint(**change, PolicyDocument=POLICY)
    again = mine.endpoint(endpoint["VpcEndpointId"])["PolicyDocument"]
    assert [endpoint["PolicyDocument"], reset, again] == [POLICY, DEFAULT_POLICY, POLICY]


INVALID = "The Policy Document is not valid. "
INVALID_POLICIES = {
    "{": f"{INVALID}This policy contains invalid Json",
    "[]": f"{INVALID}This policy contains invalid Json",
    "{}": f"{INVALID}Syntax error at position (1,3)",
    '{"Statement":[{"Effect":"allow","Principal":"*","Action":"*","Resource":"*"}]}': (
        f"{INVALID}Syntax error at position (1,26)"
    ),
    '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}': f"{INVALID}Missing required field Principal",
    '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"app"},"Action":"*","Resource":"*"}]}': "UnknownError",
    (
        '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*",'
        '"Condition":{"StringLike":{"aws:ResourceOrgId":"o-??????z???"}}}]}'
    ): f"{INVALID}Condition key aws:ResourceOrgId with value o-??????z??? is at risk of NO_WILDCARD",
    '{"Statement":"' + "x" * 20_480 + '"}': "The policy document is longer than 20480 characters.",
}


@pytest.mark.parametrize(("policy", "message"), INVALID_POLICIES.items())
def test_create_and_modify_reject_an_invalid_policy(policy: str, message: str, mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc)
    expected = ("InvalidPolicyDocument", message)
    gateway = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "PolicyDocument": policy}

    assert refusal(mine.ec2.create_vpc_endpoint, **gateway) == expected
    assert refusal(mine.interface_endpoint, vpc=vpc, PolicyDocument=policy) == expected
    change = {"VpcEndpointId": endpoint["VpcEndpointId"], "PolicyDocument": policy}
    assert refusal(mine.ec2.modify_vpc_endpoint, **change) == expected
    assert mine.endpoint(endpoint["VpcEndpointId"])["PolicyDocument"] == DEFAULT_POLICY


def test_modify_adds_and_removes_subnets_with_their_interfaces(mine: Account) -> None:
    vpc = mine.vpc()
    first, second = mine.subnet(vpc, "a"), mine.subnet(vpc, "b")
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[first])
    change: dict[str, Any] = {
        "VpcEndpointId": endpoint["VpcEndpointId"],
        "AddSubnetIds": [second],
        "RemoveSubnetIds": [first],
    }
    assert mine.ec2.modify_vpc_endpoint(**change)["Return"] is True
    changed = mine.available(endpoint["VpcEndpointId"])
    assert [second] == changed["SubnetIds"] == [each["SubnetId"] for each in mine.interfaces(endpoint["VpcEndpointId"])]
    assert changed["DnsEntries"][1]["DnsName"].split(".")[0].endswith("-us-east-1b")
    mine.ec2.delete_subnet(SubnetId=first)


def test_modify_rejects_a_second_subnet_in_a_zone(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc, "a", 1)])
    other = mine.subnet(vpc, "a", 2)
    error = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint["VpcEndpointId"], AddSubnetIds=[other])
    assert error.code == "DuplicateSubnetsInSameZone"


def test_modify_changes_security_groups_of_the_interfaces(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])
    default, group = mine.default_group(vpc), mine.group(vpc, "g")
    change: dict[str, Any] = {"VpcEndpointId": endpoint["VpcEndpointId"]}
    mine.ec2.modify_vpc_endpoint(**change, AddSecurityGroupIds=[group])
    groups = [each["GroupId"] for each in mine.endpoint(endpoint["VpcEndpointId"])["Groups"]]
    mine.ec2.modify_vpc_endpoint(**change, RemoveSecurityGroupIds=[default])
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert ([default, group], [group]) == (groups, [each["GroupId"] for each in interface["Groups"]])
    error = refusal(mine.ec2.modify_vpc_endpoint, **change, RemoveSecurityGroupIds=[group])
    assert error.code == "InvalidParameter"


def test_modify_changes_an_address_in_place(mine: Account) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    mine.ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint["VpcEndpointId"], SubnetConfigurations=[{"SubnetId": subnet, "Ipv4": "10.0.0.99"}]
    )
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert endpoint["NetworkInterfaceIds"] == [interface["NetworkInterfaceId"]]
    assert interface["PrivateIpAddress"] == "10.0.0.99"


def test_modify_changes_the_address_type_and_the_dns_options(mine: Account) -> None:
    vpc = mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    subnet = mine.subnet(vpc, Ipv6CidrBlock=mine.ipv6_block(vpc).replace("/56", "/64"))
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[subnet])
    change: dict[str, Any] = {"VpcEndpointId": endpoint["VpcEndpointId"], "IpAddressType": "dualstack"}
    mine.ec2.modify_vpc_endpoint(**change, DnsOptions={"DnsRecordIpType": "dualstack"})
    changed = mine.endpoint(endpoint["VpcEndpointId"])
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert (changed["IpAddressType"], changed["DnsOptions"]) == ("dualstack", {"DnsRecordIpType": "dualstack"})
    assert (interface["PrivateIpAddress"], len(interface["Ipv6Addresses"])) == ("10.0.0.4", 1)


def test_refused_modification_changes_nothing(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])
    before = mine.available(endpoint["VpcEndpointId"])
    other = mine.subnet(mine.vpc())
    change: dict[str, Any] = {
        "VpcEndpointId": endpoint["VpcEndpointId"],
        "PolicyDocument": POLICY,
        "AddSubnetIds": [other],
    }
    error = refusal(mine.ec2.modify_vpc_endpoint, **change)
    assert error == ("InvalidSubnetId.NotFound", f"The subnet ID '{other}' does not exist")
    assert before == mine.endpoint(endpoint["VpcEndpointId"])


def test_dry_run_changes_nothing(mine: Account) -> None:
    endpoint = mine.interface_endpoint(mine.vpc())
    change: dict[str, Any] = {"VpcEndpointId": endpoint["VpcEndpointId"], "PolicyDocument": POLICY, "DryRun": True}
    assert refusal(mine.ec2.modify_vpc_endpoint, **change).code == "DryRunOperation"
    assert mine.endpoint(endpoint["VpcEndpointId"])["PolicyDocument"] == DEFAULT_POLICY


def test_modify_rejects_an_unknown_endpoint(mine: Account) -> None:
    error = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId="vpce-0", PrivateDnsEnabled=True)
    assert error == ("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id 'vpce-0' does not exist")
