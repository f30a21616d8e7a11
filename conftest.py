"""Collects the code blocks of the documents as tests, and puts all tests in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from sybil import Sybil

from tests.support import documents

pytest_collect_file = Sybil(
    parsers=[documents.parse],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md"],
    setup=documents.enter,
    teardown=documents.leave,
).pytest()

_ROOT = Path(__file__).parent
_LONGEST_FIRST = ("tests/end_to_end", "tests/terraform", "README.md", "CONTRIBUTING.md", "docs", "tests/contract")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start what takes longest first, so that short tests fill the end of a parallel run."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> int:
    ranks = (rank for rank, first in enumerate(_LONGEST_FIRST) if path.is_relative_to(_ROOT / first))
    return next(ranks, len(_LONGEST_FIRST))
