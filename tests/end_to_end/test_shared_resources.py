"""Resource Access Manager by the official AWS provider, where a mirror has one: the trimmed one lacks the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.aws_provider import mirror
from privatelink_harness.checks.check import Verdict
from privatelink_harness.pytest_plugin.stacks import Stacks
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance

if any(mirror.packages(place) for place in mirror.directories(Path.home())):

    @pytest.fixture(scope="module")
    def receiver(localstack: Instance) -> Iterator[str]:
        with temporary_accounts(localstack.endpoint) as fresh:
            yield fresh()

    @pytest.fixture(scope="module")
    def stack(pytestconfig: pytest.Config, modules: Path, receiver: str) -> Iterator[AppliedStack]:
        stacks = Stacks(pytestconfig.rootpath, aws_provider="official")
        yield stacks.apply(modules / "shared-resources", variables={"receiver_account": receiver})
        stacks.close()

    def test_receiver_has_what_the_owner_shares(stack: AppliedStack, receiver: str) -> None:
        assert stack.outputs["received"] == [stack.outputs["prefix_list_arn"]]
        ram = stack.client("ram", receiver)
        (share,) = ram.get_resource_shares(resourceOwner="OTHER-ACCOUNTS")["resourceShares"]
        assert (share["resourceShareArn"], share["owningAccountId"]) == (
            stack.outputs["share_arn"],
            stack.account("owner").id,
        )

    def test_second_plan_is_empty(stack: AppliedStack) -> None:
        assert stack.plan_again().verdict is Verdict.PASSED
