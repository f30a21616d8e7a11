"""An apply that fails half-way: its resources are destroyed, and the error names the line of the module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.commands import RunCommand

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import Stacks

IMPOSSIBLE = """
version: 1
pattern: consumer
name: impossible
endpoints:
  lambda:
    service: lambda
    private_dns: false
"""


def test_apply_names_the_line_of_the_users_own_module(
    privatelink: Stacks, modules: Path, account: LocalStackSession, vpcs: Callable[[], list[str]]
) -> None:
    with pytest.raises(HarnessError) as caught:
        privatelink.apply(modules / "halfway", account=account.account)
    assert str(caught.value).startswith("terraform apply failed:\n")
    assert f"{modules}/halfway/main.tf:14: aws_subnet.elsewhere: " in str(caught.value)
    before = vpcs()
    [run] = privatelink._runs
    privatelink.close()
    assert (before, vpcs()) == (["10.60.0.0/16"], [])
    report = run.recorder.report()
    assert report.failure is not None
    assert report.failure.message == str(caught.value)
    assert ("aws_subnet.elsewhere", "create", "failed") in {
        (timing.address, timing.action, timing.outcome) for timing in report.resources
    }
    assert report.topology is not None
    assert [vpc.cidr for place in report.topology.places for vpc in place.vpcs] == ["10.60.0.0/16"]


def test_apply_rejects_two_subnets_in_one_zone(
    privatelink: Stacks,
    command: RunCommand,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    tmp_path: Path,
) -> None:
    spec = tmp_path / "impossible.yaml"
    spec.write_text(IMPOSSIBLE)
    assert command("generate", spec, "--output", tmp_path / "module").returncode == 0
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(TWO_IN_ONE)
    with pytest.raises(
        HarnessError, match=r"Subnet subnet-\w+ is in us-east-1a of vpc-\w+, not in us-east-1b of vpc-\w+\."
    ):
        privatelink.apply(root, account=account.account)
    privatelink.close()
    assert vpcs() == []


TWO_IN_ONE = """
resource "aws_vpc" "this" {
  cidr_block = "10.70.0.0/16"
}

resource "aws_subnet" "this" {
  count = 2

  vpc_id            = aws_vpc.this.id
  availability_zone = "us-east-1a"
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
}

module "endpoints" {
  source = "../module"

  vpc_id     = aws_vpc.this.id
  subnet_ids = { us-east-1a = aws_subnet.this[0].id, us-east-1b = aws_subnet.this[1].id }
}
"""
