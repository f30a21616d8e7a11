"""The way into the data plane of a LocalStack."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_harness.probes.access import NoTraffic
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.on_premises import describe_network
from privatelink_localstack.runtime.traffic import VARIABLE, open_traffic
from privatelink_localstack.runtime.traffic import Traffic as Setting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from privatelink_harness.probes.access import Traffic
    from privatelink_localstack.dataplane.client import Client

_SEE_LOG = "See LocalStack's log: privatelink localstack logs"
_TURN_ON = "Turn it on: privatelink localstack up --traffic on"


def unless_off(endpoint: str, wanted: str | None = None) -> Traffic:
    """Return the way into the data plane, as `find` does, or why no connection is made.

    Parameters:
        endpoint: LocalStack's URL.
        wanted: a setting that comes before the environment's. With neither, LocalStack's own decides.
    """
    setting = Setting(wanted) if wanted else Setting.read(os.environ)
    if setting is Setting.OFF:
        return NoTraffic(f"traffic is off; with --traffic auto, or {VARIABLE}=auto, connections are made")
    return find(endpoint)


def find(endpoint: str) -> Traffic:
    """Start the data plane unless it runs, and return the way into it, or why there is none.

    Parameters:
        endpoint: LocalStack's URL.
    """
    try:
        status = open_traffic(endpoint)
    except LocalStackError as error:
        return NoTraffic(str(error), error.hint or "")
    if status.socket is None:
        reason = f"traffic is {status.phase}" + (f": {status.problem}" if status.problem else "")
        return NoTraffic(reason, status.way_out or _TURN_ON)
    if status.problem:
        return NoTraffic(f"what changed is not in force: {status.problem}", status.way_out or _SEE_LOG)
    return Way(endpoint, status.socket)


@dataclass(frozen=True, slots=True)
class Way:
    """The way into the data plane of a LocalStack, which is told of networks on premises too."""

    endpoint: str
    socket: Path

    def __call__(self) -> Client:
        """Return a new connection to the data plane."""
        from privatelink_localstack.dataplane.client import Client

        return Client(self.socket)

    def describe(self, network: str, gateways: Sequence[str], cidrs: Sequence[str]) -> None:
        """Describe a network on premises: see `probes.access.Describing`."""
        from privatelink_harness.probes.prober import Unprovable

        try:
            describe_network(self.endpoint, network, gateways, cidrs)
        except LocalStackError as error:
            raise Unprovable(str(error)) from error
