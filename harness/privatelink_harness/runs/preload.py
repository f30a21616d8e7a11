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
_CHECKS = ("privatelink_harness.runs.comparison",)
_REPORT = ("privatelink_harness.reports.record", "privatelink_harness.reports.table", "rich.console", "rich.table")


def preload_clients(clients: Clients, services: Iterable[str] = _CLIENTS) -> None:
    """Make the clients that the checks will use."""
    for service in services:
        clients.client(service)


def preload_end() -> None:
    """Import the end of a run."""
    _load(_END)


def preload_code() -> None:
    """Import what a run needs once Terraform is initialised."""
    _load(_STEPS)


def preload_checks() -> None:
    """Import what compares a stack with its spec, and shows what came of it."""
    _load((*_CHECKS, *_REPORT))


def _load(names: Iterable[str]) -> None:
    for name in names:
        import_module(name)
