"""Reading LocalStack's log."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime.logs import _new_lines, follow, read_tail

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("lines", "expected"), [(0, []), (2, ["b", "c"]), (9, ["a", "b", "c"])])
def test_the_last_lines_are_read(tmp_path: Path, lines: int, expected: list[str]) -> None:
    (tmp_path / "log").write_text("a\nb\nc\n")
    assert expected == read_tail(tmp_path / "log", lines)


def test_no_log_has_no_lines(tmp_path: Path) -> None:
    assert read_tail(tmp_path / "log", 5) == []


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"\xff\n")
    assert read_tail(tmp_path / "log", 5) == ["\N{REPLACEMENT CHARACTER}"]


def test_following_ends_at_once_where_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "localstack.log").write_text("a\nb\n")
    assert list(follow(tmp_path, lines=1)) == ["b"]


def test_half_a_line_waits_for_its_other_half() -> None:
    log = io.StringIO("a\nb")
    seen = list(_new_lines(log, last=False))
    log.seek(0, io.SEEK_END)
    log.write("c\n")
    log.seek(2)
    assert (seen, list(_new_lines(log, last=False))) == (["a"], ["bc"])


def test_half_a_line_is_given_at_the_end() -> None:
    assert list(_new_lines(io.StringIO("a\nb"), last=True)) == ["a", "b"]
