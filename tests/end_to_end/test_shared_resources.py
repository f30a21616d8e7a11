"""Resource Access Manager and Organizations by the AWS provider: by an invitation, and by a unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks.check import Verdict
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture(scope="module")
def receiver(localstack: Instance) -> Iterator[str]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield fresh()


@pytest.fixture(scope="module")
def invited(privatelink: Stacks, modules: Path, receiver: str) -> AppliedStack:
    return privatelink.apply(modules / "shared-resources", variables={"receiver_account": receiver})


@pytest.fixture(scope="module")
def inside(privatelink: Stacks, modules: Path) -> AppliedStack:
    return privatelink.apply(modules / "organization")


def test_receiver_has_what_the_owner_shares(invited: AppliedStack, receiver: str) -> None:
    assert invited.outputs["received"] == [invited.outputs["prefix_list_arn"]]
    ram = invited.client("ram", receiver)
    (share,) = ram.get_resource_shares(resourceOwner="OTHER-ACCOUNTS")["resourceShares"]
    assert (share["resourceShareArn"], share["owningAccountId"]) == (
        invited.outputs["share_arn"],
        invited.account("owner").id,
    )


def test_account_of_a_nested_unit_has_what_the_unit_is_given(inside: AppliedStack) -> None:
    ram = inside.client("ram", inside.outputs["store"])
    (resource,) = ram.list_resources(resourceOwner="OTHER-ACCOUNTS")["resources"]
    assert (resource["arn"], resource["resourceShareArn"]) == (
        inside.outputs["prefix_list_arn"],
        inside.outputs["share_arn"],
    )
    assert ram.get_resource_share_invitations()["resourceShareInvitations"] == []


def test_data_sources_read_the_organization(inside: AppliedStack) -> None:
    store = inside.outputs["store"]
    assert inside.outputs["read"] == {
        "organization": [store],
        "descendants": [store],
        "children": [],
        "units": ["stores"],
    }


@pytest.mark.parametrize("name", ["invited", "inside"])
def test_second_plan_is_empty(request: pytest.FixtureRequest, name: str) -> None:
    stack: AppliedStack = request.getfixturevalue(name)
    assert stack.plan_again().verdict is Verdict.PASSED
