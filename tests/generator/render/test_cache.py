"""What earlier runs have kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from privatelink_generator.render import cache, readback
from privatelink_generator.render.readback import Blocks, Output

TEXT = 'output "id" {\n  value = 1\n  description = "The id."\n}\n'
READ = Blocks(outputs=(Output("id", "The id."),))


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the test's cache be in a directory of its own."""
    path = tmp_path / "cache" / "generator"
    monkeypatch.setattr(cache, "directory", lambda: path)
    return path


def test_second_read_parses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first = readback.read({"outputs.tf": TEXT}, ())
    monkeypatch.setitem(sys.modules, "hcl2", None)

    assert (first, readback.read({"outputs.tf": TEXT}, ())) == (READ, READ)


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"inputs": [{}], "outputs": [], "resources": []}'])
def test_damaged_reading_is_read_again(directory: Path, content: str) -> None:
    readback.read({"outputs.tf": TEXT}, ())
    (file,) = directory.iterdir()
    file.write_text(content)

    assert readback.read({"outputs.tf": TEXT}, ()) == READ
    assert file.read_text() != content


def test_unwritable_cache_is_no_fault(directory: Path) -> None:
    directory.parent.mkdir()
    directory.write_text("a file where the directory would be")

    assert readback.read({"outputs.tf": TEXT}, ()) == READ


def test_full_cache_is_emptied(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 2)
    directory.mkdir(parents=True)
    for name in ("old", "older"):
        (directory / name).write_text("value")

    cache.keep(b"new", b"value")

    assert cache.recall(b"new") == b"value"
    assert len(list(directory.iterdir())) == 1
