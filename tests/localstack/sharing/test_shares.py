"""Rules of resource shares: what is shared with whom, and answers to invitations."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from privatelink_localstack.sharing import shares
from privatelink_localstack.sharing.model import ACTIVE, PRINCIPAL, RESOURCE, Share
from privatelink_localstack.sharing.permissions import permission_arn
from privatelink_localstack.sharing.received import reaches
from privatelink_localstack.sharing.resources import resource_type
from tests.support.refusal import refusal, refusal_code

OWNER, OTHER, THIRD = "111111111111", "222222222222", "333333333333"
LIST = f"arn:aws:ec2:us-east-1:{OWNER}:prefix-list/pl-1"
SUBNET = f"arn:aws:ec2:us-east-1:{OWNER}:subnet/subnet-1"
RULE = f"arn:aws:route53resolver:us-east-1:{OWNER}:resolver-rule/rslvr-rr-1"
ORGANIZATION = f"arn:aws:organizations::{OWNER}:organization/o-exampleorgid"
UNIT = f"arn:aws:organizations::{OWNER}:ou/o-exampleorgid/ou-abcd-12345678"
SHARE = Share("share", "network", OWNER, allow_external=True, status=ACTIVE, created=0, updated=0)


def associated(share: Share, *principals: str, resources: tuple[str, ...] = ()) -> Share:
    arns = count(len(share.invitations))
    return shares.associate(share, resources, principals, now=1, new_arn=lambda: f"invitation-{next(arns)}")


def statuses(share: Share) -> dict[str, str]:
    return {each.entity: each.status for each in share.associations}


def test_resources_are_associated_at_once_and_once() -> None:
    share = associated(associated(SHARE, resources=(SUBNET, SUBNET)), resources=(SUBNET, RULE))
    assert statuses(share) == {SUBNET: "ASSOCIATED", RULE: "ASSOCIATED"}
    assert len(share.of(RESOURCE)) == 2
    assert share.of(PRINCIPAL) == ()


@pytest.mark.parametrize("principal", [OTHER, f"arn:aws:iam::{OTHER}:role/app"])
def test_anothers_principal_waits_for_the_answer(principal: str) -> None:
    share = associated(SHARE, principal)
    assert statuses(share) == {principal: "ASSOCIATING"}
    assert [(each.receiver, each.status) for each in share.invitations] == [(OTHER, "PENDING")]
    assert not reaches(share, OTHER)
    accepted = shares.answer(share, "invitation-0", accept=True, now=2)
    assert statuses(accepted) == {principal: "ASSOCIATED"}
    assert (reaches(accepted, OTHER), reaches(accepted, THIRD), reaches(accepted, OWNER)) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize("principal", [OWNER, f"arn:aws:iam::{OWNER}:user/me", "pcs.amazonaws.com"])
def test_own_principals_and_services_are_associated_at_once(principal: str) -> None:
    share = associated(SHARE, principal)
    assert (statuses(share), share.invitations) == ({principal: "ASSOCIATED"}, ())


def test_a_rejected_principal_may_be_invited_again() -> None:
    rejected = shares.answer(associated(SHARE, OTHER), "invitation-0", accept=False, now=2)
    assert (statuses(rejected), reaches(rejected, OTHER)) == ({OTHER: "FAILED"}, False)
    again = associated(rejected, OTHER)
    assert statuses(again) == {OTHER: "ASSOCIATING"}
    assert [each.status for each in again.invitations] == ["REJECTED", "PENDING"]


@pytest.mark.parametrize(("accept", "code"), [(True, "Accepted"), (False, "Rejected")])
def test_an_invitation_is_answered_once(*, accept: bool, code: str) -> None:
    answered = shares.answer(associated(SHARE, OTHER), "invitation-0", accept=accept, now=2)
    again = refusal_code(shares.answer, answered, "invitation-0", accept=True, now=3)
    assert again == f"ResourceShareInvitationAlready{code}Exception"


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ("subnet-1", "MalformedArnException"),
        ("arn:aws:route53:::hostedzone/Z1", "MalformedArnException"),
        (f"arn:aws:ec2:us-east-1:{OWNER}:vpc/vpc-1", "MalformedArnException"),
        (SUBNET.replace(OWNER, OTHER), "OperationNotPermittedException"),
    ],
)
def test_what_is_not_shared(resource: str, code: str) -> None:
    assert refusal_code(associated, SHARE, resources=(SUBNET, resource)) == code


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (ORGANIZATION, ("UnknownResourceException", "Organization o-exampleorgid could not be found.")),
        (
            UNIT,
            (
                "UnknownResourceException",
                "OrganizationalUnit ou-abcd-12345678 in unknown organization could not be found.",
            ),
        ),
        (
            "12",
            ("InvalidParameterException", "Principal ID 12 is malformed. Verify the ID and try again."),
        ),
    ],
)
def test_with_whom_nothing_is_shared(principal: str, expected: tuple[str, str]) -> None:
    assert refusal(associated, SHARE, principal) == expected


def test_principals_outside_are_kept_out() -> None:
    inside = replace(SHARE, allow_external=False)
    assert refusal_code(associated, inside, OTHER) == "OperationNotPermittedException"
    assert statuses(associated(inside, OWNER)) == {OWNER: "ASSOCIATED"}
    close = refusal_code(shares.update, associated(SHARE, OTHER), name=None, allow_external=False, now=2)
    assert close == "OperationNotPermittedException"
    assert shares.update(SHARE, name="other", allow_external=None, now=2) == replace(SHARE, name="other", updated=2)


def test_the_owner_ends_any_association_and_an_account_its_own() -> None:
    share = shares.answer(associated(SHARE, OTHER, THIRD, resources=(LIST,)), "invitation-0", accept=True, now=2)
    left, (removed,) = shares.disassociate(share, (), (OTHER,), caller=OTHER, now=3)
    assert (removed.entity, statuses(left)) == (OTHER, {LIST: "ASSOCIATED", THIRD: "ASSOCIATING"})
    assert [each.receiver for each in left.invitations] == [THIRD]
    ended, _ = shares.disassociate(share, (LIST,), (OTHER, THIRD), caller=OWNER, now=3)
    assert (ended.associations, ended.invitations) == ((), ())


@pytest.mark.parametrize(
    ("caller", "principal", "code"),
    [(OTHER, THIRD, "OperationNotPermittedException"), (OWNER, THIRD, "UnknownResourceException")],
)
def test_what_is_not_disassociated(caller: str, principal: str, code: str) -> None:
    share = associated(SHARE, OTHER)
    assert refusal_code(shares.disassociate, share, (), (principal,), caller=caller, now=2) == code


def test_nothing_changes_after_the_end() -> None:
    ended = shares.delete(associated(SHARE, OTHER, resources=(LIST,)), now=2, timer=2)
    assert (ended.status, ended.associations, ended.invitations) == ("DELETED", (), ())
    assert {
        refusal_code(associated, ended, OTHER),
        refusal_code(shares.delete, ended, now=3, timer=3),
        refusal_code(shares.update, ended, name="x", allow_external=None, now=3),
    } == {"UnknownResourceException"}


def test_types_and_default_permissions() -> None:
    assert (resource_type(SUBNET).name, resource_type(RULE).name) == ("ec2:Subnet", "route53resolver:ResolverRule")
    assert permission_arn(resource_type(SUBNET), "aws-cn") == (
        "arn:aws-cn:ram::aws:permission/AWSRAMDefaultPermissionSubnet"
    )
