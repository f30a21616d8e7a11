"""An endpoint in the environment that is our own LocalStack's."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_localstack.runtime import home as homes
from privatelink_localstack.runtime import own_endpoint
from privatelink_localstack.runtime.endpoint_variable import NamedEndpoint
from privatelink_localstack.runtime.errors import LocalStackMissingError
from privatelink_localstack.runtime.home import Home
from privatelink_localstack.runtime.own_endpoint import own_port
from privatelink_localstack.runtime.record import Record


def named(endpoint: str) -> NamedEndpoint:
    return NamedEndpoint("AWS_ENDPOINT_URL", endpoint)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of a LocalStack on port 4570."""
    Record(pid=7, port=4570, keep=True).write(Home(tmp_path).record)
    monkeypatch.setattr(own_endpoint, "find_process", lambda _home, record: record)
    return tmp_path


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost.localstack.cloud"])
def test_running_localstack_is_ours_under_each_name_of_loopback(host: str, running: Path) -> None:
    assert own_port(named(f"http://{host}:4570"), running) == 4570


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:4566", "https://127.0.0.1:4570", "http://192.0.2.1:4570", "http://127.0.0.1"]
)
def test_other_endpoint_is_the_users(endpoint: str, running: Path) -> None:
    assert own_port(named(endpoint), running) is None


def test_stopped_localstack_is_ours_where_it_last_listened(tmp_path: Path) -> None:
    Home(tmp_path).last.write_text("4570\n")

    assert own_port(named("http://127.0.0.1:4570"), tmp_path) == 4570
    assert own_port(named("http://127.0.0.1:4571"), tmp_path) is None


def test_dead_localstack_is_ours_no_more(tmp_path: Path) -> None:
    Record(pid=2**22 + 1, port=4570, keep=True).write(Home(tmp_path).record)

    assert own_port(named("http://127.0.0.1:4570"), tmp_path) is None


def test_damaged_port_is_none(tmp_path: Path) -> None:
    Home(tmp_path).last.write_text("port")

    assert own_port(named("http://127.0.0.1:4570"), tmp_path) is None


def test_without_the_extra_every_endpoint_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise LocalStackMissingError("LocalStack is not installed")

    monkeypatch.setattr(homes, "_require_extra", missing)

    assert own_port(named("http://127.0.0.1:4570"), tmp_path) is None
