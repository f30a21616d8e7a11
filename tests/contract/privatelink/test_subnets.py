"""Settings of subnets that stock LocalStack ignores, and for which the AWS provider waits in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.account import Account
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import SubnetTypeDef


def described(account: Account, subnet: str) -> SubnetTypeDef:
    return account.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]


def ipv6_only(account: Account) -> str:
    """Create an IPv6-only subnet and return its ID."""
    vpc = account.vpc(AmazonProvidedIpv6CidrBlock=True)
    block = account.ipv6_block(vpc).replace("/56", "/64")
    return account.ec2.create_subnet(VpcId=vpc, Ipv6Native=True, Ipv6CidrBlock=block)["Subnet"]["SubnetId"]


def test_ipv6_only_subnet_has_no_ipv4_addresses(mine: Account) -> None:
    subnet = described(mine, ipv6_only(mine))
    assert (subnet["AvailableIpAddressCount"], "CidrBlock" in subnet) == (0, False)
    assert subnet["PrivateDnsNameOptionsOnLaunch"]["HostnameType"] == "resource-name"


def test_interfaces_lower_the_number_of_free_addresses(mine: Account) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    mine.interface_endpoint(vpc, SubnetIds=[subnet])
    assert described(mine, subnet)["AvailableIpAddressCount"] == 250


def test_names_on_launch_and_dns64_are_set(mine: Account) -> None:
    subnet = ipv6_only(mine)
    before = described(mine, subnet)["PrivateDnsNameOptionsOnLaunch"]
    changes: list[dict[str, Any]] = [
        {"EnableResourceNameDnsARecordOnLaunch": {"Value": True}},
        {"EnableResourceNameDnsAAAARecordOnLaunch": {"Value": True}},
        {"PrivateDnsHostnameTypeOnLaunch": "ip-name"},
        {"EnableDns64": {"Value": True}},
    ]
    for change in changes:
        mine.ec2.modify_subnet_attribute(SubnetId=subnet, **change)
    after = described(mine, subnet)
    assert [before["EnableResourceNameDnsARecord"], before["EnableResourceNameDnsAAAARecord"]] == [False, False]
    assert after["EnableDns64"]
    assert after["PrivateDnsNameOptionsOnLaunch"] == {
        "HostnameType": "ip-name",
        "EnableResourceNameDnsARecord": True,
        "EnableResourceNameDnsAAAARecord": True,
    }


def test_unknown_subnet_is_not_modified(mine: Account) -> None:
    change: Any = {"SubnetId": "subnet-00000000", "EnableDns64": {"Value": True}}
    error = refusal(mine.ec2.modify_subnet_attribute, **change)
    assert error == ("InvalidSubnetID.NotFound", "The subnet ID 'subnet-00000000' does not exist")
