"""All of a module's files change, or none: whatever fails, and whenever."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.errors import OutputError
from privatelink_generator.load import loads
from privatelink_generator.output import apply, changes, write_new
from privatelink_generator.render.module import GeneratedModule, render

BEFORE = (
    "version: 1\npattern: consumer\nname: core\nendpoints: {l: {service: lambda}, s3: {service: s3, type: gateway}}\n"
)
AFTER = "version: 1\npattern: consumer\nname: core\nendpoints: {k: {service: kms}}\n"

Tree = dict[str, bytes | None]


def _module(text: str) -> GeneratedModule:
    return render(loads(text), source="core.yaml")


def _tree(directory: Path) -> Tree:
    """Every file's bytes, None for directories."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(directory.rglob("*"))
    }


@pytest.fixture
def standing(tmp_path: Path) -> Path:
    """A module that stands, and a file of somebody's own beside it."""
    place = tmp_path / "core"
    apply(changes(_module(BEFORE), place))
    (place / "mine.tf").write_text("locals {}\n")
    return place


def _failing_after(count: int, error: BaseException, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, which fails after its last good call."""
    left = iter(range(count))

    def call(*arguments: Any, **named: Any) -> Any:
        if next(left, None) is None:
            raise error
        return function(*arguments, **named)

    return call


@pytest.mark.parametrize("name", ["fsync", "replace", "link", "unlink"])
@pytest.mark.parametrize("count", [0, 1, 5])
def test_apply_undoes_everything_after_a_failing_call(
    standing: Path, monkeypatch: pytest.MonkeyPatch, name: str, count: int
) -> None:
    before, found = _tree(standing), changes(_module(AFTER), standing)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        # One failure only: undoing what was done must be able to work.
        good = getattr(os, name)
        failing = _failing_after(count, full, good)

        def once(*arguments: Any, **named: Any) -> Any:
            try:
                return failing(*arguments, **named)
            except OSError as error:
                if error is full:
                    patched.setattr(os, name, good)
                raise

        patched.setattr(os, name, once)
        with pytest.raises(OutputError) as raised:
            apply(found)

    assert raised.value.message.endswith(": can't be written: No space left on device; nothing was changed")
    assert raised.value.path in {change.path for change in found}
    assert _tree(standing) == before


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_apply_undoes_everything_after_an_interrupt(standing: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before, found = _tree(standing), changes(_module(AFTER), standing)

    with monkeypatch.context() as patched:
        good = getattr(os, name)

        def interrupted(*_: Any, **__: Any) -> None:
            patched.setattr(os, name, good)
            raise KeyboardInterrupt

        patched.setattr(os, name, interrupted)
        with pytest.raises(KeyboardInterrupt):
            apply(found)

    assert _tree(standing) == before


def test_apply_removes_unused_directories_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    found = changes(_module(BEFORE), tmp_path / "a" / "b" / "c")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _failing_after(3, full, os.fsync))
        with pytest.raises(OutputError):
            apply(found)

    assert _tree(tmp_path) == {"a": None}


def _generate(place: Path, *, before: str = "", limit: int = 0) -> subprocess.CompletedProcess[str]:
    """`privatelink generate` in a process of its own, which first runs the statements of `before`."""
    spec = place.parent / "core.yaml"
    spec.write_text(AFTER)
    code = f"import os, signal\n{before}\nfrom privatelink_cli.app import main\nmain()"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-c", code, "generate", str(spec), "-o", str(place)],
        env={**os.environ, "XDG_CACHE_HOME": str(place.parent / "cache")},
        preexec_fn=limited if limit else None,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.process
def test_apply_undoes_everything_on_a_full_disk(standing: Path) -> None:
    before = _tree(standing)

    done = _generate(standing, limit=1500)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("can't be written: File too large; nothing was changed\n")
    assert done.stderr.count("\n") == 1
    assert _tree(standing) == before


@pytest.mark.process
@pytest.mark.parametrize("renames", [0, 1, 4, 9])
def test_apply_mends_a_killed_run(standing: Path, renames: int) -> None:
    killing = (
        "good, left = os.replace, iter(range({renames}))\n"
        "def replace(a, b):\n"
        "    if 'privatelink-new' in str(a) and next(left, None) is None: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    good(a, b)\n"
        "os.replace = replace\n"
    )

    killed = _generate(standing, before=killing.replace("{renames}", str(renames)))
    mended = _generate(standing)

    assert (killed.returncode, mended.returncode, mended.stderr) == (-signal.SIGKILL, 0, "")
    wanted = {name: text.encode() for name, text in _module(AFTER).files.items()}
    files = {name: content for name, content in _tree(standing).items() if content is not None}
    assert files == wanted | {"mine.tf": b"locals {}\n"}


def test_write_new_writes_all_files_or_none(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("old")

    with pytest.raises(OutputError, match="exists already"):
        write_new({tmp_path / "new": "x", tmp_path / "there": "x"})

    assert _tree(tmp_path) == {"there": b"old"}


def test_write_new_replaces_only_named_files(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("old")

    write_new({tmp_path / "new": "x", tmp_path / "there": "y"}, replacing={tmp_path / "there"})

    assert _tree(tmp_path) == {"new": b"x", "there": b"y"}
