"""The port that LocalStack listens on."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime import child
from privatelink_localstack.runtime.errors import LocalStackError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.process
def test_listen_prefers_the_default_port(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(child, "DEFAULT_PORT", free)
    with child.listen(None) as listener:
        assert listener.getsockname() == ("127.0.0.1", free)


@pytest.mark.process
def test_listen_takes_a_free_port_beside_a_taken_default(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(child, "DEFAULT_PORT", taken)
    with child.listen(None) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        assert port not in {0, taken}


@pytest.mark.process
def test_listen_takes_the_given_port(free: int) -> None:
    with child.listen(free) as listener:
        assert listener.getsockname() == ("127.0.0.1", free)


@pytest.mark.process
def test_listen_rejects_taken_port(taken: int) -> None:
    with pytest.raises(
        LocalStackError, match=f"^port {taken} on 127.0.0.1 can't be listened on: Address already in use"
    ):
        child.listen(taken)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_listen_rejects_port_out_of_range(port: int) -> None:
    with pytest.raises(LocalStackError, match=f"^port {port} does not exist$"):
        child.listen(port)
