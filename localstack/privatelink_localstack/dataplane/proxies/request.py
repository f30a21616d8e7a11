"""A client's request to a proxy, and what it is told: HTTP's CONNECT (RFC 9110, section 9.3.6)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from http import HTTPStatus

END = b"\r\n\r\n"
LONGEST = 1 << 14
"""Bytes of a request's head."""
ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_HEADERS = {
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: 'Proxy-Authenticate: Basic realm="a network interface"\r\n',
    HTTPStatus.METHOD_NOT_ALLOWED: "Allow: CONNECT\r\n",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants.

    Parameters:
        user, password: of its credentials; "" without.
    """

    host: str
    port: int
    user: str = ""
    password: str = ""


class Refused(Exception):  # noqa: N818 - no error: an answer
    """What a client is told in place of a connection."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason

    @property
    def answer(self) -> bytes:
        """The answer; its status line has the reason, which most clients show."""
        headers = f"{_HEADERS.get(self.status, '')}Content-Length: 0\r\nConnection: close\r\n\r\n"
        return f"HTTP/1.1 {self.status.value} {self.reason}\r\n{headers}".encode("latin-1", "replace")


def read(head: bytes) -> Wanted:
    """Return what a request's head wants.

    Raises:
        Refused: it is no request for a connection.
    """
    line, *lines = head.decode("latin-1").split("\r\n")
    words = line.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise Refused(HTTPStatus.BAD_REQUEST, "this is no HTTP request")
    if words[0] != "CONNECT":
        raise Refused(
            HTTPStatus.METHOD_NOT_ALLOWED, "only CONNECT is known: speak TLS, or see curl's option --proxytunnel"
        )
    host, _, port = words[1].rpartition(":")
    if not host or not (port.isascii() and port.isdecimal()):
        raise Refused(HTTPStatus.BAD_REQUEST, f"{words[1]} is not HOST:PORT")
    headers = dict(_header(each) for each in lines if ":" in each)
    return Wanted(host.removeprefix("[").removesuffix("]"), int(port), *_credentials(headers))


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _credentials(headers: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = headers.get("proxy-authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
