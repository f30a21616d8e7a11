"""The seam between probes and targets: a target offers a way into its data plane, or says why it has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.client import Client


@dataclass(frozen=True, slots=True)
class NoTraffic:
    """The reason why no connection can be made on a target, for reports, and the way out."""

    reason: str
    hint: str = ""


@runtime_checkable
class Describing(Protocol):
    """A way into a data plane that takes descriptions of networks on premises."""

    def describe(self, network: str, gateways: Sequence[str], cidrs: Sequence[str]) -> None:
        """Describe a network behind gateways, which announce its blocks; return when that is in force.

        Raises:
            Unprovable: the target refuses.
        """


type Traffic = Callable[[], Client] | NoTraffic
"""Opens a connection to a data plane, which the caller closes."""
