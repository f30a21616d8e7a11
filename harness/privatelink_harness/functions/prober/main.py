"""The function that connects from inside a VPC: it tells what its names are and what its connections meet.

It has the standard library alone. Its event has `lookups`, names; `connections`, of an address, a port and seconds; and
`calls`, the event of `caller`, which is beside it in its archive.
"""

from __future__ import annotations

import importlib
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_MOST = 32


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the addresses of each name, what each connection meets, and what each call does."""
    calls = event.get("calls")
    with ThreadPoolExecutor(_MOST) as pool:
        lookups, connections = event.get("lookups", ()), event.get("connections", ())
        return {
            "lookups": dict(zip(lookups, pool.map(_addresses, lookups), strict=True)),
            "connections": list(pool.map(_met, connections)),
            "calls": importlib.import_module("caller").handler(calls, context) if calls else {},
        }


def _addresses(name: str) -> list[str] | None:
    """Return a name's addresses; None for an unknown one."""
    try:
        return sorted({str(each[4][0]) for each in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)})
    except socket.gaierror:
        return None


def _met(wanted: Sequence[Any]) -> str:
    host, port, timeout = wanted
    try:
        socket.create_connection((host, port), timeout).close()
    except TimeoutError:
        return "timed out"
    except ConnectionResetError:
        return "reached"  # A load balancer accepts, and resets where no target does.
    except ConnectionError:
        return "refused"
    except OSError as error:
        return str(error)
    return "reached"
