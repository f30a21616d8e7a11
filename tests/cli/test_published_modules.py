"""The published modules and their specs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT, SPEC_FILES, SPECS


@pytest.mark.parametrize("spec", SPEC_FILES, ids=lambda path: path.stem)
def test_published_module_matches_its_spec(
    spec: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)

    answer = command("generate", spec, "--check")

    assert (answer.code, answer.out) == (0, f"modules/{spec.parent.name}/{spec.stem}: matches its spec\n")


def test_every_published_module_has_a_spec() -> None:
    published = {path.relative_to(ROOT / "modules") for path in ROOT.glob("modules/*/*") if path.is_dir()}

    assert published == {path.relative_to(SPECS).with_suffix("") for path in SPEC_FILES}
