"""LocalStack's health page: what counts as LocalStack's answer."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime.errors import NoAnswerError, NotLocalStackError
from privatelink_localstack.runtime.health import ask_version

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.process


@contextmanager
def server(status: int, body: bytes) -> Iterator[str]:
    """Run a server with one answer to every request; yield its endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def test_version_is_read() -> None:
    with server(200, b'{"services": {}, "edition": "community", "version": "1.2.3"}') as endpoint:
        assert ask_version(endpoint, timeout=5) == "1.2.3"


def test_loopback_is_reached_without_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with server(200, b'{"services": {}, "version": "1.2.3"}') as endpoint:
        assert ask_version(endpoint, timeout=5) == "1.2.3"


@pytest.mark.parametrize("body", [b"", b"hello", b"\xff", b"[]", b"{}", b'{"services": [], "version": "1"}'])
def test_other_answer_is_not_localstack(body: bytes) -> None:
    with server(200, body) as endpoint, pytest.raises(NotLocalStackError, match=r"answers something else$"):
        ask_version(endpoint, timeout=5)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_http_error_is_not_localstack(status: int) -> None:
    with server(status, b"") as endpoint, pytest.raises(NotLocalStackError, match=f"answers {status}$"):
        ask_version(endpoint, timeout=5)


def test_refused_connection_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(NoAnswerError, match=f"^{endpoint}: no answer: "):
        ask_version(endpoint, timeout=5)


def test_timeout_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(NoAnswerError, match=f"^{endpoint}: no answer: timed out$"):
            ask_version(endpoint, timeout=0.01)
