"""Private hosted zones of Route 53 beside the private DNS of endpoints: each refuses a name that the other has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account
from tests.support.refusal import Refusal, refusal

NAME = "lambda.us-east-1.amazonaws.com"


def place(vpc: str, region: str = "us-east-1") -> Any:
    return {"VPCId": vpc, "VPCRegion": region}


def create_zone(account: Account, name: str, vpc: str, **options: Any) -> str:
    """Create a private hosted zone and return its ID."""
    route53 = account.client("route53")
    zone = route53.create_hosted_zone(Name=name, CallerReference=f"{name} {vpc}", VPC=place(vpc), **options)
    return str(zone["HostedZone"]["Id"].rpartition("/")[2])


def conflict(vpc: str, zone: str) -> Refusal:
    return Refusal(
        "ConflictingDomainExists",
        f"The VPC {vpc} in region us-east-1 has already been associated with the hosted zone {zone} "
        "with the same domain name.",
    )


@pytest.fixture
def vpc(mine: Account) -> str:
    """A VPC with an endpoint that has private DNS."""
    vpc = mine.vpc()
    mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)], PrivateDnsEnabled=True)
    return vpc


def endpoint_zone(account: Account) -> str:
    """Return the ID of the hosted zone of the endpoint's private name."""
    (endpoint,) = account.ec2.describe_vpc_endpoints()["VpcEndpoints"]
    (zone,) = (each["HostedZoneId"] for each in endpoint["DnsEntries"] if each["DnsName"] == NAME)
    return zone


@pytest.mark.parametrize("name", [NAME, f"{NAME}.", NAME.upper()])
@pytest.mark.parametrize("options", [{}, {"HostedZoneConfig": {"PrivateZone": True}}], ids=["plain", "configured"])
def test_zone_with_the_name_of_an_endpoint_is_not_created(
    mine: Account, vpc: str, name: str, options: dict[str, Any]
) -> None:
    assert refusal(create_zone, mine, name, vpc, **options) == conflict(vpc, endpoint_zone(mine))
    assert mine.client("route53").list_hosted_zones()["HostedZones"] == []


def test_zone_with_the_name_of_an_endpoint_is_not_associated(mine: Account, vpc: str) -> None:
    route53, other = mine.client("route53"), mine.vpc()
    zone = create_zone(mine, NAME, other)
    associate = route53.associate_vpc_with_hosted_zone
    assert refusal(associate, HostedZoneId=zone, VPC=place(vpc)) == conflict(vpc, endpoint_zone(mine))
    assert refusal(associate, HostedZoneId=zone, VPC=place(other)) == conflict(other, zone)
    third = mine.vpc()
    associate(HostedZoneId=zone, VPC=place(third))
    vpcs = route53.get_hosted_zone(Id=zone)["VPCs"]
    assert sorted(each["VPCId"] for each in vpcs) == sorted([other, third])


def test_zones_of_domains_above_and_below_are_created(mine: Account, vpc: str) -> None:
    for name in ("us-east-1.amazonaws.com", f"api.{NAME}", "sqs.us-east-1.amazonaws.com"):
        create_zone(mine, name, vpc)
    assert len(mine.client("route53").list_hosted_zones_by_vpc(**place(vpc))["HostedZoneSummaries"]) == 3


def test_public_zone_may_have_the_name_of_an_endpoint(mine: Account, vpc: str) -> None:
    zone = mine.client("route53").create_hosted_zone(Name=NAME, CallerReference=vpc)["HostedZone"]
    assert not zone["Config"]["PrivateZone"]


def test_second_zone_with_the_name_of_a_first_is_not_created(mine: Account) -> None:
    vpc = mine.vpc()
    zone = create_zone(mine, "example.com", vpc)
    assert refusal(create_zone, mine, "example.com", vpc) == conflict(vpc, zone)
    create_zone(mine, "example.com", mine.vpc())


def test_zone_is_created_after_private_dns_is_disabled_or_the_endpoint_is_deleted(mine: Account, vpc: str) -> None:
    (endpoint,) = mine.endpoints()
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=False)
    zone = create_zone(mine, NAME, vpc)
    code, message = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    assert (code, message.partition(" because ")[2]) == (
        "InvalidParameter",
        f"there is already a conflicting DNS domain for {NAME} in the VPC {vpc}",
    )
    mine.client("route53").delete_hosted_zone(Id=zone)
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    mine.delete(endpoint)
    create_zone(mine, NAME, vpc)


def test_wildcard_name_of_an_endpoint_takes_its_domain(mine: Account) -> None:
    vpc = mine.vpc()
    mine.interface_endpoint(vpc, "execute-api", SubnetIds=[mine.subnet(vpc)], PrivateDnsEnabled=True)
    code = refusal(create_zone, mine, "execute-api.us-east-1.amazonaws.com", vpc).code
    assert code == "ConflictingDomainExists"


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "moon-1"])
def test_private_zone_requires_a_vpc_that_exists(mine: Account, region: str) -> None:
    vpc = mine.in_region("us-west-2").vpc()
    create = mine.client("route53").create_hosted_zone
    error = refusal(create, Name="example.com", CallerReference=region, VPC=place(vpc, region))
    assert error == (
        "InvalidVPCId",
        f"The VPC {vpc} in region {region} that you provided is not authorized to make the association.",
    )


def test_private_zone_of_another_region_is_created(mine: Account) -> None:
    vpc = mine.in_region("us-west-2").vpc()
    zone = mine.client("route53").create_hosted_zone(
        Name="example.com", CallerReference=vpc, VPC=place(vpc, "us-west-2")
    )
    assert zone["VPC"] == place(vpc, "us-west-2")
