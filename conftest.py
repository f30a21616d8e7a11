"""Collects the code blocks of the documents as tests, and puts all tests in order."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Sybil

from tests.support import documents
from tests.support.paths import session_directory

# Collecting makes objects that live to the end; looking for garbage among them is a third of its time.
gc.disable()

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
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(session_directory(tmp_path_factory) / "localstack"))
        yield


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the session's LocalStack when all workers have ended: a test of a kept stack has it run on."""
    if "PYTEST_XDIST_WORKER" in os.environ or not hasattr(config, "_tmp_path_factory"):
        return
    # Documents use it by commands alone, so that no worker knows that it is the last.
    directory = config._tmp_path_factory.getbasetemp() / "localstack"  # noqa: SLF001 -- pytest tells it to fixtures alone
    if directory.exists():
        from privatelink_localstack.runtime.process import down

        down(directory=directory, force=True)


def pytest_collection_finish() -> None:
    """Look for garbage again, but not among what was collected, and less often than is fit for little memory."""
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


_TESTS = Path(__file__).parent / "tests"
_LONG = {
    "test_rendered_modules",
    "test_upgraded_modules",
    "test_killed_runs",
    "test_stopped_apply",
    "test_specs",
    "test_provider_changes",
    "test_stock_localstack",
    "test_provider_faithful",
    "test_official_provider",
    "test_plugin_xdist",
    "getting-started",
    "test_composition",
    "test_optional_arguments",
    "test_hybrid_stages",
    "test_alarm_data",
    "test_planted_secrets",
    "test_sandbox_behaviours",
    "test_matrix",
    "test_metrics",
    "test_sweep",
    "test_settings_removed_provider",
    "test_target_dies",
    "test_killed_sandbox_runs",
    "test_plugin_interrupted",
}
"""Modules that take a worker about half a minute: what starts late would have the other workers wait at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mix modules that wait for Terraform, for LocalStack and for the processor, so that workers have work for all.

    One LocalStack serves all workers, and a block of tests that only ask it would leave the other processor idle. The
    pure tests start in the middle: they are short, and fill the end. The long modules start in the first half.
    """
    kinds: dict[str, list[Path]] = {}
    for module in dict.fromkeys(item.path for item in items):
        kinds.setdefault(_kind(module), []).append(module)
    place = {
        module: first + share * number / len(modules)
        for kind, modules in kinds.items()
        for first, share in [_PLACES.get(kind, (0, 1))]
        for number, module in enumerate(modules)
    }
    items.sort(key=lambda item: (place[item.path], item.path))


_PLACES = {"long": (0, 0.4), "pure": (0.5, 0.5)}
"""Where the modules of a kind start, and over what share of the run they are spread; others over all of it."""


def _kind(module: Path) -> str:
    if module.stem in _LONG:
        return "long"
    folder = module.relative_to(_TESTS).parts[0] if module.is_relative_to(_TESTS) else "pages"
    return folder if folder in {"end_to_end", "terraform", "contract", "pages"} else "pure"
