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

_TESTS = Path(__file__).parent / "tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mix modules that wait for Terraform, for LocalStack and for the processor, so that workers have work for all.

    One LocalStack serves all workers, and a block of tests that only ask it would leave the other processor idle. The
    pure tests start in the middle: they are short, and fill the end.
    """
    kinds: dict[str, list[Path]] = {}
    for module in dict.fromkeys(item.path for item in items):
        kinds.setdefault(_kind(module), []).append(module)
    place = {
        module: (number / len(modules) + 1) / 2 if kind == "pure" else number / len(modules)
        for kind, modules in kinds.items()
        for number, module in enumerate(modules)
    }
    items.sort(key=lambda item: (place[item.path], item.path))


def _kind(module: Path) -> str:
    folder = module.relative_to(_TESTS).parts[0] if module.is_relative_to(_TESTS) else "pages"
    return folder if folder in {"end_to_end", "terraform", "contract", "pages"} else "pure"
