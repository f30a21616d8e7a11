"""The builds on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError
from tests.support.trimmed import InstallBuild


def test_find_returns_the_newest_build_of_the_recipe(install_build: InstallBuild, recipe: Recipe) -> None:
    install_build(key="a", built_at="2026-01-02T00:00:00+00:00")
    newest = install_build(key="b", built_at="2026-01-03T00:00:00+00:00")
    install_build(key="c", built_at="2026-01-01T00:00:00+00:00")
    install_build(key="d", built_at="2026-01-04T00:00:00+00:00", recipe="another")
    assert store.find(recipe) == newest


def test_find_returns_none_without_a_build(home: Path, recipe: Recipe) -> None:
    assert not home.exists()
    assert store.find(recipe) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("}", ""),
        ("{", "[{"),
        ('"size": 10,', ""),
        ("{", '{"more": 1,'),
        ('"size": 10', '"size": "10"'),
        ('"aws_vpc"', "1"),
        ('"key": "a"', '"key": null'),
    ],
)
def test_find_ignores_a_broken_manifest(old: str, new: str, install_build: InstallBuild, recipe: Recipe) -> None:
    manifest = install_build().directory / store.MANIFEST
    text = manifest.read_text()
    assert store.find(recipe) is not None

    manifest.write_text(text.replace(old, new))

    assert (store.find(recipe), old in text) == (None, True)


def test_check_rejects_a_changed_executable(install_build: InstallBuild) -> None:
    build = install_build()
    build.check()
    build.executable.write_text("something else")
    with pytest.raises(HarnessError, match=r"its SHA-256 is \w{12}…, and \w{12}… was recorded") as caught:
        build.check()
    assert caught.value.hint == "Build it again: privatelink aws-provider build"


def test_check_rejects_a_missing_executable(install_build: InstallBuild) -> None:
    build = install_build()
    build.executable.unlink()
    with pytest.raises(HarnessError, match="No such file"):
        build.check()


def test_remove_returns_the_freed_bytes(home: Path, install_build: InstallBuild) -> None:
    build = install_build()
    expected = build.executable.stat().st_size + (build.directory / store.MANIFEST).stat().st_size
    assert (expected, 0) == (store.remove(), store.remove())
    assert not home.exists()
