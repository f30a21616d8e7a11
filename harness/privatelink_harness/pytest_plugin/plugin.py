"""The pytest plugin: stacks as fixtures. What is heavy is imported when a test first asks for a stack.

`privatelink` gives a test module stacks of its own, `privatelink_session` gives stacks to all:

    @pytest.fixture(scope="module")
    def stack(privatelink):
        return privatelink.apply("examples/complete")

    def test_endpoints(stack):
        stack.verify("privatelink.yaml")

Under pytest-xdist each worker applies what its own tests ask for; all share one LocalStack, and each stack has an
account of its own in it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from privatelink_harness.runs.applied import Stacks

_KEPT = pytest.StashKey[list[str]]()
"""Directories of the stacks that were left standing."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("privatelink")
    group.addoption(
        "--privatelink-keep", action="store_true", help="Leave stacks and LocalStack standing after the tests."
    )
    group.addoption(
        "--privatelink-aws-provider",
        choices=("auto", "official", "trimmed"),
        default="auto",
        help="AWS provider of the stacks; auto: the trimmed build if there is one, else the official one.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end the tests as Ctrl-C does: fixtures are torn down, and so stacks are destroyed."""
    config.stash[_KEPT] = []
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _stop)
        config.add_cleanup(_default)


def _default() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="session")
def privatelink_session(pytestconfig: pytest.Config) -> Iterator[Stacks]:
    """Applies stacks that stand until the session ends."""
    yield from _stacks(pytestconfig)


@pytest.fixture(scope="module")
def privatelink(pytestconfig: pytest.Config) -> Iterator[Stacks]:
    """Applies stacks that stand until the test module's last test has run."""
    yield from _stacks(pytestconfig)


def _stacks(config: pytest.Config) -> Iterator[Stacks]:
    from privatelink_harness.runs.applied import Stacks

    stacks = Stacks(
        config.rootpath, keep=config.getoption("privatelink_keep"), wanted=config.getoption("privatelink_aws_provider")
    )
    try:
        yield stacks
    finally:
        stacks.close()
        config.stash[_KEPT] += [str(each) for each in stacks.kept]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under pytest-xdist, tell the controller what a worker kept."""
    worker: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["privatelink_kept"] = session.config.stash[_KEPT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take down what an ended worker kept; a worker that crashed tells nothing."""
    node.config.stash[_KEPT] += getattr(node, "workeroutput", {}).get("privatelink_kept", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say where the stacks are that were kept."""
    if kept := config.stash[_KEPT]:
        terminalreporter.section("stacks left standing")
        for directory in kept:
            terminalreporter.line(f"privatelink destroy {directory}")
