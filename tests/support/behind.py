"""boto3's requests, sent from behind a network interface of the data plane. They are signed as boto3 signs them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import HTTPConnection
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from privatelink_localstack.dataplane.client import Client
from tests.support.account import SESSION

PATIENCE = 60.0
_PORTS = {"https": 443, "http": 80}


class _Body(BytesIO):
    """The body of an answer, as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """Yield all of it."""
        yield self.read()


class Behind:
    """The clients of AWS's services of a program behind a network interface.

    Parameters:
        credentials: of `boto3.Session.client`; an account's ID is the access key of its root user.
        timeout: seconds for a connection.
    """

    def __init__(
        self, plane: Client, interface: str, region: str, timeout: float = PATIENCE, **credentials: str
    ) -> None:
        self._plane, self._interface, self._region, self._timeout = plane, interface, region, timeout
        self._credentials = credentials
        self._context = ssl.create_default_context(cafile=plane.authority())

    def client(self, service: str, url: str | None = None, **options: Any) -> Any:
        """Return a boto3 client, which calls the service by its public name if no URL is given."""
        client = SESSION.client(
            service,
            region_name=self._region,
            endpoint_url=url,
            config=Config(retries={"total_max_attempts": 1}, **options),
            **self._credentials,
        )
        client.meta.events.register("before-send", self._send)
        return client

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        parts = urlsplit(str(request.url))
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        plain = self._plane.connect(self._interface, host, port, self._timeout)
        plain.settimeout(PATIENCE)
        connection = HTTPConnection(host, port)
        connection.sock = self._context.wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        values: dict[str, Any] = dict(request.headers)
        headers = {key: value.decode() if isinstance(value, bytes) else value for key, value in values.items()}
        with connection.sock:
            body: Any = request.body or b""
            chunked = headers.get("Transfer-Encoding") == "chunked"
            connection.request(request.method, path, body, headers, encode_chunked=chunked)
            answer = connection.getresponse()
            fields: Any = answer.headers
            return AWSResponse(request.url, answer.status, fields, _Body(answer.read()))
