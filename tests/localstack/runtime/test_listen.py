"""Which port LocalStack gets."""

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
def test_the_usual_port_is_taken_if_it_is_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(child, "DEFAULT_PORT", free)
    with child.listen(None) as listener:
        assert listener.getsockname() == ("127.0.0.1", free)


@pytest.mark.process
def test_a_free_port_is_taken_if_the_usual_one_is_not(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(child, "DEFAULT_PORT", taken)
    with child.listen(None) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        assert port not in {0, taken}


@pytest.mark.process
def test_the_port_asked_for_is_taken(free: int) -> None:
    with child.listen(free) as listener:
        assert listener.getsockname() == ("127.0.0.1", free)


@pytest.mark.process
def test_a_taken_port_that_is_asked_for_is_an_error(taken: int) -> None:
    with pytest.raises(
        LocalStackError, match=f"^port {taken} on 127.0.0.1 can't be listened on: Address already in use"
    ):
        child.listen(taken)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_a_port_that_does_not_exist_is_an_error(port: int) -> None:
    with pytest.raises(LocalStackError, match=f"^port {port} does not exist$"):
        child.listen(port)
