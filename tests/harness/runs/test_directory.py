"""A stack's directory: made, given its variables, and removed where nothing came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.runs import session
from privatelink_harness.stacks.stack import Stack, locked_version, make_directory, write_variables

LOCK = """
provider "registry.terraform.io/hashicorp/random" {
  version = "3.6.0"
}

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = ">= 5.83.0, < 7.0.0"
}
"""


def test_it_is_new_and_the_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first, second = make_directory("core"), make_directory("core")
    assert first != second
    assert first.parent == tmp_path / "tf-privatelink" / "stacks"
    assert first.stat().st_mode & 0o777 == 0o700


def test_it_can_not_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(HarnessError, match="can't be made: Not a directory"):
        make_directory("core")


@pytest.mark.parametrize(
    ("state", "stays"), [(None, False), (".terraform/terraform.tfstate", False), ("terraform.tfstate", True)]
)
def test_on_an_error_it_stays_only_with_a_state(tmp_path: Path, state: str | None, *, stays: bool) -> None:
    directory = tmp_path / "stack"
    (directory / "module" / ".terraform").mkdir(parents=True)
    if state:
        (directory / "module" / state).touch()
    with pytest.raises(KeyboardInterrupt), session.removed_on_error(directory):
        raise KeyboardInterrupt
    assert directory.exists() is stays


def test_variables(tmp_path: Path) -> None:
    write_variables(tmp_path, {"names": ["a"], "tags": {"a": "b"}})
    assert json.loads((tmp_path / "variables.tfvars.json").read_text()) == {"names": ["a"], "tags": {"a": "b"}}


def test_no_variables_are_no_file(tmp_path: Path) -> None:
    write_variables(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


def test_a_variable_that_json_can_not_hold(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="variables: Object of type set is not JSON serializable"):
        write_variables(tmp_path, {"names": {"a"}})
    assert list(tmp_path.iterdir()) == []


def test_variables_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="can't be written: No such file or directory"):
        write_variables(tmp_path / "gone", {"a": 1})


def test_a_module_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "module").touch()
    with pytest.raises(HarnessError, match=r"module.*: can't be written: (File exists|Not a directory)"):
        session.write(tmp_path / "module", {"main.tf": ""})


@pytest.mark.parametrize("record", [None, "", "[]", '{"root": "/x"}'])
def test_what_is_no_stack_can_not_be_reopened(tmp_path: Path, record: str | None) -> None:
    if record is not None:
        (tmp_path / "stack.json").write_text(record)
    with pytest.raises(HarnessError, match="holds no stack") as caught:
        Stack.reopen(tmp_path)
    assert caught.value.hint is not None


@pytest.mark.parametrize(("text", "version"), [(LOCK, "5.100.0"), ("", None), (None, None)])
def test_the_providers_version_in_a_lock_file(tmp_path: Path, text: str | None, version: str | None) -> None:
    if text is not None:
        (tmp_path / ".terraform.lock.hcl").write_text(text)
    assert locked_version(tmp_path) == version
