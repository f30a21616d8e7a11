"""What an account has from other accounts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.sharing import shares
from privatelink_localstack.sharing.model import ACTIVE, Share
from privatelink_localstack.sharing.received import SharedResource, shared_with

OWNER, OTHER, THIRD = "111111111111", "222222222222", "333333333333"
GATEWAY = f"arn:aws:ec2:us-east-1:{OWNER}:transit-gateway/tgw-1"
RULE = f"arn:aws:route53resolver:us-east-1:{OWNER}:resolver-rule/rslvr-rr-1"
EMPTY = Share("share", "network", OWNER, allow_external=True, status=ACTIVE, created=0, updated=0)


def offered() -> Share:
    return shares.associate(EMPTY, (GATEWAY, RULE), (OTHER,), now=1, new_arn=lambda: "invitation")


def accepted() -> Share:
    return shares.answer(offered(), "invitation", accept=True, now=2)


@pytest.mark.parametrize(("kind", "arn"), [("ec2:TransitGateway", GATEWAY), ("route53resolver:ResolverRule", RULE)])
def test_receiver_has_the_resources_of_a_type_once(kind: str, arn: str) -> None:
    again = replace(accepted(), arn="again")
    assert list(shared_with([accepted(), again], OTHER, kind)) == [SharedResource(arn, OWNER, "share")]


@pytest.mark.parametrize("account", [OWNER, THIRD])
def test_other_accounts_have_nothing(account: str) -> None:
    assert list(shared_with([accepted()], account, "ec2:TransitGateway")) == []


@pytest.mark.parametrize(
    "share",
    [
        offered(),
        shares.answer(offered(), "invitation", accept=False, now=2),
        shares.delete(accepted(), now=3, timer=3),
        shares.disassociate(accepted(), (), (OTHER,), caller=OWNER, now=3)[0],
        shares.disassociate(accepted(), (GATEWAY,), (), caller=OWNER, now=3)[0],
    ],
    ids=["unanswered", "rejected", "deleted", "principal taken out", "resource taken out"],
)
def test_receiver_has_nothing_of_a_share_that_does_not_reach_it(share: Share) -> None:
    assert list(shared_with([share], OTHER, "ec2:TransitGateway")) == []


def test_account_has_what_is_shared_with_its_group() -> None:
    unit = f"arn:aws:organizations::{OWNER}:ou/o-exampleorgid/ou-abcd-12345678"
    share = replace(
        accepted(),
        associations=tuple(
            replace(each, entity=unit) if each.entity == OTHER else each for each in accepted().associations
        ),
    )
    assert list(shared_with([share], THIRD, "ec2:TransitGateway", {unit})) == [SharedResource(GATEWAY, OWNER, "share")]
    assert list(shared_with([share], THIRD, "ec2:TransitGateway")) == []
