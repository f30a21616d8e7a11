"""What earlier runs have kept."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from shutil import copytree

import pytest

from privatelink_generator.render import cache, readback, templates
from privatelink_generator.render.readback import Blocks, Output
from privatelink_generator.render.templates import Templates

TEXT = 'output "id" {\n  value = 1\n  description = "The id."\n}\n'
READ = Blocks(outputs=(Output("id", "The id."),))


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the test's cache be in a directory of its own; forget afterwards what the test has changed of the code."""
    path = tmp_path / "cache" / "generator"
    monkeypatch.setattr(cache, "directory", lambda: path)
    yield path
    cache.identity.cache_clear()


def readings(directory: Path) -> set[Path]:
    """Read as a new process does, and return the files of what is kept."""
    cache.identity.cache_clear()
    assert readback.read({"outputs.tf": TEXT}, ()) == READ
    return set(directory.iterdir())


def compiled(directory: Path) -> set[Path]:
    """Compile a template as a new process does, and return the files of what is kept."""
    cache.identity.cache_clear()
    templates._load.cache_clear()
    Templates.of("consumer").environment.get_template("consumer/outputs.tf.jinja")
    return set(directory.iterdir())


def test_second_read_parses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first = readback.read({"outputs.tf": TEXT}, ())
    monkeypatch.setattr(readback, "_parts", None)

    assert (first, readback.read({"outputs.tf": TEXT}, ())) == (READ, READ)


@pytest.mark.parametrize("distribution", ["lark", "python-hcl2"])
def test_reading_of_another_release_is_not_taken(
    directory: Path, monkeypatch: pytest.MonkeyPatch, distribution: str
) -> None:
    kept = readings(directory)
    monkeypatch.setattr(cache, "version", lambda name: "99" if name == distribution else version(name))

    assert len(readings(directory) - kept) == 1


@pytest.mark.parametrize("module", ["layout", "readback", "shapes", "trees"])
def test_reading_of_other_code_is_not_taken(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    code = copytree(cache._CODE, tmp_path / "code")
    kept = readings(directory)
    with (code / f"{module}.py").open("a") as file:
        file.write("# Changed.\n")
    monkeypatch.setattr(cache, "_CODE", code)

    assert len(readings(directory) - kept) == 1


def test_template_compiled_by_another_release_is_not_taken(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = compiled(directory)
    assert compiled(directory) == kept
    monkeypatch.setattr(cache, "version", lambda _: "99")

    assert len(compiled(directory)) == 2 * len(kept)


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
