"""Temporary directories in which Terraform and the AWS provider can't meet."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import temporary

pytestmark = pytest.mark.process


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "No such file or directory"),
        ("file", "Not a directory"),
        ("/proc/self/fd", "Operation not permitted|No such file or directory|Permission denied"),
        ("a" * 91, "AF_UNIX path too long"),
    ],
)
def test_check_names_a_directory_without_room_for_a_socket(path: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / ("a" * 91)).mkdir()
    directory = tmp_path / path
    with pytest.raises(HarnessError, match=f"^{directory}: the temporary directory can't be used: ({reason})$"):
        temporary.check({"TMPDIR": str(directory)})


def test_check_leaves_nothing_in_a_directory_that_can_be_used() -> None:
    with tempfile.TemporaryDirectory() as name:
        temporary.check({"TMPDIR": name})
        temporary.check({"TMPDIR": Path(name).name}, Path(name).parent)
        assert list(Path(name).iterdir()) == []
