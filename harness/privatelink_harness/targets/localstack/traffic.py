"""The way into the data plane of a LocalStack."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from privatelink_harness.probes.access import NoTraffic
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.traffic import Traffic as Setting
from privatelink_localstack.runtime.traffic import open_traffic, read_traffic

if TYPE_CHECKING:
    from privatelink_harness.probes.access import Traffic


def where_on(endpoint: str) -> Traffic | None:
    """Return the way into the data plane, or why there is none; None where its setting is not `on`.

    Parameters:
        endpoint: LocalStack's URL.
    """
    try:
        status = read_traffic(endpoint)
    except LocalStackError:
        return None
    return find(endpoint) if status.setting is Setting.ON else None


def find(endpoint: str) -> Traffic:
    """Start the data plane unless it runs, and return the way into it, or why there is none.

    Parameters:
        endpoint: LocalStack's URL.
    """
    from privatelink_localstack.dataplane.client import Client

    try:
        status = open_traffic(endpoint)
    except LocalStackError as error:
        return NoTraffic(str(error), error.hint or "")
    if status.socket is None:
        reason = f"traffic is {status.phase}" + (f": {status.problem}" if status.problem else "")
        return NoTraffic(reason, status.way_out or "Turn it on: privatelink localstack up --traffic on")
    return partial(Client, status.socket)
