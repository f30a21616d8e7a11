"""Route 53 Profiles: VPCs, resources, sharing with other accounts."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal_code
from tests.support.sharing import end_share, share
from tests.support.until import until


class Central(NamedTuple):
    """An account with a profile and a VPC."""

    account: Account
    profile: dict[str, Any]
    vpc: str

    @property
    def profiles(self) -> Any:
        """The client of Route 53 Profiles."""
        return self.account.client("route53profiles")

    @property
    def id(self) -> str:
        """The profile's ID."""
        return str(self.profile["Id"])

    def zone(self, name: str, **options: Any) -> str:
        """Create a private hosted zone, and return its ARN."""
        parameters = {"VPC": {"VPCRegion": "us-east-1", "VPCId": self.account.vpc()}, **options}
        zone = self.account.client("route53").create_hosted_zone(Name=name, CallerReference=str(options), **parameters)
        return f"arn:aws:route53:::hostedzone/{zone['HostedZone']['Id'].rpartition('/')[2]}"

    def rule(self, domain: str) -> str:
        """Create a Resolver rule, and return its ARN."""
        rule = self.account.client("route53resolver").create_resolver_rule(
            CreatorRequestId=domain, RuleType="SYSTEM", DomainName=domain
        )
        return str(rule["ResolverRule"]["Arn"])

    def firewall(self, name: str = "firewall") -> str:
        """Create a DNS Firewall rule group, and return its ARN."""
        create = self.account.client("route53resolver").create_firewall_rule_group
        return str(create(CreatorRequestId=name, Name=name)["FirewallRuleGroup"]["Arn"])

    def endpoint(self, **options: Any) -> str:
        """Create an interface endpoint with private DNS, and return its ARN."""
        subnet = self.account.subnet(self.vpc, "a")
        endpoint = self.account.interface_endpoint_id(
            self.vpc, SubnetIds=[subnet], **{"PrivateDnsEnabled": True, **options}
        )
        self.account.available(endpoint)
        return f"arn:aws:ec2:us-east-1:{self.account.id}:vpc-endpoint/{endpoint}"

    def request(self, arn: str, name: str = "resource", **options: Any) -> dict[str, Any]:
        return {"ProfileId": self.id, "ResourceArn": arn, "Name": name, **options}

    def add(self, arn: str, name: str = "resource", **options: Any) -> dict[str, Any]:
        """Associate a resource, and return the association when it is complete."""
        made = self.profiles.associate_resource_to_profile(**self.request(arn, name, **options))
        return self.settled(made["ProfileResourceAssociation"]["Id"])

    def settled(self, association_id: str) -> dict[str, Any]:
        get = self.profiles.get_profile_resource_association
        return until(
            lambda: get(ProfileResourceAssociationId=association_id)["ProfileResourceAssociation"],
            lambda found: found["Status"] == "COMPLETE",
        )

    def resources(self) -> list[str]:
        found = self.profiles.list_profile_resource_associations(ProfileId=self.id)["ProfileResourceAssociations"]
        return [each["ResourceArn"] for each in found]


def associate(account: Account, profile_id: str, vpc: str, **options: Any) -> dict[str, Any]:
    """Associate a profile with a VPC, and return the association when it is complete."""
    profiles = account.client("route53profiles")
    made = profiles.associate_profile(ProfileId=profile_id, ResourceId=vpc, Name="spoke", **options)
    assert made["ProfileAssociation"]["Status"] == "CREATING"
    return until(
        lambda: profiles.get_profile_association(ProfileAssociationId=made["ProfileAssociation"]["Id"])[
            "ProfileAssociation"
        ],
        lambda found: found["Status"] == "COMPLETE",
    )


def associations(account: Account, **options: Any) -> list[tuple[str, str]]:
    found = account.client("route53profiles").list_profile_associations(**options)["ProfileAssociations"]
    return [(each["OwnerId"], each["ResourceId"]) for each in found]


@pytest.fixture
def central(mine: Account) -> Central:
    profile = mine.client("route53profiles").create_profile(
        Name="central", ClientToken="once", Tags=[{"Key": "team", "Value": "network"}]
    )["Profile"]
    return Central(mine, profile, mine.vpc())


@pytest.fixture
def spoke(make_account: MakeAccount) -> Account:
    """A second account."""
    return make_account()


def test_profile_is_complete_at_once(central: Central) -> None:
    assert re.fullmatch(r"rp-[0-9a-f]{17}", central.id)
    expected = {
        "Arn": f"arn:aws:route53profiles:us-east-1:{central.account.id}:profile/{central.id}",
        "Name": "central",
        "OwnerId": central.account.id,
        "ShareStatus": "NOT_SHARED",
        "Status": "COMPLETE",
        "StatusMessage": "Created Profile",
        "ClientToken": "once",
    }
    found = central.profiles.get_profile(ProfileId=central.id)["Profile"]
    assert {key: found[key] for key in expected} == expected
    (summary,) = central.profiles.list_profiles()["ProfileSummaries"]
    assert summary == {key: expected[key] for key in ("Arn", "Name", "ShareStatus")} | {"Id": central.id}


def test_second_request_with_a_token_creates_nothing(central: Central) -> None:
    create = central.profiles.create_profile
    assert create(Name="central", ClientToken="once")["Profile"]["Id"] == central.id
    assert refusal_code(create, Name="other", ClientToken="once") == "InvalidParameterException"


def test_region_has_five_profiles(central: Central) -> None:
    create = central.profiles.create_profile
    for number in range(4):
        create(Name=f"profile-{number}", ClientToken=str(number))
    assert refusal_code(create, Name="sixth", ClientToken="sixth") == "LimitExceededException"
    pages = [
        page["ProfileSummaries"] for page in central.profiles.get_paginator("list_profiles").paginate(MaxResults=3)
    ]
    assert [len(page) for page in pages] == [3, 2]


def test_vpc_has_one_profile(central: Central) -> None:
    association = associate(central.account, central.id, central.vpc)
    assert re.fullmatch(r"rpassoc-[0-9a-f]{17}", association["Id"])
    assert (association["OwnerId"], association["StatusMessage"]) == (
        central.account.id,
        "Created Profile Association",
    )
    assert associations(central.account, ResourceId=central.vpc) == [(central.account.id, central.vpc)]
    profiles = central.profiles
    again = {"ProfileId": central.id, "ResourceId": central.vpc, "Name": "again"}
    assert refusal_code(profiles.associate_profile, **again) == "ResourceExistsException"
    other = profiles.create_profile(Name="other", ClientToken="other")["Profile"]["Id"]
    assert refusal_code(profiles.associate_profile, **{**again, "ProfileId": other}) == "LimitExceededException"
    unknown = {**again, "ResourceId": "vpc-0"}
    assert refusal_code(profiles.associate_profile, **unknown) == "ResourceNotFoundException"


def test_associated_profile_is_not_deleted(central: Central) -> None:
    associate(central.account, central.id, central.vpc)
    central.add(central.zone("example.com"))
    profiles = central.profiles
    assert refusal_code(profiles.delete_profile, ProfileId=central.id) == "ConflictException"
    ended = profiles.disassociate_profile(ProfileId=central.id, ResourceId=central.vpc)["ProfileAssociation"]
    assert ended["Status"] == "DELETING"
    until(lambda: associations(central.account), lambda found: not found)
    assert profiles.delete_profile(ProfileId=central.id)["Profile"]["Status"] == "DELETED"
    assert refusal_code(profiles.get_profile, ProfileId=central.id) == "ResourceNotFoundException"
    code = refusal_code(profiles.disassociate_profile, ProfileId=central.id, ResourceId=central.vpc)
    assert code == "ResourceNotFoundException"


def test_profile_has_zones_rules_firewalls_and_endpoints(central: Central) -> None:
    zone, rule, firewall, endpoint = (
        central.zone("example.com"),
        central.rule("example.com"),
        central.firewall(),
        central.endpoint(),
    )
    found = [
        central.add(zone, "zone"),
        central.add(rule, "rule"),
        central.add(firewall, "firewall", ResourceProperties='{"priority": 102}'),
        central.add(endpoint, "endpoint"),
    ]
    assert [each["ResourceType"] for each in found] == [
        "PRIVATE_HOSTED_ZONE",
        "RESOLVER_RULE",
        "FIREWALL_RULE_GROUP",
        "VPC_ENDPOINT",
    ]
    assert [each.get("ResourceProperties") for each in found] == [None, None, '{"priority":102}', None]
    assert found[2]["StatusMessage"] == "Completed creation of Profile to DNS Firewall rule group association"
    assert sorted(central.resources()) == sorted([zone, rule, firewall, endpoint])
    listing = central.profiles.list_profile_resource_associations
    (only,) = listing(ProfileId=central.id, ResourceType="VPC_ENDPOINT")["ProfileResourceAssociations"]
    assert only["ResourceArn"] == endpoint
    ended = central.profiles.disassociate_resource_from_profile(ProfileId=central.id, ResourceArn=endpoint)
    assert ended["ProfileResourceAssociation"]["Status"] == "DELETING"
    until(central.resources, lambda arns: endpoint not in arns)


def test_priority_of_a_firewall_is_updated(central: Central) -> None:
    firewall = central.firewall()
    add, update = central.profiles.associate_resource_to_profile, central.profiles.update_profile_resource_association
    for properties in (None, '{"priority": 99}', '{"priority": "102"}', "priority", "[]"):
        more = {} if properties is None else {"ResourceProperties": properties}
        assert refusal_code(add, **central.request(firewall, **more)) == "InvalidParameterException"
    association = central.add(firewall, ResourceProperties='{"priority":102}')["Id"]
    second = central.request(central.firewall("second"), ResourceProperties='{"priority":102}')
    assert refusal_code(add, **second) == "ConflictException"
    update(ProfileResourceAssociationId=association, Name="renamed", ResourceProperties='{"priority":105}')
    found = central.settled(association)
    assert (found["Name"], found["ResourceProperties"]) == ("renamed", '{"priority":105}')
    zone = central.add(central.zone("example.com"))["Id"]
    code = refusal_code(update, ProfileResourceAssociationId=zone, ResourceProperties='{"priority":105}')
    assert code == "InvalidParameterException"


def test_profile_has_one_zone_and_one_rule_for_a_domain(central: Central) -> None:
    zone = central.zone("example.com")
    central.add(zone)
    add = central.profiles.associate_resource_to_profile
    assert refusal_code(add, **central.request(zone)) == "ConflictException"
    assert refusal_code(add, **central.request(central.zone("example.com"))) == "ConflictException"
    central.add(central.zone("a.example.com"))


def test_endpoint_of_a_profile_has_private_dns(central: Central) -> None:
    add = central.profiles.associate_resource_to_profile
    without = central.request(central.endpoint(PrivateDnsEnabled=False))
    assert refusal_code(add, **without) == "InvalidParameterException"
    gateway = central.account.gateway_endpoint(central.vpc)["VpcEndpointId"]
    arn = f"arn:aws:ec2:us-east-1:{central.account.id}:vpc-endpoint/{gateway}"
    assert refusal_code(add, **central.request(arn)) == "InvalidParameterException"


def test_resource_must_be_the_accounts_own(central: Central, spoke: Account) -> None:
    add = central.profiles.associate_resource_to_profile
    theirs = Central(spoke, central.profile, spoke.vpc())
    found = [
        refusal_code(add, **central.request(arn))
        for arn in (
            theirs.zone("example.com"),
            theirs.rule("example.com"),
            theirs.endpoint(),
            "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
            f"arn:aws:route53resolver:us-east-1:{central.account.id}:resolver-rule/rslvr-rr-0",
            f"arn:aws:route53resolver:eu-west-1:{central.account.id}:resolver-rule/rslvr-rr-0",
            f"arn:aws:s3:::{central.account.id}",
            "nothing",
        )
    ]
    assert found == ["ResourceNotFoundException"] * 6 + ["InvalidParameterException"] * 2


def test_public_zone_is_rejected(central: Central) -> None:
    create = central.account.client("route53").create_hosted_zone
    zone = create(Name="example.com", CallerReference="public")["HostedZone"]["Id"].rpartition("/")[2]
    add = central.profiles.associate_resource_to_profile
    arn = f"arn:aws:route53:::hostedzone/{zone}"
    assert refusal_code(add, **central.request(arn)) == "InvalidParameterException"


def test_shared_profile_is_associated_by_another_account(central: Central, spoke: Account) -> None:
    zone = central.zone("example.com")
    resource = central.add(zone)["Id"]
    theirs, vpc = spoke.client("route53profiles"), spoke.vpc()
    request = {"ProfileId": central.id, "ResourceId": vpc, "Name": "spoke"}
    assert refusal_code(theirs.associate_profile, **request) == "ResourceNotFoundException"
    arn = share(central.account, spoke, central.profile["Arn"])
    seen = theirs.get_profile(ProfileId=central.id)["Profile"]
    assert (seen["ShareStatus"], seen["OwnerId"]) == ("SHARED_WITH_ME", central.account.id)
    assert central.profiles.get_profile(ProfileId=central.id)["Profile"]["ShareStatus"] == "SHARED_BY_ME"
    (summary,) = theirs.list_profiles()["ProfileSummaries"]
    assert (summary["Id"], summary["ShareStatus"]) == (central.id, "SHARED_WITH_ME")
    associate(spoke, central.id, vpc)
    assert associations(spoke) == associations(central.account) == [(spoke.id, vpc)]
    found = theirs.get_profile_resource_association(ProfileResourceAssociationId=resource)
    assert found["ProfileResourceAssociation"]["ResourceArn"] == zone
    for operation, more in (
        (theirs.delete_profile, {"ProfileId": central.id}),
        (theirs.associate_resource_to_profile, central.request(zone)),
        (theirs.disassociate_resource_from_profile, {"ProfileId": central.id, "ResourceArn": zone}),
        (theirs.update_profile_resource_association, {"ProfileResourceAssociationId": resource, "Name": "mine"}),
    ):
        assert refusal_code(operation, **more) == "AccessDeniedException"
    assert refusal_code(central.profiles.delete_profile, ProfileId=central.id) == "ConflictException"
    end_share(central.account, arn)
    assert associations(spoke) == []
    assert refusal_code(theirs.get_profile, ProfileId=central.id) == "ResourceNotFoundException"
    central.profiles.delete_profile(ProfileId=central.id)


def test_profiles_and_associations_are_tagged(central: Central) -> None:
    association = associate(central.account, central.id, central.vpc, Tags=[{"Key": "stage", "Value": "test"}])
    profiles = central.profiles
    arns = (
        central.profile["Arn"],
        f"arn:aws:route53profiles:us-east-1:{central.account.id}:profile-association/{association['Id']}",
    )
    tags = [profiles.list_tags_for_resource(ResourceArn=arn)["Tags"] for arn in arns]
    assert tags == [{"team": "network"}, {"stage": "test"}]
    profiles.tag_resource(ResourceArn=arns[0], Tags={"stage": "test"})
    profiles.untag_resource(ResourceArn=arns[0], TagKeys=["team"])
    assert profiles.list_tags_for_resource(ResourceArn=arns[0])["Tags"] == {"stage": "test"}
    code = refusal_code(profiles.list_tags_for_resource, ResourceArn=arns[0][:-1])
    assert code == "ResourceNotFoundException"


def test_malformed_requests_are_rejected(central: Central) -> None:
    profiles = central.profiles
    assert [
        refusal_code(profiles.create_profile, Name="12345", ClientToken="x"),
        refusal_code(profiles.create_profile, Name="a" * 65, ClientToken="x"),
        refusal_code(profiles.get_profile, ProfileId="x" * 65),
        refusal_code(profiles.list_profiles, NextToken="?"),
        refusal_code(profiles.create_profile, Name="x", ClientToken="x", Tags=[{"Key": "aws:x", "Value": ""}]),
    ] == ["ValidationException"] * 3 + ["InvalidNextTokenException", "ValidationException"]


def test_forgotten_account_has_no_profile(central: Central, spoke: Account) -> None:
    share(central.account, spoke, central.profile["Arn"])
    associate(spoke, central.id, spoke.vpc())
    central.account.http("DELETE", f"accounts/{central.account.id}")
    assert central.profiles.list_profiles()["ProfileSummaries"] == []
    assert associations(spoke) == []
