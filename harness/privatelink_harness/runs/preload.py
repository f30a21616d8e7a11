"""What the later steps of a run need, made while Terraform works: their code, and the first clients of their API."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privatelink_harness.checks.api import Clients

_CLIENTS = ("ec2", "sts")
"""Services that the checks ask. The first client of a process takes half a second to make."""

_STEPS = ("privatelink_harness.runs.engine", "privatelink_harness.stacks.journal")
_END = ("privatelink_harness.runs.remains", "privatelink_harness.runs.undo")
_CHECKS = ("privatelink_harness.checks.verify", "privatelink_harness.probes.find")


def preload_clients(clients: Clients) -> None:
    """Import the end of a run, and make the clients that it and the checks will use."""
    _load(_END)
    for service in _CLIENTS:
        clients.client(service)


def preload_code() -> None:
    """Import what a run needs once Terraform is initialised."""
    _load(_STEPS)


def preload_checks() -> None:
    """Import what compares a stack with its spec."""
    _load(_CHECKS)


def _load(names: Iterable[str]) -> None:
    for name in names:
        import_module(name)
