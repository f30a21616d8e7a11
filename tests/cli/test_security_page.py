"""docs/security.md: every promise has a test that exists."""

from __future__ import annotations

import re

from tests.support.paths import ROOT


def test_every_promise_names_a_test() -> None:
    rows = [
        line
        for line in (ROOT / "docs/security.md").read_text().splitlines()
        if re.match(r"\| (?!promise|what is wrong)", line)
    ]
    written = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    named = {row: re.findall(r"`(test_\w+)`", row) for row in rows}
    assert len(rows) > 15
    assert [row for row, tests in named.items() if not tests] == []
    assert {test for tests in named.values() for test in tests} - written == set()


def test_files_that_the_page_names_have_the_tests_beside_them() -> None:
    page = (ROOT / "docs/security.md").read_text()
    beside = re.findall(r"`(tests/\S+\.py)`: (`test_\w+`(?:, `test_\w+`)*)", page)
    wrong = [
        (file, name)
        for file, names in beside
        for name in re.findall(r"\w+", names)
        if f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert (len(beside) > 10, wrong) == (True, [])
