"""The rules of default security groups. AWS: members reach each other, and everything outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.account import Account, filters


def default_vpc(account: Account) -> str:
    """Return the ID of the account's default VPC."""
    return account.ec2.describe_vpcs(Filters=filters({"is-default": "true"}))["Vpcs"][0]["VpcId"]


@pytest.mark.parametrize("vpc_of", [Account.vpc, default_vpc])
def test_default_group_admits_its_members(mine: Account, vpc_of: Callable[[Account], str]) -> None:
    group = mine.default_group(vpc_of(mine))
    (described,) = mine.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    (ingress,) = described["IpPermissions"]
    (egress,) = described["IpPermissionsEgress"]
    pairs = [(each["GroupId"], each["UserId"]) for each in ingress["UserIdGroupPairs"]]
    assert (ingress["IpProtocol"], ingress["IpRanges"], pairs) == ("-1", [], [(group, mine.id)])
    assert (egress["IpProtocol"], egress["UserIdGroupPairs"]) == ("-1", [])
    assert [each["CidrIp"] for each in egress["IpRanges"]] == ["0.0.0.0/0"]


def test_rules_of_a_default_group_are_listed(mine: Account) -> None:
    group = mine.default_group(mine.vpc())
    rules = mine.ec2.describe_security_group_rules(Filters=filters({"group-id": group}))["SecurityGroupRules"]
    ingress, egress = sorted(rules, key=lambda rule: rule["IsEgress"])
    assert (ingress["IpProtocol"], ingress["FromPort"], ingress["ToPort"]) == ("-1", -1, -1)
    assert ingress["ReferencedGroupInfo"]["GroupId"] == group
    assert ("CidrIpv4" in ingress, egress["CidrIpv4"]) == (False, "0.0.0.0/0")


def test_rule_of_a_default_group_can_be_revoked(mine: Account) -> None:
    group = mine.default_group(mine.vpc())
    own = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}
    mine.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[own])  # type: ignore[list-item]
    (described,) = mine.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert described["IpPermissions"] == []


def test_own_group_admits_nobody(mine: Account) -> None:
    (described,) = mine.ec2.describe_security_groups(GroupIds=[mine.group(mine.vpc(), "own")])["SecurityGroups"]
    assert described["IpPermissions"] == []
