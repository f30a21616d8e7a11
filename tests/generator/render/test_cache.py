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
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "tf-privatelink" / "generator"


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


def test_cache_is_emptied_at_the_limit(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 2)
    for key in (b"1", b"2", b"3"):
        cache.keep(key, b"value")

    assert [cache.recall(key) for key in (b"1", b"2", b"3")] == [None, None, b"value"]
    assert len(list(directory.iterdir())) == 1
