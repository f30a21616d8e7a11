"""Check over HTTP that a LocalStack runs the emulation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from privatelink_localstack.runtime.emulation_check import check_emulation, has_emulation
from privatelink_localstack.runtime.errors import LocalStackError

Serve = Callable[[int, str], str]


pytestmark = pytest.mark.process


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts a server with one answer to every request, and returns its URL."""
    servers: list[HTTPServer] = []

    def start(status: int, body: str) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/_privatelink/" else 500)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        server = HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_emulation_is_recognised(serve: Serve) -> None:
    url = serve(200, '{"ours": true, "functions": "process"}')
    check_emulation(url)
    assert has_emulation(url) is True


@pytest.mark.parametrize(
    ("status", "body"), [(200, '{"ours": false}'), (200, "{}"), (200, "[]"), (200, "<html>"), (404, "{}")]
)
def test_other_answer_is_not_the_emulation(status: int, body: str, serve: Serve) -> None:
    assert has_emulation(serve(status, body)) is False


def test_check_rejects_stock_localstack_with_a_hint(serve: Serve) -> None:
    url = serve(404, "")
    with pytest.raises(LocalStackError, match=r"EC2 is answered by stock LocalStack") as caught:
        check_emulation(url)
    assert caught.value.hint is not None


def test_check_rejects_functions_in_docker(serve: Serve) -> None:
    with pytest.raises(LocalStackError, match=r"LocalStack runs functions in Docker, not as processes"):
        check_emulation(serve(200, '{"ours": true, "functions": "docker"}'))


def test_silent_endpoint_is_not_the_emulation() -> None:
    assert has_emulation("http://127.0.0.1:1") is False
