"""`/_privatelink/traffic`: the data plane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from localstack.http import Request

from privatelink_localstack.runtime.traffic import TrafficStatus
from privatelink_localstack.traffic.keeper import Keeper

PATH = "/_privatelink/traffic"


class TrafficResource:
    """`/_privatelink/traffic`.

    Parameters:
        keeper: returns the keeper of the data plane.
    """

    def __init__(self, keeper: Callable[[], Keeper]) -> None:
        self._keeper = keeper

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return the status."""
        return _body(self._keeper().status)

    def on_post(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Start the data plane unless it runs, and return the status when all changes so far are in force."""
        return _body(self._keeper().open())


def _body(status: TrafficStatus) -> dict[str, Any]:
    return {**asdict(status), "socket": str(status.socket) if status.socket else None}
