"""Where a connection to LocalStack comes from, as the data plane knows."""

from __future__ import annotations

from privatelink_localstack.dataplane.client import Client, PlaneError
from privatelink_localstack.dataplane.protocol import Origin
from privatelink_localstack.traffic.current import current


def origin_of(address: str, port: int) -> Origin | None:
    """Return where a connection comes from, by what LocalStack sees; None if the data plane does not know it."""
    socket = current().status.socket
    if socket is None:
        return None
    try:
        with Client(socket) as client:
            return client.origin(address, port)
    except (PlaneError, OSError):
        return None
