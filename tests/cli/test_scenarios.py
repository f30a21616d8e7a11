"""Every spec, key, example and test that the page of scenarios names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from privatelink_generator.document.reader import parse
from privatelink_generator.load import load
from tests.support.paths import PUBLISHED, ROOT

SCENARIO = re.compile(
    r"^\| (?P<name>[^|]+) \| \"(?P<sentence>[^|]+)\" \| `modules/(?P<module>[^`]+)` \| `(?P<test>tests/[^`]+)` "
    r"\| (?P<connections>`[^|]+`) \| `(?P<proof>tests/[^`]+)` \|$"
)
PAGE = ROOT / "docs" / "scenarios.md"
ROW = re.compile(r"^\| (?P<sentence>.+) \| `(?P<spec>specs/[^`]+)` \| (?P<keys>`.+`) \| `(?P<test>tests/[^`]+)` \|$")


def scenarios() -> list[re.Match[str]]:
    """Return the rows of the first table."""
    table = PAGE.read_text(encoding="utf-8").partition("## The scenarios")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| scenario |")]
    return [SCENARIO.match(line) or pytest.fail(f"not a row: {line}") for line in lines]


def rows() -> Iterator[re.Match[str]]:
    """Yield the rows of the further tables but for their heads."""
    page = PAGE.read_text(encoding="utf-8")
    for line in page.partition("## Sharing a service")[2].splitlines():
        if line.startswith("| ") and not line.startswith("| sentence |"):
            match = ROW.match(line)
            yield match or pytest.fail(f"not a row: {line}")


@cache
def spec(path: str) -> Any:
    """Return a spec as data."""
    return parse((ROOT / path).read_text(encoding="utf-8"), path).data


@cache
def functions(path: str) -> frozenset[str]:
    """Return the names of a test module's functions."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_key_is_in_its_spec() -> None:
    missing = []
    for row in rows():
        for key in re.findall(r"`([^`]+)`", row["keys"]):
            value = spec(row["spec"])
            for part in key.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value is None:
                missing.append((row["spec"], key))
    assert missing == []


def test_every_spec_has_its_example() -> None:
    names = {(spec(row["spec"])["pattern"], spec(row["spec"])["name"]) for row in rows()}
    assert [
        each for each in names if not (PUBLISHED.joinpath(*each) / "examples" / "complete" / "main.tf").exists()
    ] == []


def test_every_scenario_has_its_module() -> None:
    assert [row["name"] for row in scenarios() if not (PUBLISHED / row["module"] / "main.tf").exists()] == []


def test_every_scenario_s_connections_are_expected_by_its_spec() -> None:
    expected = {row["module"]: load(ROOT / "specs" / f"{row['module']}.yaml") for row in scenarios()}
    missing = [
        (row["name"], name)
        for row in scenarios()
        for name in re.findall(r"`([^`]+)`", row["connections"])
        if name not in map(str, getattr(expected[row["module"]], "expect", ()))
    ]
    assert missing == []


def test_every_test_exists() -> None:
    named = [*(row["test"] for row in (*scenarios(), *rows())), *(row["proof"] for row in scenarios())]
    tests = {each.partition("::")[::2] for each in named}
    assert [each for each in tests if each[1] not in functions(each[0])] == []
