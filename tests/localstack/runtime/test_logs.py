"""LocalStack's log: its last lines, and its new ones."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime.logs import _new_lines, follow, read_tail

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("lines", "expected"), [(0, []), (2, ["b", "c"]), (9, ["a", "b", "c"])])
def test_tail_returns_the_last_lines(tmp_path: Path, lines: int, expected: list[str]) -> None:
    (tmp_path / "log").write_text("a\nb\nc\n")
    assert expected == read_tail(tmp_path / "log", lines)


def test_tail_of_missing_log_is_empty(tmp_path: Path) -> None:
    assert read_tail(tmp_path / "log", 5) == []


def test_tail_replaces_invalid_bytes(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"\xff\n")
    assert read_tail(tmp_path / "log", 5) == ["\N{REPLACEMENT CHARACTER}"]


def test_follow_ends_where_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "localstack.log").write_text("a\nb\n")
    assert list(follow(tmp_path, lines=1)) == ["b"]


def test_partial_line_waits_for_its_end() -> None:
    log = io.StringIO("a\nb")
    seen = list(_new_lines(log, last=False))
    log.seek(0, io.SEEK_END)
    log.write("c\n")
    log.seek(2)
    assert (seen, list(_new_lines(log, last=False))) == (["a"], ["bc"])


def test_partial_line_is_yielded_at_the_end() -> None:
    assert list(_new_lines(io.StringIO("a\nb"), last=True)) == ["a", "b"]
