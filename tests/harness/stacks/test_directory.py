"""A stack's directory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks.directory import make_directory, removed_without_state, write_files, write_variables


def test_make_directory_gives_each_stack_one_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first, second = make_directory("core"), make_directory("core")
    assert first != second
    assert first.parent == tmp_path / "tf-privatelink" / "stacks"
    assert first.stat().st_mode & 0o777 == 0o700


def test_make_directory_names_a_state_home_that_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(HarnessError, match="can't be made: Not a directory"):
        make_directory("core")


@pytest.mark.parametrize(
    ("state", "stays"), [(None, False), (".terraform/terraform.tfstate", False), ("terraform.tfstate", True)]
)
def test_directory_survives_an_error_only_with_a_state(tmp_path: Path, state: str | None, *, stays: bool) -> None:
    directory = tmp_path / "stack"
    (directory / "module" / ".terraform").mkdir(parents=True)
    if state:
        (directory / "module" / state).touch()
    with pytest.raises(KeyboardInterrupt), removed_without_state(directory):
        raise KeyboardInterrupt
    assert directory.exists() is stays


def test_write_variables_writes_json(tmp_path: Path) -> None:
    write_variables(tmp_path, {"names": ["a"], "tags": {"a": "b"}})
    assert json.loads((tmp_path / "variables.tfvars.json").read_text()) == {"names": ["a"], "tags": {"a": "b"}}


def test_write_variables_writes_no_empty_file(tmp_path: Path) -> None:
    write_variables(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


def test_write_variables_rejects_a_value_that_json_lacks(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="variables: Object of type set is not JSON serializable"):
        write_variables(tmp_path, {"names": {"a"}})
    assert list(tmp_path.iterdir()) == []


def test_write_variables_names_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="can't be written: No such file or directory"):
        write_variables(tmp_path / "gone", {"a": 1})


def test_write_files_names_a_path_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "module").touch()
    with pytest.raises(HarnessError, match=r"module.*: can't be written: (File exists|Not a directory)"):
        write_files(tmp_path / "module", {"main.tf": ""})
