"""Network ACLs as AWS shows and changes them: last entries, associations, filters, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import NetworkAclTypeDef

HTTPS: dict[str, Any] = {
    "RuleNumber": 100,
    "Protocol": "6",
    "RuleAction": "allow",
    "Egress": False,
    "CidrBlock": "10.0.0.0/16",
    "PortRange": {"From": 443, "To": 443},
}
DENIED = [(True, 32767, "deny", "0.0.0.0/0"), (False, 32767, "deny", "0.0.0.0/0")]
DENIED_IPV6 = [(True, 32768, "deny", "::/0"), (False, 32768, "deny", "::/0")]


def created(account: Account, vpc: str) -> str:
    return account.ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]


def described(account: Account, acl: str) -> NetworkAclTypeDef:
    return account.ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]


def default(account: Account, vpc: str) -> NetworkAclTypeDef:
    wanted = filters({"vpc-id": vpc, "default": "true"})
    return account.ec2.describe_network_acls(Filters=wanted)["NetworkAcls"][0]


def entries(acl: NetworkAclTypeDef) -> set[tuple[bool, int, str, str]]:
    return {
        (each["Egress"], each["RuleNumber"], each["RuleAction"], each.get("CidrBlock") or each["Ipv6CidrBlock"])
        for each in acl["Entries"]
    }


def subnets(account: Account, acl: str) -> dict[str, str]:
    """Return the associations of a network ACL by subnet."""
    found = described(account, acl)["Associations"]
    return {each["SubnetId"]: each["NetworkAclAssociationId"] for each in found}


def test_new_network_acl_denies_everything(mine: Account) -> None:
    made = mine.ec2.create_network_acl(VpcId=mine.vpc())["NetworkAcl"]

    assert (entries(made), made["IsDefault"], made["OwnerId"]) == (set(DENIED), False, mine.id)
    assert described(mine, made["NetworkAclId"]) == made


def test_default_network_acl_admits_ipv6_of_its_vpc(mine: Account) -> None:
    vpc = mine.vpc()
    before = default(mine, vpc)
    mine.ec2.associate_vpc_cidr_block(VpcId=vpc, AmazonProvidedIpv6CidrBlock=True)
    acl = created(mine, vpc)

    ipv4 = {*DENIED, (True, 100, "allow", "0.0.0.0/0"), (False, 100, "allow", "0.0.0.0/0")}
    ipv6 = {*DENIED_IPV6, (True, 101, "allow", "::/0"), (False, 101, "allow", "::/0")}
    assert (entries(before), entries(default(mine, vpc))) == (ipv4, ipv4 | ipv6)
    assert entries(default(mine, mine.vpc(AmazonProvidedIpv6CidrBlock=True))) == ipv4 | ipv6
    assert entries(described(mine, acl)) == {*DENIED, *DENIED_IPV6}


def test_entries_are_created_replaced_and_deleted(mine: Account) -> None:
    acl = created(mine, mine.vpc())
    mine.ec2.create_network_acl_entry(NetworkAclId=acl, **{**HTTPS, "CidrBlock": "10.0.7.9/16", "Protocol": "tcp"})
    shown = [described(mine, acl)["Entries"][1]]
    mine.ec2.replace_network_acl_entry(NetworkAclId=acl, **{**HTTPS, "RuleAction": "deny"})
    shown.append(described(mine, acl)["Entries"][1])
    mine.ec2.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=100, Egress=False)

    assert shown == [HTTPS, {**HTTPS, "RuleAction": "deny"}]
    assert entries(described(mine, acl)) == set(DENIED)


def test_refused_entries_change_nothing(mine: Account) -> None:
    acl = created(mine, mine.vpc())
    mine.ec2.create_network_acl_entry(NetworkAclId=acl, **HTTPS)
    before = described(mine, acl)
    create, replace = mine.ec2.create_network_acl_entry, mine.ec2.replace_network_acl_entry
    refused = [
        refusal(create, NetworkAclId=acl, **HTTPS).code,
        refusal(create, NetworkAclId=acl, **{**HTTPS, "RuleNumber": 32767}).code,
        refusal(create, NetworkAclId=acl, **{**HTTPS, "RuleNumber": 110, "DryRun": True}).code,
        refusal(create, NetworkAclId="acl-0", **HTTPS).code,
        refusal(replace, NetworkAclId=acl, **{**HTTPS, "Egress": True}).code,
        refusal(mine.ec2.delete_network_acl_entry, NetworkAclId=acl, RuleNumber=32767, Egress=False).code,
        refusal(mine.ec2.delete_network_acl_entry, NetworkAclId=acl, RuleNumber=7, Egress=False).code,
    ]

    assert refused == [
        "NetworkAclEntryAlreadyExists",
        "InvalidParameterValue",
        "DryRunOperation",
        "InvalidNetworkAclID.NotFound",
        "InvalidNetworkAclEntry.NotFound",
        "InvalidParameterValue",
        "InvalidNetworkAclEntry.NotFound",
    ]
    assert described(mine, acl) == before


def test_association_moves_to_a_network_acl_and_back(mine: Account) -> None:
    vpc = mine.vpc()
    subnet, first = mine.subnet(vpc), default(mine, vpc)["NetworkAclId"]
    acl = created(mine, vpc)
    replace = mine.ec2.replace_network_acl_association
    moved = replace(AssociationId=subnets(mine, first)[subnet], NetworkAclId=acl)["NewAssociationId"]
    held = (subnets(mine, first), subnets(mine, acl))
    refused = refusal(mine.ec2.delete_network_acl, NetworkAclId=acl)
    replace(AssociationId=moved, NetworkAclId=first)
    mine.ec2.delete_network_acl(NetworkAclId=acl)

    assert held == ({}, {subnet: moved})
    assert refused == ("DependencyViolation", f"The networkAcl '{acl}' has dependencies and cannot be deleted.")
    assert list(subnets(mine, first)) == [subnet]
    assert refusal(mine.ec2.describe_network_acls, NetworkAclIds=[acl]) == (
        "InvalidNetworkAclID.NotFound",
        f"The networkAcl ID '{acl}' does not exist",
    )


def test_refused_association_stays(mine: Account) -> None:
    vpc, elsewhere = mine.vpc(), mine.vpc()
    subnet, first = mine.subnet(vpc), default(mine, vpc)["NetworkAclId"]
    before, replace = subnets(mine, first), mine.ec2.replace_network_acl_association
    refused = [
        refusal(replace, AssociationId="aclassoc-0", NetworkAclId=first).code,
        refusal(replace, AssociationId=before[subnet], NetworkAclId="acl-0").code,
        refusal(replace, AssociationId=before[subnet], NetworkAclId=created(mine, elsewhere)).code,
        refusal(replace, AssociationId=before[subnet], NetworkAclId=created(mine, vpc), DryRun=True).code,
    ]

    assert refused == [
        "InvalidAssociationID.NotFound",
        "InvalidNetworkAclID.NotFound",
        "InvalidParameterValue",
        "DryRunOperation",
    ]
    assert subnets(mine, first) == before


def test_network_acl_goes_with_its_vpc_and_holds_it(mine: Account) -> None:
    vpc = mine.vpc()
    subnet, first = mine.subnet(vpc), default(mine, vpc)["NetworkAclId"]
    acl = created(mine, vpc)
    mine.ec2.delete_subnet(SubnetId=subnet)
    left = subnets(mine, first)
    refused = [refusal(mine.ec2.delete_vpc, VpcId=vpc), refusal(mine.ec2.delete_network_acl, NetworkAclId=first)]
    mine.ec2.delete_network_acl(NetworkAclId=acl)
    mine.ec2.delete_vpc(VpcId=vpc)

    assert left == {}
    assert refused == [
        ("DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted."),
        ("InvalidParameterValue", f"cannot delete default network ACL {first}"),
    ]
    assert refusal(mine.ec2.describe_network_acls, NetworkAclIds=[first]).code == "InvalidNetworkAclID.NotFound"


@pytest.mark.parametrize(
    "wanted",
    [
        {"network-acl-id": "ACL"},
        {"entry.rule-number": "100", "default": "false"},
        {"entry.protocol": "tcp"},
        {"entry.port-range.to": "443"},
        {"tag:team": "network"},
    ],
)
def test_filters_find_a_network_acl(mine: Account, wanted: dict[str, str]) -> None:
    vpc = mine.vpc()
    acl = created(mine, vpc)
    created(mine, vpc)
    mine.ec2.create_network_acl_entry(NetworkAclId=acl, **HTTPS)
    mine.ec2.create_tags(Resources=[acl], Tags=[{"Key": "team", "Value": "network"}])
    named = filters({name: value.replace("ACL", acl) for name, value in wanted.items()})

    assert [each["NetworkAclId"] for each in mine.ec2.describe_network_acls(Filters=named)["NetworkAcls"]] == [acl]


def test_unknown_filter_is_rejected(mine: Account) -> None:
    assert refusal(mine.ec2.describe_network_acls, Filters=filters({"acl": "1"})).code == "InvalidFilter"
