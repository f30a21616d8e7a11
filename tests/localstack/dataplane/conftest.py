"""A data plane's process, once with this user's own rights and once as an ordinary user has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.client import Client, Process
from tests.support.namespaces import PYTHON, as_ordinary_user, need_namespaces


@pytest.fixture(scope="session", params=["as we are", "as an ordinary user"])
def process(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A process that all tests of a worker share."""
    is_ordinary = request.param == "as an ordinary user"
    need_namespaces(as_ordinary_user=is_ordinary)
    command = as_ordinary_user(*PYTHON) if is_ordinary else PYTHON
    with Process(tmp_path_factory.mktemp("plane") / "socket", command) as process:
        yield process


@pytest.fixture
def plane(process: Process) -> Iterator[Client]:
    """A connection to an empty plane."""
    with process.client() as client:
        client.reset()
        yield client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a process of the test's own has its socket."""
    need_namespaces()
    return tmp_path / "socket"
