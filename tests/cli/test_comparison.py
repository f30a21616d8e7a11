"""The comparison with other modules: the page is made from its data, and what it says of us has a test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from scripts import comparison
from tests.support.paths import ROOT

DATA = comparison.load()
ROWS = [(group, row) for group in DATA["groups"] for row in group["rows"]]


def ids(value: object) -> str | None:
    return value["feature"] if isinstance(value, dict) and "feature" in value else ""


def cells() -> Iterator[tuple[str, Any]]:
    """Yield every cell about another module, with the module's name."""
    for group, row in ROWS:
        yield from ((name, row[name]) for name in group["with"])


def test_page_is_current() -> None:
    assert comparison.main(["--check"]) == 0


def test_outdated_page_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(comparison, "load", lambda: DATA | {"read": "2020-01-01"})

    assert comparison.main(["--check"]) == 2
    assert capsys.readouterr().err == "comparison.md is outdated: run scripts/comparison.py\n"


@pytest.mark.parametrize(("group", "row"), ROWS, ids=ids)
def test_every_yes_of_ours_has_its_test_and_every_no_its_reason(group: dict[str, Any], row: dict[str, Any]) -> None:
    cell = row["ours"]

    assert set(row) == {"feature", "ours", *group["with"]}
    if "no" in cell:
        assert set(cell) == {"no"}
        assert len(cell["no"]) > 20
    else:
        file, _, name = cell["test"].partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), cell["test"]


def test_every_yes_of_others_names_what_and_where() -> None:
    said = [(name, cell) for name, cell in cells() if cell != "no"]

    assert [pair for pair in said if set(pair[1]) not in ({"yes", "file"}, {"part", "file"})] == []
    assert [pair for pair in said if not all(pair[1].values())] == []


def test_every_module_is_read_at_a_commit() -> None:
    assert {name for name, _ in cells()} == set(DATA["modules"])
    for module in DATA["modules"].values():
        assert re.fullmatch(r"[0-9a-f]{40}", module["commit"])
        assert module["repository"].startswith("https://github.com/")


def test_cell_of_ours_links_its_test() -> None:
    assert comparison.ours({"test": "tests/a.py::test_b"}) == '[yes](../tests/a.py "test_b")'
    assert comparison.ours({"part": "half", "test": "tests/a.py::test_b"}) == '[partly: half](../tests/a.py "test_b")'
    assert comparison.ours({"no": "because"}) == "no"


def test_cell_of_others_links_the_file_at_the_commit_that_was_read() -> None:
    module = {"repository": "https://example.com/m", "commit": "c0ffee"}

    assert comparison.theirs({"yes": "policy", "file": "main.tf"}, module) == (
        "[yes](https://example.com/m/blob/c0ffee/main.tf): policy"
    )
    assert comparison.theirs("no", module) == "no"
