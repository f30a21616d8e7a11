"""Two processes that make the same build."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privatelink_harness.aws_provider.trimmed.builder import build
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from tests.support.trimmed import MakeGo

pytestmark = pytest.mark.process

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(lock: Path) -> Iterator[Callable[[], None]]:
    """Hold the lock in another process, and yield the way to release it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.stdin.close


def test_build_tells_that_it_waits_for_another_process(home: Path, fake_go: MakeGo, recipe: Recipe) -> None:
    go = fake_go()
    messages: list[str] = []
    with held(home / f"{recipe.key('go1.26.1')}.lock") as release:

        def tell(text: str, _share: float | None) -> None:
            if not messages:
                # The other process ends only now: a build that does not wait finds the lock held.
                assert go.commands == ["version"]
                release()
            messages.append(text)

        build(tell=tell, path=go.path).check()
    assert messages[:2] == ["another process makes this build: wait for it", "fetch the provider's source"]


def test_build_takes_what_another_process_built(home: Path, fake_go: MakeGo, recipe: Recipe, tmp_path: Path) -> None:
    go = fake_go()
    finished = build(path=go.path)
    away = tmp_path / "away"
    finished.directory.rename(away)
    with held(home / f"{recipe.key('go1.26.1')}.lock") as release:

        def tell(_text: str, _share: float | None) -> None:
            away.rename(finished.directory)
            release()

        result = build(tell=tell, path=go.path)
    assert result == finished
    assert go.commands.count("build -v") == 1
