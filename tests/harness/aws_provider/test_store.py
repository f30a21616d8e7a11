from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.aws_provider.trimmed.store import Build
from privatelink_harness.errors import HarnessError


def test_the_newest_of_several_is_found(installed: Callable[..., Build], recipe: Recipe) -> None:
    installed(key="a", built_at="2026-01-02T00:00:00+00:00")
    newest = installed(key="b", built_at="2026-01-03T00:00:00+00:00")
    installed(key="c", built_at="2026-01-01T00:00:00+00:00")
    installed(key="d", built_at="2026-01-04T00:00:00+00:00", recipe="another")
    assert store.find(recipe) == newest


def test_without_a_build_none_is_found(home: Path, recipe: Recipe) -> None:
    assert not home.exists()
    assert store.find(recipe) is None


def test_a_manifest_that_can_not_be_read_is_no_build(installed: Callable[..., Build], recipe: Recipe) -> None:
    made = installed()
    (made.directory / store.MANIFEST).write_text('{"key": "a"}')
    assert store.find(recipe) is None


def test_a_provider_that_changed_is_refused(installed: Callable[..., Build]) -> None:
    made = installed()
    made.check()
    made.executable.write_text("something else")
    with pytest.raises(HarnessError, match=r"its SHA-256 is \w{12}…, and \w{12}… was recorded") as caught:
        made.check()
    assert caught.value.hint == "Build it again: privatelink aws-provider build"


def test_a_provider_that_is_gone_is_refused(installed: Callable[..., Build]) -> None:
    made = installed()
    made.executable.unlink()
    with pytest.raises(HarnessError, match="No such file"):
        made.check()


def test_removing_tells_how_much_it_was(home: Path, installed: Callable[..., Build]) -> None:
    made = installed()
    expected = made.executable.stat().st_size + (made.directory / store.MANIFEST).stat().st_size
    assert (expected, 0) == (store.remove(), store.remove())
    assert not home.exists()
