"""The state that Terraform could not write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks import rescue
from privatelink_harness.stacks.rescue import Rescue
from privatelink_harness.terraform.errors import TerraformError

FULL = TerraformError("terraform apply", 1, tail="write terraform.tfstate: no space left on device")


@pytest.fixture
def stack(tmp_path: Path) -> Rescue:
    made = Rescue(tmp_path, tmp_path / "root")
    made.root.mkdir()
    made.reserve()
    return made


def state(serial: int) -> str:
    return json.dumps({"version": 4, "serial": serial})


def fail(stack: Rescue, error: Exception = FULL) -> list[str]:
    """Return what is told after a command that has failed."""
    told: list[str] = []
    with pytest.raises(type(error)), stack.after(told.append):
        raise error
    return told


def serial_of(stack: Rescue) -> int:
    return int(json.loads((stack.root / "terraform.tfstate").read_text())["serial"])


def test_errored_state_is_put_into_its_place(stack: Rescue) -> None:
    (stack.root / "terraform.tfstate").write_text(state(3)[:9])
    (stack.root / "errored.tfstate").write_text(state(4))
    assert fail(stack) == ["Terraform could not write its state: it is taken from errored.tfstate"]
    assert (serial_of(stack), [path.name for path in stack.root.iterdir()]) == (4, ["terraform.tfstate"])


def test_printed_state_is_written_for_the_user_alone(stack: Rescue) -> None:
    (stack.root / "errored.tfstate").touch()
    stack.keep(state(4))
    assert fail(stack) == ["Terraform could not write its state: it is taken from Terraform's output"]
    assert (serial_of(stack), (stack.root / "terraform.tfstate").stat().st_mode & 0o777) == (4, 0o600)


@pytest.mark.parametrize(("written", "expected"), [(5, 5), (4, 4), (3, 4)])
def test_newest_state_is_taken(written: int, expected: int, stack: Rescue) -> None:
    (stack.root / "terraform.tfstate").write_text(state(written))
    (stack.root / "errored.tfstate").write_text(state(4))
    assert stack.take_up() == (None if written > 4 else "errored.tfstate")
    assert (serial_of(stack), (stack.root / "errored.tfstate").exists()) == (expected, False)


def test_backup_is_taken_where_every_other_state_was_cut(stack: Rescue) -> None:
    (stack.root / "terraform.tfstate").write_text(state(3)[:9])
    (stack.root / "errored.tfstate").touch()
    (stack.root / "terraform.tfstate.backup").write_text(state(2))
    assert stack.take_up() == "terraform.tfstate.backup"
    assert (serial_of(stack), stack.is_lost) == (2, False)


def test_state_without_room_is_lost_and_the_older_one_stays(stack: Rescue, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rescue, "_write", refuse)
    (stack.root / "terraform.tfstate").write_text(state(3))
    stack.keep(state(4))
    assert fail(stack) == [
        "Terraform could not write its state, and there is no room for it; tags tell what was created"
    ]
    assert (serial_of(stack), stack.is_lost) == (3, True)


def test_full_disk_frees_the_reserve(stack: Rescue) -> None:
    reserve = stack.directory / rescue.RESERVE
    assert reserve.stat().st_blocks * 512 >= 4 * 1024 * 1024
    fail(stack, HarnessError("DependencyViolation"))
    assert reserve.exists()
    assert (fail(stack), reserve.exists()) == ([], False)


def test_state_that_terraform_wrote_stays(stack: Rescue) -> None:
    (stack.root / "terraform.tfstate").write_text(state(3))
    (stack.root / "terraform.tfstate.backup").write_text(state(9))
    assert (stack.take_up(), serial_of(stack)) == (None, 3)
