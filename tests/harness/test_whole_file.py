"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.whole_file import write_whole


def test_file_is_replaced_and_is_the_users_alone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    for text in ("one", "two"):
        write_whole(file, text)
    assert (file.read_text(), file.stat().st_mode & 0o777, [*tmp_path.iterdir()]) == ("two", 0o600, [file])


def test_file_that_cannot_be_replaced_leaves_nothing_beside_it(tmp_path: Path) -> None:
    directory = tmp_path / "file"
    directory.mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(directory, "text")
    assert [*tmp_path.iterdir()] == [directory]
