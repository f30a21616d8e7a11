"""A data plane's process that the kernel refuses namespaces."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from privatelink_localstack.dataplane.client import Client, Process
from tests.support.namespaces import PYTHON, with_namespaces_refused
from tests.support.plane import link


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A process that all tests share."""
    command = with_namespaces_refused(*PYTHON)
    with Process(tmp_path_factory.mktemp("plane") / "socket", command, by_proxies=True) as process:
        yield process


@pytest.fixture
def plane(process: Process) -> Iterator[Client]:
    """A connection to a plane with a client, a stranger and a target."""
    with process.client() as client:
        client.reset()
        client.push(link(), whole=True)
        yield client
