"""Fixtures of the tests on LocalStack: the command line as a process, with its environment and its stacks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.commands import RunCommand, StartCommand

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

PRIVATELINK = [sys.executable, "-c", "from privatelink_cli.app import main; main()"]
"""The command line, by this Python."""

BUILDS = str(store.root())
"""The directory of the trimmed AWS provider's builds; `pytester` sets another home directory."""


@pytest.fixture
def environment(localstack: Instance, tmp_path: Path) -> dict[str, str]:
    """The environment of the command line: the shared LocalStack, and a state directory of the test's own."""
    return {
        **os.environ,
        "LOCALSTACK_ENDPOINT": localstack.endpoint,
        "XDG_STATE_HOME": str(tmp_path / "state"),
        store.VARIABLE: BUILDS,
    }


@pytest.fixture
def stacks(tmp_path: Path) -> Path:
    """The directory in which the command line keeps its stacks."""
    return tmp_path / "state" / "tf-privatelink" / "stacks"


@pytest.fixture
def project(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], modules: Path
) -> pytest.Pytester:
    """A directory for tests of the plugin: its stacks are on the shared LocalStack, its root module is `gateway`."""
    for name in ("LOCALSTACK_ENDPOINT", "XDG_STATE_HOME", store.VARIABLE):
        monkeypatch.setenv(name, environment[name])
    (pytester.path / "gateway").symlink_to(modules / "gateway")
    return pytester


@pytest.fixture
def command(environment: dict[str, str]) -> RunCommand:
    """The way to run `privatelink` to its end."""

    def run(*arguments: str | Path, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        argv = [*PRIVATELINK, *(str(each) for each in arguments)]
        return subprocess.run(
            argv, capture_output=True, text=True, check=False, env={**environment, **(variables or {})}
        )

    return run


@pytest.fixture
def start(environment: dict[str, str]) -> StartCommand:
    """The way to start `privatelink`."""

    def popen(*arguments: str | Path, variables: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*PRIVATELINK, *(str(each) for each in arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment, **(variables or {})},
        )

    return popen


@pytest.fixture
def vpcs(account: LocalStackSession) -> Callable[[], list[str]]:
    """The way to the CIDR blocks of the VPCs in the test's account, without the default one."""

    def describe() -> list[str]:
        described = account.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])
        return sorted(vpc["CidrBlock"] for vpc in described["Vpcs"])

    return describe
