"""Terraform's own log: secrets of a command are overwritten, and what others append stays."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from privatelink_harness.terraform.log import cleaned
from privatelink_harness.terraform.secrets import Secrets

SECRETS = Secrets.of(["hunter22", 'a "quoted" one'])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a Terraform that logs into a file of the test's."""
    return {"TF_LOG": "DEBUG", "TF_LOG_PATH": str(tmp_path / "terraform.log")}


def test_secrets_are_overwritten_in_what_the_command_logs(environment: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "terraform.log"
    with cleaned(environment, SECRETS):
        log.write_text('was hunter22, is hunter22: {"value": "a \\"quoted\\" one"}\n')
    assert log.read_text() == f'was {"*" * 8}, is {"*" * 8}: {{"value": "{"*" * 16}"}}\n'


def test_what_another_command_appends_meanwhile_stays(environment: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "terraform.log"
    with log.open("a") as other:
        with cleaned(environment, SECRETS):
            other.write("hunter22\n")
            other.flush()
        other.write("next\n")
    assert log.read_text() == "********\nnext\n"


def test_log_of_a_command_that_fails_is_overwritten_too(environment: dict[str, str], tmp_path: Path) -> None:
    log = tmp_path / "terraform.log"
    with suppress(OSError), cleaned(environment, SECRETS):
        log.write_text("hunter22")
        raise OSError
    assert log.read_text() == "********"


def test_command_without_a_log_needs_no_file(environment: dict[str, str], tmp_path: Path) -> None:
    with cleaned(environment, SECRETS), cleaned({}, SECRETS):
        pass
    assert list(tmp_path.iterdir()) == []
