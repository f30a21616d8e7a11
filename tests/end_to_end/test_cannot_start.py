"""A missing precondition of a run: one clear message, exit code 1, and nothing left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import RunCommand


@pytest.fixture
def spec(specs: Path) -> Path:
    return specs / "lambda-from-private-subnets.yaml"


def test_missing_terraform_is_named(command: RunCommand, spec: Path, stacks: Path) -> None:
    answer = command("test", spec, variables={"PRIVATELINK_TERRAFORM": "terraform-of-nobody"})
    assert (answer.returncode, list(stacks.iterdir())) == (1, [])
    assert answer.stderr.startswith("error: PRIVATELINK_TERRAFORM")
    assert "terraform-of-nobody" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_old_terraform_is_rejected(command: RunCommand, spec: Path, stacks: Path, tmp_path: Path) -> None:
    old = tmp_path / "terraform"
    old.write_text("#!/bin/sh\necho '" + json.dumps({"terraform_version": "1.5.7", "platform": "linux"}) + "'\n")
    old.chmod(0o755)
    answer = command("test", spec, variables={"PRIVATELINK_TERRAFORM": str(old)})
    assert (answer.returncode, list(stacks.iterdir())) == (1, [])
    assert "1.5.7" in answer.stderr.splitlines()[0]
    assert "1.9" in answer.stderr


def test_missing_aws_provider_fails_with_a_hint(command: RunCommand, spec: Path, stacks: Path, tmp_path: Path) -> None:
    config, mirror = tmp_path / "terraform.rc", tmp_path / "mirror"
    mirror.mkdir()
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    arguments = ("test", spec, "--format", "json", "--aws-provider", "official")
    answer = command(*arguments, variables={"TF_CLI_CONFIG_FILE": str(config)})
    error = json.loads(answer.stdout)["error"]
    assert (answer.returncode, list(stacks.iterdir())) == (1, [])
    assert error["message"].startswith("terraform init failed:\n")
    assert "hashicorp/aws" in error["message"]
    assert error["hint"].startswith("The AWS provider can't be installed")


def test_state_directory_that_is_a_file_is_rejected(command: RunCommand, spec: Path, tmp_path: Path) -> None:
    state = tmp_path / "file"
    state.touch()
    answer = command("test", spec, variables={"XDG_STATE_HOME": str(state)})
    first, second = answer.stderr.splitlines()
    assert answer.returncode == 1
    assert first.startswith(f"error: {state}/tf-privatelink/stacks/lambda-from-private-subnets-")
    assert first.endswith(": can't be made: Not a directory")
    assert second == "Set XDG_STATE_HOME to a directory that can be written."


def test_silent_localstack_is_named(command: RunCommand, spec: Path, stacks: Path) -> None:
    answer = command("test", spec, variables={"LOCALSTACK_ENDPOINT": "http://127.0.0.1:1"})
    assert (answer.returncode, list(stacks.iterdir())) == (1, [])
    assert answer.stderr.startswith("error: LOCALSTACK_ENDPOINT: http://127.0.0.1:1")
