"""A stack's directory."""

from __future__ import annotations

import fcntl
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks.directory import (
    RECORD,
    RUN_LOCK,
    TERRAFORM_LOCK,
    await_terraform,
    is_stack,
    is_used,
    make_directory,
    make_private,
    new_directory,
    unused_directories,
    used,
    was_killed,
    write_files,
    write_variables,
)

ROOM = "Make room there, or set XDG_STATE_HOME to a directory that can be written."


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


@pytest.fixture
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory in which stacks are kept, the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("state_home")
@pytest.mark.parametrize(
    ("state", "stays"),
    [
        (None, False),
        (".terraform/terraform.tfstate", False),
        ("terraform.tfstate", True),
        ("errored.tfstate", True),
    ],
)
def test_directory_survives_an_error_only_with_a_state(state: str | None, *, stays: bool) -> None:
    seen: list[Path] = []

    def run() -> None:
        with new_directory("core") as directory:
            seen.append(directory)
            (directory / "module" / ".terraform").mkdir(parents=True)
            if state:
                (directory / "module" / state).touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert ([each.exists() for each in seen], [was_killed(each) for each in seen]) == ([stays], [stays])


@pytest.mark.usefixtures("state_home")
def test_directory_is_used_for_as_long_as_its_run_lives() -> None:
    with new_directory("core") as directory:
        (directory / RECORD).touch()
        during = is_used(directory), unused_directories(directory.parent)
    assert (during, is_used(directory), unused_directories(directory.parent)) == ((True, []), False, [directory])


@pytest.mark.usefixtures("state_home")
def test_await_terraform_rejects_a_directory_that_a_run_uses() -> None:
    with new_directory("core") as directory, pytest.raises(HarnessError, match="a run uses it"):
        await_terraform(directory)


@pytest.mark.usefixtures("state_home")
def test_directory_is_used_by_one_run_at_a_time(tmp_path: Path) -> None:
    with used(tmp_path):
        with pytest.raises(HarnessError, match="a run uses it") as caught, used(tmp_path):
            pytest.fail("two runs use it")
        assert is_used(tmp_path), "the run that was refused takes nothing from the other one"
    assert "Wait for that run" in (caught.value.hint or "")
    assert not was_killed(tmp_path)


def test_run_takes_a_directory_at_which_another_process_only_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, flock = fcntl.flock, fcntl.LOCK_EX | fcntl.LOCK_NB
    with (tmp_path / RUN_LOCK).open("a") as looker:
        lock(looker, flock)

        def take(file: IO[str], operation: int) -> None:
            try:
                lock(file, operation)
            finally:
                lock(looker, fcntl.LOCK_UN)

        monkeypatch.setattr(fcntl, "flock", take)
        with used(tmp_path):
            monkeypatch.undo()
            assert is_used(tmp_path)


def test_await_terraform_waits_for_the_lock_of_the_guard_and_says_so(tmp_path: Path) -> None:
    lines: list[str] = []
    lock = (tmp_path / TERRAFORM_LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(await_terraform, tmp_path, lines.append)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        lock.close()
        waiting.result(timeout=60)
    assert len(lines) == 1
    await_terraform(tmp_path, lines.append)
    assert len(lines) == 1, "there is nothing to wait for"


@pytest.mark.parametrize("name", [RECORD, RUN_LOCK])
def test_directory_is_a_stacks_by_its_record_or_its_lock(tmp_path: Path, name: str) -> None:
    before = is_stack(tmp_path)
    (tmp_path / name).touch()
    assert (before, is_stack(tmp_path)) == (False, True)


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


def test_make_directory_makes_its_parents_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    directory = make_directory("core")
    assert [parent.stat().st_mode & 0o777 for parent in (directory.parent, directory.parent.parent)] == [0o700] * 2


def test_make_private_leaves_everything_to_the_user_alone(tmp_path: Path) -> None:
    stack, outside = tmp_path / "stack", tmp_path / "outside"
    outside.touch(mode=0o644)
    for name, mode in {
        "module/main.tf": 0o644,
        "module/run.sh": 0o755,
        "module/.terraform/modules/m.tf": 0o664,
    }.items():
        path = stack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(mode)
    (stack / "link").symlink_to(outside)
    providers = stack / "module" / ".terraform" / "providers"
    providers.mkdir()
    (providers / "aws").touch(mode=0o755)
    make_private(stack)
    found = {str(path.relative_to(stack)): path.stat().st_mode & 0o777 for path in stack.rglob("*") if path.is_file()}
    assert found == {
        "module/main.tf": 0o600,
        "module/run.sh": 0o700,
        "module/.terraform/modules/m.tf": 0o600,
        "module/.terraform/providers/aws": 0o755,
        "link": 0o644,
    }
    directories = (path for path in (stack, *stack.rglob("*")) if path.is_dir() and path != providers)
    assert {path.stat().st_mode & 0o777 for path in directories} == {0o700}


def test_write_variables_names_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "variables.tfvars.json").symlink_to("/dev/full")
    with pytest.raises(HarnessError, match=f"{tmp_path}: can't be written: No space left on device") as caught:
        write_variables(tmp_path, {"name": "value"})
    assert caught.value.hint == ROOM


def test_write_files_names_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "main.tf").symlink_to("/dev/full")
    with pytest.raises(HarnessError, match=f"{tmp_path}: can't be written: No space left on device") as caught:
        write_files(tmp_path, {"main.tf": "locals {}"})
    assert caught.value.hint == ROOM
