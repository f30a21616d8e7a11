"""Shares within an organization: no invitation, groups as principals, resources for the organization alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.sharing import permissions, shares
from privatelink_localstack.sharing.model import ACTIVE, Share
from privatelink_localstack.sharing.principals import ALONE, Circle
from privatelink_localstack.sharing.received import reaches
from privatelink_localstack.sharing.resources import resource_type
from tests.support.refusal import refusal, refusal_code

OWNER, MEMBER, OUTSIDER = "111111111111", "222222222222", "333333333333"
ORGANIZATION = f"arn:aws:organizations::{OWNER}:organization/o-exampleorgid"
UNIT = f"arn:aws:organizations::{OWNER}:ou/o-exampleorgid/ou-abcd-12345678"
SUBNET = f"arn:aws:ec2:us-east-1:{OWNER}:subnet/subnet-1"
GATEWAY = f"arn:aws:ec2:us-east-1:{OWNER}:transit-gateway/tgw-1"
SHARE = Share(
    f"arn:aws:ram:us-east-1:{OWNER}:resource-share/1",
    "net",
    OWNER,
    allow_external=True,
    status=ACTIVE,
    created=0,
    updated=0,
)
CIRCLE = Circle(ORGANIZATION, frozenset({UNIT}), frozenset({OWNER, MEMBER}), enabled=True)


def shared(*principals: str, circle: Circle = CIRCLE, share: Share = SHARE, resources: tuple[str, ...] = ()) -> Share:
    return shares.associate(share, resources, principals, now=1, new_arn=lambda: "invitation", circle=circle)


@pytest.mark.parametrize("principal", [ORGANIZATION, UNIT, MEMBER, f"arn:aws:iam::{MEMBER}:role/app"])
def test_principals_inside_are_not_invited(principal: str) -> None:
    share = shared(principal)
    assert [(each.status, each.external) for each in share.associations] == [("ASSOCIATED", False)]
    assert share.invitations == ()
    groups = {ORGANIZATION, UNIT}
    assert reaches(share, MEMBER, groups)
    assert not reaches(share, OUTSIDER)


def test_account_that_left_the_organization_has_nothing() -> None:
    assert not reaches(shared(MEMBER), MEMBER, ())
    assert not reaches(shared(UNIT), MEMBER, {ORGANIZATION})


def test_accounts_are_invited_while_sharing_inside_is_disabled() -> None:
    share = shared(MEMBER, circle=replace(CIRCLE, enabled=False))
    assert [(each.status, each.external) for each in share.associations] == [("ASSOCIATING", True)]


@pytest.mark.parametrize(
    ("principal", "circle", "expected"),
    [
        (ORGANIZATION, replace(CIRCLE, enabled=False), ("OperationNotPermittedException", None)),
        (UNIT, replace(CIRCLE, enabled=False), ("OperationNotPermittedException", None)),
        (
            ORGANIZATION.replace("exampleorgid", "another0000"),
            CIRCLE,
            ("UnknownResourceException", "Organization o-another0000 could not be found."),
        ),
        (
            UNIT.replace("12345678", "99999999"),
            CIRCLE,
            ("UnknownResourceException", "OrganizationalUnit ou-abcd-99999999 could not be found."),
        ),
        (
            UNIT,
            ALONE,
            (
                "UnknownResourceException",
                "OrganizationalUnit ou-abcd-12345678 in unknown organization could not be found.",
            ),
        ),
    ],
)
def test_groups_that_are_refused(principal: str, circle: Circle, expected: tuple[str, str | None]) -> None:
    found = refusal(shared, principal, circle=circle)
    assert found.code == expected[0]
    assert expected[1] in {None, found.message}


def test_subnets_are_shared_inside_alone() -> None:
    inside = shared(MEMBER, resources=(SUBNET,))
    assert refusal_code(shared, OUTSIDER, share=inside) == "OperationNotPermittedException"
    outside = shared(OUTSIDER, resources=(GATEWAY,))
    assert refusal_code(shared, share=outside, resources=(SUBNET,)) == "OperationNotPermittedException"


def test_member_does_not_leave_what_it_has_by_the_organization() -> None:
    code = refusal_code(shares.disassociate, shared(MEMBER), (), (MEMBER,), caller=MEMBER, now=2)
    assert code == "OperationNotPermittedException"
    assert shares.disassociate(shared(UNIT), (), (UNIT,), caller=OWNER, now=2)[0].associations == ()


def test_share_has_the_permissions_of_its_types_and_those_chosen() -> None:
    gateway, subnet = (permissions.permission_arn(resource_type(each), "aws") for each in (GATEWAY, SUBNET))
    share = permissions.with_permissions(shared(resources=(GATEWAY,)), [subnet, subnet], 2)
    assert [arn for arn, _ in permissions.permissions_of(share)] == [subnet, gateway]
    fewer = permissions.without_permission(share, subnet, 3)
    assert [arn for arn, _ in permissions.permissions_of(fewer)] == [gateway]
    assert refusal_code(permissions.without_permission, share, gateway, 3) == "InvalidParameterException"
    assert refusal_code(permissions.without_permission, fewer, subnet, 3) == "UnknownResourceException"


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("AWSRAMDefaultPermissionSubnet", "MalformedArnException"),
        ("arn:aws:ram::aws:permission/Unknown", "UnknownResourceException"),
        (f"arn:aws:ram:us-east-1:{OWNER}:permission/mine", "UnknownResourceException"),
    ],
)
def test_unknown_permissions_are_refused(arn: str, code: str) -> None:
    assert refusal_code(permissions.with_permissions, SHARE, [arn], 2) == code
