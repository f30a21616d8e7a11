"""Descriptions of security group rules: each source of a rule keeps its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.account import Account, filters

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef

PREFIX_LIST = "pl-0a1b2c3d4e5f67890"


@pytest.fixture
def group(mine: Account) -> str:
    """A group with a rule for each kind of source, on one port."""
    vpc = mine.vpc()
    group_id, other = mine.group(vpc, "ruled"), mine.group(vpc, "other")
    permission: IpPermissionTypeDef = {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "IpRanges": [{"CidrIp": "10.1.0.0/16", "Description": "network"}],
        "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32", "Description": "network"}],
        "PrefixListIds": [{"PrefixListId": PREFIX_LIST, "Description": "list"}],
        "UserIdGroupPairs": [{"GroupId": other, "Description": "group"}],
    }
    mine.ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[permission])
    return group_id


def test_describe_security_groups_returns_description_of_prefix_list(mine: Account, group: str) -> None:
    (permission,) = mine.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    assert permission["PrefixListIds"] == [{"PrefixListId": PREFIX_LIST, "Description": "list"}]


def test_describe_security_group_rules_returns_description_of_every_source(mine: Account, group: str) -> None:
    rules = mine.ec2.describe_security_group_rules(Filters=filters({"group-id": group}))["SecurityGroupRules"]
    described = [rule["Description"] for rule in rules if not rule["IsEgress"]]
    assert described == ["network", "network", "group", "list"]


def test_revoke_removes_rule_of_prefix_list(mine: Account, group: str) -> None:
    (permission,) = mine.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    mine.ec2.revoke_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 443,
                "ToPort": 443,
                "PrefixListIds": permission["PrefixListIds"],
            }
        ],
    )
    (left,) = mine.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    assert left.get("PrefixListIds", []) == []
