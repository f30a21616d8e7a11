"""The record of a running LocalStack: written, read back, and rejected when invalid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime.record import Record

if TYPE_CHECKING:
    from pathlib import Path


def test_record_is_read_as_written(tmp_path: Path) -> None:
    record = Record(pid=12, port=4566, keep=True)
    record.write(tmp_path / "state.json")
    assert record == Record.read(tmp_path / "state.json")


def test_write_leaves_no_other_file(tmp_path: Path) -> None:
    Record(pid=12, port=4566, keep=True).write(tmp_path / "state.json")
    assert [tmp_path / "state.json"] == list(tmp_path.iterdir())


def test_record_has_its_endpoint() -> None:
    assert Record(pid=12, port=4570, keep=False).endpoint == "http://127.0.0.1:4570"


def test_missing_file_is_no_record(tmp_path: Path) -> None:
    assert Record.read(tmp_path / "state.json") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\xff",
        "[]",
        '{"pid": 12',
        '{"pid": "12", "port": 4566, "keep": true}',
        '{"pid": 12, "port": 4566}',
        '{"pid": 0, "port": 4566, "keep": true}',
        '{"pid": -1, "port": 4566, "keep": true}',
        '{"pid": 12, "port": 65536, "keep": true}',
        '{"pid": 12, "port": 4566, "keep": 1}',
    ],
)
def test_invalid_content_is_no_record(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text, encoding="latin-1")
    assert Record.read(path) is None
