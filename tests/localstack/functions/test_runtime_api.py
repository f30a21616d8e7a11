"""The Runtime API, as clients of any language use it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from privatelink_localstack.functions.answers import LARGEST_ANSWER, Answer
from privatelink_localstack.functions.runtime_api import Invocation, RuntimeApi

pytestmark = pytest.mark.process
BASE = "/2018-06-01/runtime"
PATIENCE = 60


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that listens."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def api(listener: socket.socket) -> Iterator[RuntimeApi]:
    """The API."""
    made = RuntimeApi(listener)
    yield made
    made.close()


@pytest.fixture
def client(listener: socket.socket, api: RuntimeApi) -> Iterator[HTTPConnection]:  # noqa: ARG001 - it must be there
    """A connection to it."""
    connection = HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=PATIENCE)
    yield connection
    connection.close()


def ask(client: HTTPConnection, method: str, path: str, body: bytes | None = None) -> tuple[HTTPResponse, bytes]:
    """Return a response and its body."""
    client.request(method, BASE + path, body)
    response = client.getresponse()
    return response, response.read()


def invocation(key: str = "r-1") -> Invocation:
    """Return a call of a function."""
    return Invocation(key, b'{"n": 1}', "arn:aws:lambda:us-east-1:000000000000:function:a", "Root=1", 1700000000.5)


def test_invocation_is_handed_out_with_its_headers(api: RuntimeApi, client: HTTPConnection) -> None:
    api.invoke(invocation())
    response, body = ask(client, "GET", "/invocation/next")
    headers = {name: value for name, value in response.headers.items() if name.startswith("Lambda-")}
    assert (response.status, body, headers) == (
        200,
        b'{"n": 1}',
        {
            "Lambda-Runtime-Aws-Request-Id": "r-1",
            "Lambda-Runtime-Deadline-Ms": "1700000000500",
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:a",
            "Lambda-Runtime-Trace-Id": "Root=1",
        },
    )
    assert api.ready.done()


@pytest.mark.parametrize(("end", "is_error"), [("response", False), ("error", True)])
def test_answer_is_taken(api: RuntimeApi, client: HTTPConnection, end: str, is_error: bool) -> None:  # noqa: FBT001
    answer = api.invoke(invocation())
    response, _ = ask(client, "POST", f"/invocation/r-1/{end}", b'"done"')
    assert (response.status, answer.result(PATIENCE)) == (202, Answer(b'"done"', is_error))


def test_answer_in_chunks_is_taken(api: RuntimeApi, client: HTTPConnection) -> None:
    answer = api.invoke(invocation())
    client.request("POST", f"{BASE}/invocation/r-1/response", iter([b'"do', b'ne"']), encode_chunked=True)
    assert (client.getresponse().status, answer.result(PATIENCE)) == (202, Answer(b'"done"'))


def test_second_answer_is_refused(api: RuntimeApi, client: HTTPConnection) -> None:
    api.invoke(invocation())
    ask(client, "POST", "/invocation/r-1/response", b"1")
    response, body = ask(client, "POST", "/invocation/r-1/response", b"2")
    assert (response.status, json.loads(body)["errorType"]) == (400, "InvalidRequestID")


def test_answer_that_is_too_large_is_an_error(api: RuntimeApi, client: HTTPConnection) -> None:
    answer = api.invoke(invocation())
    response, _ = ask(client, "POST", "/invocation/r-1/response", b" " * (LARGEST_ANSWER + 1))
    assert response.status == 413
    assert json.loads(answer.result(PATIENCE).payload)["errorType"] == "Function.ResponseSizeTooLarge"


def test_error_of_the_start_is_taken(api: RuntimeApi, client: HTTPConnection) -> None:
    response, _ = ask(client, "POST", "/init/error", b'{"errorType": "A"}')
    assert (response.status, api.init_error.result(PATIENCE)) == (202, Answer(b'{"errorType": "A"}', is_error=True))


@pytest.mark.parametrize(("method", "path"), [("GET", "/other"), ("POST", "/other"), ("POST", "/invocation/r-1/other")])
def test_other_path_is_not_found(client: HTTPConnection, method: str, path: str) -> None:
    assert ask(client, method, path, b"1" if method == "POST" else None)[0].status == 404


def test_malformed_length_is_refused(client: HTTPConnection) -> None:
    client.request("POST", f"{BASE}/init/error", headers={"Content-Length": "many"})
    assert client.getresponse().status == 400


def test_answer_leaves_in_one_write(api: RuntimeApi, listener: socket.socket) -> None:
    # Loopback delivers a write as a whole: a second one would come later, after the delayed acknowledgement.
    api.invoke(invocation())
    with socket.create_connection(listener.getsockname(), timeout=PATIENCE) as raw:
        raw.sendall(f"GET {BASE}/invocation/next HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        received = raw.recv(1 << 16)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.endswith(b'\r\n\r\n{"n": 1}')


def test_close_ends_a_client_that_waits(api: RuntimeApi, listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname(), timeout=PATIENCE) as raw:
        raw.sendall(f"GET {BASE}/invocation/next HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        api.ready.result(PATIENCE)
        api.close()
        assert raw.recv(1) == b""
