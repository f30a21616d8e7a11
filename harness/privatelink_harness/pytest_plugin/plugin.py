"""The pytest plugin: stacks as fixtures. Heavy modules are imported when a test first asks for a stack.

`privatelink` applies stacks for one test module, `privatelink_session` for the whole session:

    @pytest.fixture(scope="module")
    def stack(privatelink):
        return privatelink.apply("examples/complete")

    def test_endpoints(stack):
        stack.verify("privatelink.yaml")

Under pytest-xdist each worker applies the stacks of its own tests; all workers share one LocalStack, where each stack
has an account of its own.
"""

from __future__ import annotations

import gc
import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_harness.pytest_plugin.stacks import Stacks

_KEPT = pytest.StashKey[list[str]]()
"""Directories of the stacks that were left applied."""

_SPOOL = pytest.StashKey["Path"]()
"""The directory in which stacks are recorded; only with `--privatelink-report`."""

_SESSION = pytest.StashKey[str]()
"""The name of the session of pytest-xdist that this process controls."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("privatelink")
    group.addoption(
        "--privatelink-keep", action="store_true", help="Leave stacks applied, and LocalStack running, after the tests."
    )
    group.addoption(
        "--privatelink-aws-provider",
        choices=("auto", "official", "trimmed"),
        default="auto",
        help="AWS provider of the stacks; auto: the trimmed build if there is one, else the official one.",
    )
    group.addoption(
        "--privatelink-target",
        choices=("localstack", "sandbox"),
        default="localstack",
        help="Where stacks are applied; sandbox: in the accounts of privatelink.toml.",
    )
    group.addoption(
        "--privatelink-sandbox",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="Setting of the sandbox, such as accounts.consumer.profile=dev; may be repeated.",
    )
    group.addoption(
        "--privatelink-expires-after",
        metavar="DURATION",
        help="Time such as 8h after which nobody needs the stacks; a sweep removes what they have left then.",
    )
    group.addoption(
        "--privatelink-report",
        action="append",
        default=[],
        metavar="FILE",
        help="Write a report of all stacks: .html, .md, .json or .xml (JUnit); may be repeated.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end the tests as Ctrl-C does: fixtures are torn down, and so stacks are destroyed."""
    config.stash[_KEPT] = []
    if config.getoption("privatelink_report"):
        config.stash[_SPOOL] = _spool(config)
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _stop)
        config.add_cleanup(_default)


def _spool(config: pytest.Config) -> Path:
    """Return the directory of the session's records; a worker of pytest-xdist has its controller's."""
    from pathlib import Path

    from privatelink_harness.errors import HarnessError
    from privatelink_harness.pytest_plugin.spool import make_spool
    from privatelink_harness.reports.files import check_path

    if worker := getattr(config, "workerinput", None):
        return Path(worker["privatelink_spool"])
    for name in config.getoption("privatelink_report"):
        try:
            check_path(config.invocation_params.dir / name)
        except HarnessError as error:
            raise pytest.UsageError(f"--privatelink-report {error.message}. {error.hint}") from None
    return make_spool()


def _default() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="session")
def privatelink_session(pytestconfig: pytest.Config) -> Iterator[Stacks]:
    """Applies stacks, and destroys them when the session ends."""
    yield from _stacks(pytestconfig)


@pytest.fixture(scope="module")
def privatelink(pytestconfig: pytest.Config) -> Iterator[Stacks]:
    """Applies stacks, and destroys them when the test module's last test has run."""
    yield from _stacks(pytestconfig)


def _stacks(config: pytest.Config) -> Iterator[Stacks]:
    from privatelink_harness.pytest_plugin.stacks import Stacks
    from privatelink_harness.runs.progress import Notices

    stacks = Stacks(
        config.rootpath,
        keep=config.getoption("privatelink_keep"),
        aws_provider=config.getoption("privatelink_aws_provider"),
        target=config.getoption("privatelink_target"),
        flags=tuple(config.getoption("privatelink_sandbox")),
        expires_after=config.getoption("privatelink_expires_after"),
        progress=Notices(partial(_notify, config)),
    )
    if spool := config.stash.get(_SPOOL, None):
        from privatelink_harness.pytest_plugin.spool import SpooledRecorder

        stacks.record = partial(SpooledRecorder, spool)
    try:
        yield stacks
    finally:
        stacks.close()
        config.stash[_KEPT] += [str(directory) for directory in stacks.kept]


def _notify(config: pytest.Config, text: str) -> None:
    """Show a line at once, past pytest's capture: on standard error, which workers of pytest-xdist have too."""
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stderr.write(f"\nprivatelink: {text}\n")
        sys.stderr.flush()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under pytest-xdist, send the controller what this worker kept."""
    worker: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if worker is not None:
        worker["privatelink_kept"] = session.config.stash[_KEPT]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Note the name of the session of a worker that is about to start, and tell it where stacks are recorded."""
    node.config.stash[_SESSION] = node.workerinput["testrunuid"]
    if spool := node.config.stash.get(_SPOOL, None):
        node.workerinput["privatelink_spool"] = str(spool)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Destroy the stacks of workers that crashed, or that pytest-xdist killed, and write the report.

    On Ctrl-C pytest-xdist gives its workers ten seconds.
    """
    session = config.stash.get(_SESSION, None)
    if session is not None and not config.getoption("privatelink_keep"):
        from privatelink_harness.pytest_plugin.left import destroy_left

        destroy_left(session, _tell)
    spool = config.stash.get(_SPOOL, None)
    if spool is not None and not hasattr(config, "workerinput"):
        from privatelink_harness.pytest_plugin.spool import finish

        directory = config.invocation_params.dir
        finish(spool, [directory / name for name in config.getoption("privatelink_report")], _tell)
    if "privatelink_harness.pytest_plugin.stacks" in sys.modules:
        # pytest collects garbage five times now, and AWS's clients make much to look at: a fifth of a second.
        gc.collect()
        gc.freeze()


def _tell(text: str) -> None:
    sys.stderr.write(f"privatelink: {text}\n")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Note what an ended worker kept; one that crashed has sent nothing."""
    node.config.stash[_KEPT] += getattr(node, "workeroutput", {}).get("privatelink_kept", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how to destroy the stacks that were kept."""
    if kept := config.stash[_KEPT]:
        terminalreporter.section("stacks left applied")
        for directory in kept:
            terminalreporter.line(shlex.join(["privatelink", "destroy", directory]))
        terminalreporter.line("privatelink localstack down")
