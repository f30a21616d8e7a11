"""The real AWS provider on default security groups: adopted, emptied, and the group of an endpoint that names none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import Stacks


def test_default_groups_are_adopted_and_emptied(privatelink: Stacks, modules: Path) -> None:
    stack = privatelink.apply(modules / "default-group")
    groups = stack.outputs["groups"]
    assert stack.plan_again().verdict.value == "passed"
    assert groups["endpoint"] == groups["kept"]
    described = stack.client("ec2").describe_security_groups(GroupIds=[groups["kept"], groups["closed"]])
    rules = {
        each["GroupId"]: (len(each["IpPermissions"]), len(each["IpPermissionsEgress"]))
        for each in described["SecurityGroups"]
    }
    assert rules == {groups["kept"]: (1, 1), groups["closed"]: (0, 0)}
    stack.stack.destroy()
