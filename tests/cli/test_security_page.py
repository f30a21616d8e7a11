"""docs/security.md: every promise has a test that exists."""

from __future__ import annotations

import re

from tests.support.paths import ROOT


def test_every_promise_names_a_test() -> None:
    rows = [
        line for line in (ROOT / "docs/security.md").read_text().splitlines() if re.match(r"\| (?!promise|---)", line)
    ]
    written = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    named = {row: re.findall(r"`(test_\w+)`", row) for row in rows}
    assert len(rows) > 15
    assert [row for row, tests in named.items() if not tests] == []
    assert {test for tests in named.values() for test in tests} - written == set()
