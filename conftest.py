"""Collects the code blocks of the documents as tests, and puts all tests in order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Sybil

from tests.support import documents

pytest_collect_file = Sybil(
    parsers=[documents.parse],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md"],
    setup=documents.enter,
    teardown=documents.leave,
    fixtures=["own_localstack_directory"],
).pytest()


@pytest.fixture(scope="session", autouse=True)
def own_localstack_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Start the session's LocalStack from this checkout: the user's may run other code."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(shared / "localstack"))
        yield


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
