"""The keeper of the data plane in this process's LocalStack."""

from __future__ import annotations

from pathlib import Path

from privatelink_localstack.dataplane.capabilities import probe
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.runtime.traffic import Traffic
from privatelink_localstack.traffic.keeper import Keeper, Reading

_kept: list[Keeper] = []


def keep(keeper: Keeper) -> Keeper:
    """Make a keeper the current one, and return it."""
    _kept.append(keeper)
    return keeper


def current() -> Keeper:
    """Return the keeper; one that is off where LocalStack was not started by this package."""
    return _kept[-1] if _kept else Keeper(Traffic.OFF, Path(), lambda: Reading(State()), probe)


def end() -> None:
    """End the data plane."""
    while _kept:
        _kept.pop().close()
