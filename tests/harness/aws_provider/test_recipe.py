"""The key and the digest of a build's inputs."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import pytest

from privatelink_harness.aws_provider.trimmed import recipe as recipes
from privatelink_harness.aws_provider.trimmed import serving, waits
from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe


def test_key_is_the_same_each_time() -> None:
    assert Recipe.load().key("go1.26.1") == Recipe.load().key("go1.26.1")


@pytest.mark.parametrize(
    "change",
    [
        {"version": "6.14.0"},
        {"services": ("ec2",)},
        {"options": Options(keep_waits=True)},
        {"go_mod": "module other\n"},
        {"go_sum": "other\n"},
        {"platform": "plan9_386"},
    ],
)
def test_key_changes_with_every_input(change: dict[str, object], recipe: Recipe) -> None:
    changed = replace(recipe, **change)  # type: ignore[arg-type] # each case has its field's own type
    assert changed.digest != recipe.digest
    assert changed.key("go1.26.1") != recipe.key("go1.26.1")


def test_digest_changes_with_the_edits(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    before = recipe.digest
    monkeypatch.setattr(waits, "SDK", waits.SDK[:1])
    fewer = recipe.digest
    monkeypatch.setattr(serving, "added", lambda: {"listen.go": "another"})
    other = recipe.digest
    monkeypatch.setattr(recipes, "EDITS", recipes.EDITS + 1)
    assert len({before, fewer, other, recipe.digest}) == 4


def test_digest_stays_with_another_go(recipe: Recipe) -> None:
    assert recipe.key("go1.26.1") != recipe.key("go1.26.2")
    assert recipe.digest == replace(recipe).digest


def test_go_sum_has_the_checksums_of_both_modules() -> None:
    data = resources.files("privatelink_harness.aws_provider.trimmed") / "build"
    module = (data / "go.mod").read_text()
    sums = [line.split()[:2] for line in (data / "go.sum").read_text().splitlines()]
    provider = next(line.split("=> ")[1].split() for line in module.splitlines() if line.startswith("replace"))
    sdk = next(line.split()[1:] for line in module.splitlines() if "terraform-plugin-sdk" in line)
    expected = [[path, version + kind] for path, version in (sdk, provider) for kind in ("", "/go.mod")]
    assert expected == sums
