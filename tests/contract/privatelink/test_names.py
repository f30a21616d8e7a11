"""The view of names: what a name resolves to in a VPC with zones, endpoints, rules and a profile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.sharing import share
from tests.support.until import until

LAMBDA = "lambda.us-east-1.amazonaws.com"


@pytest.fixture
def spoke(make_account: MakeAccount) -> Account:
    """A second account."""
    return make_account()


def answer(account: Account, vpc: str, name: str) -> dict[str, Any]:
    """Return who answers for a name in a VPC."""
    return dict(account.http("GET", f"names/{vpc}/{name}"))


def by(account: Account, vpc: str, name: str) -> tuple[str, str | None]:
    found = answer(account, vpc, name)
    return str(found["by"]), found["source"]


def create_zone(account: Account, vpc: str, name: str, **records: str) -> str:
    """Create a private hosted zone with A records, by their first labels, and return its ID."""
    route53 = account.client("route53")
    created = route53.create_hosted_zone(
        Name=name, CallerReference=f"{name} {vpc}", VPC={"VPCRegion": "us-east-1", "VPCId": vpc}
    )
    zone = str(created["HostedZone"]["Id"].rpartition("/")[2])
    for label, address in records.items():
        record = {"Name": f"{label}.{name}", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": address}]}
        changes = [{"Action": "CREATE", "ResourceRecordSet": record}]
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    return zone


def endpoint(account: Account, vpc: str) -> str:
    """Create an endpoint of Lambda with private DNS, and return its ID when it is available."""
    created = account.interface_endpoint_id(vpc, SubnetIds=[account.subnet(vpc, "a")], PrivateDnsEnabled=True)
    account.available(created)
    return created


def test_zones_endpoints_and_rules_answer(mine: Account) -> None:
    vpc = mine.vpc()
    resolver = mine.client("route53resolver")
    assert answer(mine, vpc, "db.example.com") == {
        "name": "db.example.com",
        "by": "internet",
        "source": None,
        "profile": None,
        "domain": None,
        "values": None,
        "outbound": None,
    }
    zone = create_zone(mine, vpc, "example.com", db="10.0.0.10")
    assert answer(mine, vpc, "db.example.com")["values"] == ["10.0.0.10"]
    assert by(mine, vpc, "other.example.com") == ("zone", zone)
    assert answer(mine, vpc, "other.example.com")["values"] is None
    own = endpoint(mine, vpc)
    (interface,) = mine.interfaces(own)
    assert by(mine, vpc, LAMBDA) == ("endpoint", own)
    assert answer(mine, vpc, LAMBDA)["values"] == [interface["PrivateIpAddress"]]
    outbound = resolver.create_resolver_endpoint(
        CreatorRequestId="out",
        Direction="OUTBOUND",
        SecurityGroupIds=[mine.default_group(vpc)],
        IpAddresses=[{"SubnetId": mine.subnet(vpc, zone)} for zone in "bc"],
    )["ResolverEndpoint"]["Id"]
    rule = resolver.create_resolver_rule(
        CreatorRequestId="rule",
        RuleType="FORWARD",
        DomainName="example.com",
        ResolverEndpointId=outbound,
        TargetIps=[{"Ip": "192.168.1.53"}],
    )["ResolverRule"]["Id"]
    resolver.associate_resolver_rule(ResolverRuleId=rule, VPCId=vpc)
    assert by(mine, vpc, "db.example.com") == ("rule", rule)
    assert answer(mine, vpc, "db.example.com")["values"] == ["192.168.1.53:53"]
    mine.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": False})
    assert [by(mine, vpc, name)[0] for name in (LAMBDA, "db.example.com")] == ["internet", "rule"]


def test_profile_answers_in_another_account(mine: Account, spoke: Account) -> None:
    hub, vpc = mine.vpc(), spoke.vpc()
    zone, shared = create_zone(mine, hub, "example.com", db="10.0.0.10"), endpoint(mine, hub)
    profiles = mine.client("route53profiles")
    profile = profiles.create_profile(Name="central", ClientToken="once")["Profile"]
    for number, arn in enumerate(
        (f"arn:aws:route53:::hostedzone/{zone}", f"arn:aws:ec2:us-east-1:{mine.id}:vpc-endpoint/{shared}")
    ):
        profiles.associate_resource_to_profile(ProfileId=profile["Id"], ResourceArn=arn, Name=f"resource-{number}")
    share(mine, spoke, profile["Arn"])
    theirs = spoke.client("route53profiles")
    theirs.associate_profile(ProfileId=profile["Id"], ResourceId=vpc, Name="spoke")
    found = until(lambda: answer(spoke, vpc, LAMBDA), lambda found: found["by"] == "endpoint")
    assert (found["source"], found["profile"]) == (shared, profile["Id"])
    assert answer(spoke, vpc, "db.example.com")["values"] == ["10.0.0.10"]
    own_zone = create_zone(spoke, vpc, "example.com", db="10.9.0.10")
    assert by(spoke, vpc, "db.example.com") == ("zone", own_zone)
    own = endpoint(spoke, vpc)
    assert by(spoke, vpc, LAMBDA) == ("endpoint", own)
    theirs.disassociate_profile(ProfileId=profile["Id"], ResourceId=vpc)
    spoke.ec2.delete_vpc_endpoints(VpcEndpointIds=[own])
    until(lambda: by(spoke, vpc, LAMBDA), lambda found: found == ("internet", None))


def test_unknown_vpc_is_an_error(mine: Account) -> None:
    assert mine.http("GET", "names/vpc-0/example.com") == {"error": "vpc-0: there is no such VPC here"}
