"""Fixtures of all tests: files of specs, the command line in this process, accounts on LocalStack."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import ClientCreator
from botocore.loaders import Loader
from hypothesis import HealthCheck, settings

from privatelink_cli.app import run
from privatelink_generator.render import cache as rendered
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts
from tests.support.paths import MODULES, ROOT, SPECS, session_directory
from tests.support.specs import SMALL

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

PURE = {"cli", "generator", "harness", "localstack"}
"""Folders of tests that mirror the packages."""

# The same examples in every run, however busy the machine is: a test that fails by chance tells nothing about a change.
settings.register_profile(
    "project",
    deadline=None,
    database=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a command: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Command = Callable[..., Answer]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the generator's cache be the session's own, of all workers: nobody needs again what tests render."""
    directory = session_directory(tmp_path_factory) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendered, "directory", lambda: directory)
        yield


@pytest.fixture(scope="session", autouse=True)
def _api_descriptions_read_once() -> Iterator[None]:
    """Have botocore read the description of a service's API once, not once a session: that of EC2 takes 0.2 s."""
    load: Any = Loader.load_service_model
    read: dict[tuple[object, ...], Any] = {}

    def reuse(self: Any, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        key = (*self.search_paths, *self.extras_types, service_name, type_name, api_version)
        if key not in read:
            if len(read) == 50:  # A test that reads the descriptions of all services need not keep them.
                read.clear()
            read[key] = load(self, service_name, type_name, api_version)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loader, "load_service_model", reuse)
        yield


@pytest.fixture(scope="session", autouse=True)
def _client_classes_made_once() -> Iterator[None]:
    """Have botocore make the class of a service's clients once: a client of an account takes 2 ms instead of 13."""
    creator: Any = ClientCreator
    make = creator._create_client_class
    made: dict[int, tuple[Any, Any]] = {}

    def reuse(self: Any, name: str, model: Any) -> Any:
        # The key is the API's description itself, which tests replace by newer ones; it is kept, so that its id is.
        description = model._service_description
        if id(description) not in made:
            made[id(description)] = description, make(self, name, model)
        return made[id(description)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientCreator, "_create_client_class", reuse)
        yield


@pytest.fixture
def spec_file(tmp_path: Path) -> Callable[..., Path]:
    """The way to write a spec below the test's directory: `spec_file(text, name="core.yaml")`."""

    def write(text: str = SMALL, name: str = "core.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """The way to run `privatelink` in this process."""

    def call(*arguments: str | Path) -> Answer:
        capsys.readouterr()
        code = run([str(each) for each in arguments])
        output = capsys.readouterr()
        return Answer(code, output.out, output.err)

    return call


@pytest.fixture(scope="session")
def modules() -> Path:
    """The directory of the tests' own Terraform modules."""
    return MODULES


@pytest.fixture(scope="session")
def specs() -> Path:
    """The directory of the consumer pattern's specs."""
    return SPECS / "consumer"


@pytest.fixture(scope="session", autouse=True)
def no_ignored_signals() -> None:
    """Replace an inherited "ignored" by a handler that does nothing, which programs that tests start do not inherit.

    Under `nohup`, or in the background of a script, SIGINT and SIGHUP are ignored. The session goes on ignoring them,
    but a test may raise one within code that handles it, or send one to a child.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


@pytest.fixture(autouse=True)
def no_unmarked_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a pure test that starts a process or opens a socket, unless it is marked with `process`."""
    if not _is_pure(request.path) or request.node.get_closest_marker("process"):
        yield
        return
    # Thousands of tests have it: with `monkeypatch`, a fixture more and names to look up, it would take twice the time.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", _refuse)
        patch.setattr(socket.socket, "bind", _refuse)
        patch.setattr(socket.socket, "connect", _refuse)
        yield


@cache
def _is_pure(path: Path) -> bool:
    tests = ROOT / "tests"
    return path.is_relative_to(tests) and path.relative_to(tests).parts[0] in PURE


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a pure test starts a process or opens a socket: mark it with pytest.mark.process")


@pytest.fixture(scope="session")
def localstack() -> Iterator[Instance]:
    """The LocalStack that all workers share, kept from ending between two stacks."""
    from privatelink_localstack.runtime.process import running

    with running() as instance:
        yield instance


@pytest.fixture
def account(localstack: Instance) -> Iterator[LocalStackSession]:
    """An account that only this test uses."""
    with temporary_accounts(localstack.endpoint) as fresh:
        yield LocalStackSession(localstack.endpoint, fresh())


@pytest.fixture(scope="session")
def own_localstack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A LocalStack that only one worker uses, for tests of settings that hold for all of its users."""
    from privatelink_localstack.runtime.process import running

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LOCALSTACK_ENDPOINT", raising=False)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        with running(directory=tmp_path_factory.mktemp("own-localstack")) as instance:
            yield instance
