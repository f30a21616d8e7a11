"""Private hosted zones across accounts: authorization, association, and what each account sees."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import Refusal, refusal


class Zones(NamedTuple):
    """Two accounts, each with a VPC, and a private hosted zone of the first's."""

    owner: Account
    consumer: Account
    own_vpc: str
    vpc: str
    zone: str

    @property
    def theirs(self) -> Any:
        """Route 53 of the zone's owner."""
        return self.owner.client("route53")

    @property
    def mine(self) -> Any:
        """Route 53 of the VPC's owner."""
        return self.consumer.client("route53")

    def names(self, vpc: str | None = None) -> dict[str, Any]:
        """Return the parameters that name the zone and a VPC, by default the consumer's."""
        return {"HostedZoneId": self.zone, "VPC": place(vpc or self.vpc)}


def place(vpc: str, region: str = "us-east-1") -> Any:
    return {"VPCRegion": region, "VPCId": vpc}


def create_zone(account: Account, name: str, vpc: str | None) -> str:
    parameters: dict[str, Any] = {"VPC": place(vpc)} if vpc else {}
    zone = account.client("route53").create_hosted_zone(Name=name, CallerReference=f"{name} {vpc}", **parameters)
    return str(zone["HostedZone"]["Id"].rpartition("/")[2])


@pytest.fixture
def zones(make_account: MakeAccount) -> Zones:
    owner, consumer = make_account(), make_account()
    own_vpc = owner.vpc()
    return Zones(owner, consumer, own_vpc, consumer.vpc(), create_zone(owner, "example.com", own_vpc))


@pytest.fixture
def authorized(zones: Zones) -> Zones:
    zones.theirs.create_vpc_association_authorization(**zones.names())
    return zones


def test_authorized_vpc_is_associated_by_its_owner(authorized: Zones) -> None:
    change = authorized.mine.associate_vpc_with_hosted_zone(**authorized.names(), Comment="from B")["ChangeInfo"]
    assert (change["Status"], change["Comment"]) == ("INSYNC", "from B")
    assert authorized.mine.get_change(Id=change["Id"])["ChangeInfo"]["Status"] == "INSYNC"
    listed = authorized.mine.list_hosted_zones_by_vpc(**place(authorized.vpc))
    assert listed["HostedZoneSummaries"] == [
        {"HostedZoneId": authorized.zone, "Name": "example.com.", "Owner": {"OwningAccount": authorized.owner.id}}
    ]
    assert listed["MaxItems"] == "100"
    seen = authorized.theirs.get_hosted_zone(Id=authorized.zone)["VPCs"]
    assert seen == [place(authorized.own_vpc), place(authorized.vpc)]


def test_unauthorized_vpc_is_not_associated(zones: Zones) -> None:
    associate = zones.mine.associate_vpc_with_hosted_zone
    expected = Refusal(
        "NotAuthorizedException", f"The VPC: {zones.vpc} has not authorized to associate with your hosted zone."
    )
    assert refusal(associate, **zones.names()) == expected
    assert refusal(zones.theirs.associate_vpc_with_hosted_zone, **zones.names()) == expected
    zones.theirs.create_vpc_association_authorization(**zones.names())
    zones.theirs.delete_vpc_association_authorization(**zones.names())
    assert refusal(associate, **zones.names()) == expected


def test_owner_of_the_zone_may_not_associate_anothers_vpc(authorized: Zones) -> None:
    arn = f"arn:aws:ec2:us-east-1:{authorized.owner.id}:vpc/{authorized.vpc}"
    assert refusal(authorized.theirs.associate_vpc_with_hosted_zone, **authorized.names()) == Refusal(
        "NotAuthorizedException",
        f"User: {authorized.owner.root} is not authorized to perform: route53:AssociateVPCWithHostedZone "
        f"on resource: {arn}",
    )


def test_association_outlives_its_authorization(authorized: Zones) -> None:
    authorized.mine.associate_vpc_with_hosted_zone(**authorized.names())
    authorized.theirs.delete_vpc_association_authorization(**authorized.names())
    assert authorized.theirs.list_vpc_association_authorizations(HostedZoneId=authorized.zone)["VPCs"] == []
    (zone,) = authorized.mine.list_hosted_zones_by_vpc(**place(authorized.vpc))["HostedZoneSummaries"]
    assert zone["HostedZoneId"] == authorized.zone
    authorized.mine.disassociate_vpc_from_hosted_zone(**authorized.names())
    assert refusal(authorized.mine.associate_vpc_with_hosted_zone, **authorized.names()).code == (
        "NotAuthorizedException"
    )


def test_authorizations_are_listed_in_pages(authorized: Zones) -> None:
    second = authorized.consumer.vpc()
    again = authorized.theirs.create_vpc_association_authorization
    assert again(**authorized.names())["VPC"] == again(**authorized.names())["VPC"] == place(authorized.vpc)
    answer = again(**authorized.names(second))
    assert (answer["HostedZoneId"], answer["VPC"]) == (authorized.zone, place(second))
    listing = authorized.theirs.list_vpc_association_authorizations
    first = listing(HostedZoneId=authorized.zone, MaxResults="1")
    rest = listing(HostedZoneId=authorized.zone, MaxResults="1", NextToken=first["NextToken"])
    expected = sorted([place(authorized.vpc), place(second)], key=lambda each: str(each["VPCId"]))
    assert [*first["VPCs"], *rest["VPCs"]] == expected
    assert "NextToken" not in rest
    code = refusal(listing, HostedZoneId=authorized.zone, NextToken="no token").code
    assert code == "InvalidPaginationToken"


@pytest.mark.parametrize("account", ["owner", "consumer"])
def test_both_accounts_may_disassociate(authorized: Zones, account: str) -> None:
    authorized.mine.associate_vpc_with_hosted_zone(**authorized.names())
    client = getattr(authorized, account).client("route53")
    change = client.disassociate_vpc_from_hosted_zone(**authorized.names())["ChangeInfo"]
    assert change["Status"] == "INSYNC"
    assert authorized.mine.list_hosted_zones_by_vpc(**place(authorized.vpc))["HostedZoneSummaries"] == []
    assert refusal(client.disassociate_vpc_from_hosted_zone, **authorized.names()) == (
        "VPCAssociationNotFound",
        "The specified VPC and hosted zone are not currently associated.",
    )


def test_last_vpc_and_strangers_vpcs_stay(authorized: Zones, make_account: MakeAccount) -> None:
    disassociate = authorized.theirs.disassociate_vpc_from_hosted_zone
    assert refusal(disassociate, **authorized.names(authorized.own_vpc)).code == "LastVPCAssociation"
    authorized.mine.associate_vpc_with_hosted_zone(**authorized.names())
    stranger = make_account().client("route53")
    assert refusal(stranger.disassociate_vpc_from_hosted_zone, **authorized.names()).code == "AccessDenied"


def test_zone_is_its_owners_alone(authorized: Zones) -> None:
    authorized.mine.associate_vpc_with_hosted_zone(**authorized.names())
    denied = ("AccessDenied", f"User: {authorized.consumer.root} is not authorized to access this resource")
    route53, zone = authorized.mine, {"HostedZoneId": authorized.zone}
    record = {"Name": "a.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.0.0.1"}]}
    batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}
    assert refusal(route53.get_hosted_zone, Id=authorized.zone) == denied
    assert refusal(route53.delete_hosted_zone, Id=authorized.zone) == denied
    assert refusal(route53.update_hosted_zone_comment, Id=authorized.zone, Comment="mine") == denied
    assert refusal(route53.list_resource_record_sets, **zone) == denied
    assert refusal(route53.change_resource_record_sets, **zone, ChangeBatch=batch) == denied
    assert refusal(route53.list_vpc_association_authorizations, **zone) == denied
    assert refusal(route53.create_vpc_association_authorization, **authorized.names()) == denied
    assert refusal(route53.delete_vpc_association_authorization, **authorized.names()) == denied
    assert route53.list_hosted_zones()["HostedZones"] == []


def test_zones_of_anothers_vpc_are_not_listed(zones: Zones) -> None:
    for region in ("us-east-1", "eu-west-1"):
        assert refusal(zones.theirs.list_hosted_zones_by_vpc, **place(zones.vpc, region)) == (
            "AccessDenied",
            f"The VPC {zones.vpc} in region {region} is not owned by you.",
        )


def test_name_is_one_zones_in_a_vpc_across_accounts(authorized: Zones) -> None:
    own = create_zone(authorized.consumer, "example.com", authorized.vpc)
    associate = authorized.mine.associate_vpc_with_hosted_zone
    assert refusal(associate, **authorized.names()) == Refusal(
        "ConflictingDomainExists",
        f"The VPC {authorized.vpc} in region us-east-1 has already been associated with the hosted zone {own} "
        "with the same domain name.",
    )
    authorized.mine.delete_hosted_zone(Id=own)
    associate(**authorized.names())
    assert refusal(create_zone, authorized.consumer, "example.com", authorized.vpc).code == "ConflictingDomainExists"


def test_unknown_zones_and_vpcs_and_public_zones(zones: Zones) -> None:
    unknown = {**zones.names(), "HostedZoneId": "Z0123456789ABCDEFGHIJ"}
    for call in (
        zones.theirs.create_vpc_association_authorization,
        zones.theirs.delete_vpc_association_authorization,
        zones.theirs.associate_vpc_with_hosted_zone,
        zones.theirs.disassociate_vpc_from_hosted_zone,
    ):
        assert refusal(call, **unknown) == ("NoSuchHostedZone", "No hosted zone found with ID: Z0123456789ABCDEFGHIJ")
    elsewhere = {"HostedZoneId": zones.zone, "VPC": place(zones.vpc, "eu-west-1")}
    words = f"The VPC {zones.vpc} in region eu-west-1 that you provided is not authorized to make the association."
    assert refusal(zones.theirs.create_vpc_association_authorization, **elsewhere) == ("InvalidVPCId", words)
    assert refusal(zones.theirs.associate_vpc_with_hosted_zone, **elsewhere) == ("InvalidVPCId", words)
    assert refusal(zones.theirs.delete_vpc_association_authorization, **zones.names()).code == (
        "VPCAssociationAuthorizationNotFound"
    )
    public = {**zones.names(zones.own_vpc), "HostedZoneId": create_zone(zones.owner, "example.org", None)}
    assert refusal(zones.theirs.associate_vpc_with_hosted_zone, **public).code == "PublicZoneVPCAssociation"
    assert refusal(zones.theirs.create_vpc_association_authorization, **public).code == "InvalidInput"


def test_zone_reaches_a_vpc_of_another_region(zones: Zones) -> None:
    vpc = zones.consumer.in_region("eu-west-1").vpc()
    names = {"HostedZoneId": zones.zone, "VPC": place(vpc, "eu-west-1")}
    zones.theirs.create_vpc_association_authorization(**names)
    zones.mine.associate_vpc_with_hosted_zone(**names)
    (zone,) = zones.mine.list_hosted_zones_by_vpc(**place(vpc, "eu-west-1"))["HostedZoneSummaries"]
    assert zone["HostedZoneId"] == zones.zone


def test_changes_have_ids_of_their_own(zones: Zones) -> None:
    third = zones.owner.vpc()
    record = {"Name": "a.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.0.0.1"}]}
    changes = [
        zones.theirs.associate_vpc_with_hosted_zone(**zones.names(third)),
        zones.theirs.disassociate_vpc_from_hosted_zone(**zones.names(third)),
        *(
            zones.theirs.change_resource_record_sets(
                HostedZoneId=zones.zone,
                ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]},
            )
            for action in ("CREATE", "DELETE")
        ),
        zones.theirs.delete_hosted_zone(Id=zones.zone),
        zones.theirs.create_hosted_zone(Name="example.org", CallerReference="1"),
    ]
    ids = {change["ChangeInfo"]["Id"] for change in changes}
    assert len(ids) == len(changes)
    assert all(each.startswith("/change/C") for each in ids)


@pytest.mark.parametrize("configuration", [{"PrivateZone": False}, {"Comment": "ours"}, {"Comment": ""}])
def test_public_zone_needs_no_comment(zones: Zones, configuration: dict[str, Any]) -> None:
    zone = zones.theirs.create_hosted_zone(Name="example.org", CallerReference="1", HostedZoneConfig=configuration)[
        "HostedZone"
    ]
    assert zone["Config"] == {
        "PrivateZone": False,
        **({"Comment": comment} if (comment := configuration.get("Comment")) else {}),
    }


def test_quotas_are_enforced(own_account: MakeAccount) -> None:
    owner, consumer = own_account(), own_account()
    own_vpc = owner.vpc()
    zones = Zones(owner, consumer, own_vpc, consumer.vpc(), create_zone(owner, "example.com", own_vpc))
    owner.http("PUT", "quotas", {"vpc_authorizations_per_hosted_zone": 1, "vpcs_per_private_hosted_zone": 1})
    try:
        zones.theirs.create_vpc_association_authorization(**zones.names())
        code = refusal(zones.theirs.create_vpc_association_authorization, **zones.names(consumer.vpc())).code
        assert code == "TooManyVPCAssociationAuthorizations"
        assert refusal(zones.mine.associate_vpc_with_hosted_zone, **zones.names()).code == "LimitsExceeded"
    finally:
        owner.http("POST", "reset")
