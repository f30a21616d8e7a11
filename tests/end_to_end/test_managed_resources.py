"""The real AWS provider on what AWS manages: changes by hand fail as on AWS, and what is left is destroyed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.stacks.directory import write_variables
from privatelink_harness.terraform.errors import TerraformError

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

CHANGES = ("group", "address of the endpoint", "address of the load balancer")


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path) -> AppliedStack:
    """A stack that changes nothing by hand."""
    return privatelink.apply(modules / "managed", variables={"change": "none"})


def test_changes_by_hand_are_refused(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict.value == "passed"
    for change in CHANGES:
        write_variables(stack.stack.directory, {"change": change})
        stack.stack.plan()
        with pytest.raises(TerraformError, match="AuthFailure: You do not have permission to access the specified"):
            stack.stack.apply()
    write_variables(stack.stack.directory, {"change": "none"})
    assert not stack.stack.plan().has_changes
    stack.stack.destroy()
    assert stack.client("ec2").describe_addresses()["Addresses"] == []
