"""Lambda's Runtime API (2018-06-01) for one environment, on any listening socket.

A function's process fetches an invocation with GET …/invocation/next, and posts its result or an error.
"""

from __future__ import annotations

import json
import queue
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from privatelink_localstack.functions.answers import LARGEST_ANSWER, Answer, too_large

_BASE = "/2018-06-01/runtime"
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Invocation:
    """One call of a function.

    Parameters:
        arn: as the caller named the function.
        trace: the header `X-Amzn-Trace-Id`.
        deadline: seconds since the epoch.
    """

    id: str
    payload: bytes
    arn: str
    trace: str
    deadline: float


class RuntimeApi:
    """The API of one process, which handles one invocation at a time.

    Parameters:
        listener: is closed with the API.

    Attributes:
        ready: is done when the process first asks for an invocation.
        init_error: the error that the process sent instead.
    """

    def __init__(self, listener: socket.socket) -> None:
        self.ready: Future[None] = Future()
        self.init_error: Future[Answer] = Future()
        self._listener = listener
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._pending: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self._answers: dict[str, Future[Answer]] = {}
        threading.Thread(target=self._accept, name="runtime-api", daemon=True).start()

    def invoke(self, invocation: Invocation) -> Future[Answer]:
        """Hand out an invocation, and return its answer to come."""
        answer = self._answers[invocation.id] = Future()
        self._pending.put(invocation)
        return answer

    def close(self) -> None:
        """End all connections, and listen no more."""
        with self._lock, suppress(OSError):
            # Wakes the thread that accepts; to close the socket alone would not.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._connections):
            self._pending.put(None)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def next(self) -> Invocation | None:
        """Wait for the next invocation; None at the end."""
        _settle(self.ready, None)
        return self._pending.get()

    def fail_init(self, body: bytes) -> None:
        """Take the error of a process that can't start."""
        _settle(self.init_error, Answer(body, is_error=True))

    def settle(self, request: str, answer: Answer) -> bool:
        """Take the answer of an invocation; return whether it is awaited."""
        awaited = self._answers.pop(request, None)
        if awaited is not None:
            _settle(awaited, answer)
        return awaited is not None

    def _accept(self) -> None:
        while True:
            try:
                connection, peer = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, peer), name="runtime-api", daemon=True).start()

    def _serve(self, connection: socket.socket, peer: Any) -> None:
        with self._known(connection), suppress(OSError):
            _Handler(connection, peer, self)  # type: ignore[arg-type] # in place of a server

    @contextmanager
    def _known(self, connection: socket.socket) -> Iterator[None]:
        self._connections.add(connection)
        try:
            yield
        finally:
            self._connections.discard(connection)
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    """The requests of one connection."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave in one write: with two, the second waits for the client's delayed acknowledgement, 40 ms.
    wbufsize = _BUFFER
    server: Any

    @property
    def api(self) -> RuntimeApi:
        """The API that the connection belongs to."""
        api: RuntimeApi = self.server
        return api

    def log_message(self, *_: object) -> None:
        """Write nothing."""

    def do_GET(self) -> None:
        """Answer with the next invocation."""
        if self.path != f"{_BASE}/invocation/next":
            self._refuse(HTTPStatus.NOT_FOUND, "InvalidPath", self.path)
            return
        invocation = self.api.next()
        if invocation is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.id,
            "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
            "Lambda-Runtime-Trace-Id": invocation.trace,
        }
        self._answer(HTTPStatus.OK, invocation.payload, headers)

    def do_POST(self) -> None:
        """Take a result or an error."""
        try:
            body = self._body()
        except ValueError:
            self.close_connection = True
            self._refuse(HTTPStatus.BAD_REQUEST, "InvalidRequest", "the body's length is malformed")
            return
        match self.path.removeprefix(_BASE).strip("/").split("/"):
            case ["init", "error"]:
                self.api.fail_init(body)
                self._accepted()
            case ["invocation", request, ("response" | "error") as kind]:
                fits = len(body) <= LARGEST_ANSWER
                if not self.api.settle(request, Answer(body, kind == "error") if fits else too_large()):
                    self._refuse(HTTPStatus.BAD_REQUEST, "InvalidRequestID", f"{request} is not awaited")
                elif fits:
                    self._accepted()
                else:
                    self._refuse(
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "RequestEntityTooLarge", "the answer is too large"
                    )
            case _:
                self._refuse(HTTPStatus.NOT_FOUND, "InvalidPath", self.path)

    def _body(self) -> bytes:
        """Read the body. Clients of some languages send it in chunks.

        Raises:
            ValueError: its length is no number.
        """
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def _accepted(self) -> None:
        self._answer(HTTPStatus.ACCEPTED, b'{"status":"OK"}')

    def _refuse(self, status: HTTPStatus, kind: str, message: str) -> None:
        self._answer(status, json.dumps({"errorType": kind, "errorMessage": message}).encode())

    def _answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _settle(future: Future[Any], value: object) -> None:
    if not future.done():
        future.set_result(value)
