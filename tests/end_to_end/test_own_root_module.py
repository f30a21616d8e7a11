"""`privatelink verify` on a root module that the user has applied to LocalStack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from privatelink_harness.stacks.install import Installer
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.terraform import Terraform
from privatelink_harness.terraform.workspace import copy
from tests.support.commands import RunCommand


@pytest.fixture
def root(modules: Path, account: LocalStackSession, tmp_path: Path) -> Iterator[Path]:
    """The user's module, applied by Terraform alone."""
    root = copy(modules / "gateway", tmp_path / "root").directory
    installation = Installer().install(tmp_path / "installed", root)
    config = installation.aws_provider.cli_config
    terraform = Terraform(installation.binary, root, account.environment(), cli_config=config)
    terraform.plan(tmp_path / "plan")
    terraform.apply(tmp_path / "plan")
    yield root
    terraform.destroy(refresh=False)


def test_verify_compares_the_root_module_in_place(
    root: Path, command: RunCommand, account: LocalStackSession, stacks: Path
) -> None:
    before = sorted(root.rglob("*"))
    answer = command("verify", root / "privatelink.yaml", root, "--account", account.account, "--format", "json")
    data = json.loads(answer.stdout)["data"]
    assert answer.returncode == 0, answer.stderr
    assert {"passed"} == {check["verdict"] for check in data["checks"]}
    # Whatever AWS provider this machine has, the root module's own initialisation chose it.
    assert re.fullmatch(r"hashicorp/aws \d+\.\d+\.\d+ from user-config(, trimmed build, .+)?", data["aws_provider"])
    assert (sorted(root.rglob("*")), stacks.exists()) == (before, False)


def test_verify_looks_where_the_state_says(root: Path, command: RunCommand, account: LocalStackSession) -> None:
    answer = command("verify", root / "privatelink.yaml", root, "--format", "json")
    verdicts = {check["verdict"] for check in json.loads(answer.stdout)["data"]["checks"]}
    assert (answer.returncode, verdicts) == (0, {"passed"})

    other = command("verify", root / "privatelink.yaml", root, "--region", "eu-west-1", "--module", "module.x")
    assert (other.returncode, other.stderr) == (
        1,
        "error: the stack has no module 'module.x' with resources\nIt has no modules: leave the address out.\n",
    )

    other = command("verify", root / "privatelink.yaml", root, "--region", "eu-west-1")
    assert other.returncode == 2
    assert (
        "s3: exists: failed\n  expected (spec): yes\n  found (state, API): no\n"
        "  note: the stack is looked for in eu-west-1, "
        f"its resources are in account {account.account} in us-east-1\n"
    ) in other.stdout


def test_verify_rejects_a_directory_without_a_state(modules: Path, command: RunCommand) -> None:
    answer = command("verify", modules / "gateway" / "privatelink.yaml", modules / "gateway")
    assert (answer.returncode, answer.stderr) == (
        1,
        f"error: {modules}/gateway: nothing is applied there\nApply it first, or name another directory.\n",
    )
