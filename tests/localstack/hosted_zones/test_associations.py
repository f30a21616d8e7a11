"""Rules of associations of private hosted zones with VPCs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.hosted_zones import associations
from privatelink_localstack.hosted_zones.model import HostedZone, ZoneVpc
from tests.support.refusal import refusal_code

OWNER, CONSUMER, OTHER = "111111111111", "222222222222", "333333333333"
OWN_VPC, VPC = ZoneVpc("vpc-1", "us-east-1"), ZoneVpc("vpc-2", "us-east-1")
ZONE = HostedZone("Z1", OWNER, private=True, associated=(OWN_VPC,))
AUTHORIZED = replace(ZONE, authorized=(VPC,))


@pytest.mark.parametrize(
    ("zone", "vpc_account", "caller", "code"),
    [
        (ZONE, OWNER, OWNER, None),
        (ZONE, OWNER, CONSUMER, "NotAuthorizedException"),
        (ZONE, CONSUMER, OWNER, "NotAuthorizedException"),
        (ZONE, CONSUMER, CONSUMER, "NotAuthorizedException"),
        (ZONE, None, OWNER, "InvalidVPCId"),
        (ZONE, None, CONSUMER, "InvalidVPCId"),
        (AUTHORIZED, CONSUMER, CONSUMER, None),
        (AUTHORIZED, CONSUMER, OWNER, "NotAuthorizedException"),
        (AUTHORIZED, CONSUMER, OTHER, "NotAuthorizedException"),
        (AUTHORIZED, OWNER, OWNER, None),
        (replace(AUTHORIZED, private=False), CONSUMER, CONSUMER, "PublicZoneVPCAssociation"),
    ],
)
def test_who_may_associate(zone: HostedZone, vpc_account: str | None, caller: str, code: str | None) -> None:
    assert refusal_code(associations.check_association, zone, VPC, vpc_account, caller, "denied", 300) == code


def test_an_authorization_is_of_a_vpc_in_its_region() -> None:
    elsewhere = replace(VPC, region="eu-west-1")
    code = refusal_code(associations.check_association, AUTHORIZED, elsewhere, CONSUMER, CONSUMER, "denied", 300)
    assert code == "NotAuthorizedException"


def test_a_zone_has_a_quota_of_vpcs() -> None:
    check = associations.check_association
    assert refusal_code(check, AUTHORIZED, VPC, CONSUMER, CONSUMER, "denied", 2) is None
    assert refusal_code(check, AUTHORIZED, VPC, CONSUMER, CONSUMER, "denied", 1) == "LimitsExceeded"


def test_authorizations_are_kept_once_and_withdrawn() -> None:
    assert associations.authorize(ZONE, VPC, CONSUMER, 1) == AUTHORIZED
    assert associations.authorize(AUTHORIZED, VPC, CONSUMER, 1) == AUTHORIZED
    assert associations.withdraw(AUTHORIZED, VPC) == ZONE
    assert refusal_code(associations.withdraw, ZONE, VPC) == "VPCAssociationAuthorizationNotFound"


@pytest.mark.parametrize(
    ("zone", "vpc_account", "quota", "code"),
    [
        (AUTHORIZED, CONSUMER, 1, "TooManyVPCAssociationAuthorizations"),
        (ZONE, None, 1, "InvalidVPCId"),
        (replace(ZONE, private=False), CONSUMER, 1, "InvalidInput"),
    ],
)
def test_what_is_not_authorized(zone: HostedZone, vpc_account: str | None, quota: int, code: str) -> None:
    assert refusal_code(associations.authorize, zone, replace(VPC, id="vpc-3"), vpc_account, quota) == code


def test_both_accounts_may_end_an_association() -> None:
    both = associations.associate(AUTHORIZED, VPC)
    for caller in (OWNER, CONSUMER):
        assert associations.disassociate(both, VPC, CONSUMER, caller, "arn") == AUTHORIZED
    assert associations.disassociate(both, VPC, None, OWNER, "arn") == AUTHORIZED, "the VPC is gone"


@pytest.mark.parametrize(
    ("vpc", "vpc_account", "caller", "code"),
    [
        (VPC, CONSUMER, OTHER, "AccessDenied"),
        (VPC, CONSUMER, CONSUMER, "VPCAssociationNotFound"),
        (VPC, None, OWNER, "VPCAssociationNotFound"),
        (OWN_VPC, OWNER, OWNER, "LastVPCAssociation"),
    ],
)
def test_what_is_not_disassociated(vpc: ZoneVpc, vpc_account: str | None, caller: str, code: str) -> None:
    assert refusal_code(associations.disassociate, AUTHORIZED, vpc, vpc_account, caller, "arn") == code


@pytest.mark.parametrize("vpc_account", [None, OWNER])
def test_zones_of_anothers_vpc_are_not_listed(vpc_account: str | None) -> None:
    assert refusal_code(associations.check_listing, VPC, vpc_account, CONSUMER) == "AccessDenied"
    assert refusal_code(associations.check_listing, VPC, CONSUMER, CONSUMER) is None
