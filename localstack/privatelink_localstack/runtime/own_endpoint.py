"""Whether the endpoint that the environment names is that of our own LocalStack.

A user exports AWS_ENDPOINT_URL for the AWS CLI, and the commands of this package read it too. Where it is the address
of the LocalStack that `up` started in a directory, it names that one, which can be stopped, measured, started again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from privatelink_localstack.runtime.errors import LocalStackMissingError
from privatelink_localstack.runtime.home import Home
from privatelink_localstack.runtime.identity import find_process
from privatelink_localstack.runtime.record import Record

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_localstack.runtime.endpoint_variable import NamedEndpoint

_LOOPBACK = {"127.0.0.1", "localhost", "localhost.localstack.cloud"}
"""LocalStack's own name for loopback is public DNS."""


def own_port(named: NamedEndpoint, directory: Path | None) -> int | None:
    """Return the port of a directory's LocalStack if the named endpoint is its own, running or stopped; else None.

    Parameters:
        directory: as in `process.up`.
    """
    url = urlsplit(named.endpoint)
    if url.scheme != "http" or url.hostname not in _LOOPBACK:
        return None
    try:
        home = Home.at(directory)
    except LocalStackMissingError:
        return None
    record = Record.read(home.record)
    port = record.port if record and find_process(home, record) else home.last_port
    return port if port == url.port else None
