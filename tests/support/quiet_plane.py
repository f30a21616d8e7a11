"""A data plane of pure rules, without a process, for commands that ask one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Self

import pytest

from privatelink_harness.targets.localstack import traffic
from privatelink_localstack.dataplane.state import names
from privatelink_localstack.dataplane.state.guests import GuestError, Guests, Place
from privatelink_localstack.dataplane.state.model import Interface, State
from privatelink_localstack.dataplane.state.trace import Trace, trace
from privatelink_localstack.dataplane.state.wire import WireError
from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.instance import Instance
from tests.support.plane import link

INSTANCE = Instance("http://127.0.0.1:4566", 4711, "1.2.3", "ours", None)


class QuietEntrance:
    """The way to run commands here, as there is no inside."""

    descriptors: tuple[int, ...] = ()

    def command(self, *command: str) -> list[str]:
        """Return the command."""
        return list(command)


@dataclass(slots=True)
class QuietPlane:
    """What `dataplane.client.Client` tells, from a state."""

    state: State = field(default_factory=link)
    counted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    guests: Guests = field(default_factory=Guests)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def records(self) -> State:
        """Return the state."""
        return self.guests.within(self.state)

    def attach(self, place: Place) -> Interface:
        """Return a guest."""
        try:
            return self.guests.attach(self.records(), place)
        except GuestError as error:
            raise WireError(str(error)) from error

    def trace(self, interface: str, host: str, port: int) -> Trace:
        """Return the way of a connection."""
        source = self.records().interfaces[interface]
        ask = partial(names.answer, self.state.vpcs[source.vpc])
        return trace(self.records(), {}, source, host, port, ask)

    @contextmanager
    def entrance(self, interface: str) -> Iterator[QuietEntrance]:
        """Give the way to run commands."""
        assert self.records().interfaces[interface].workload
        yield QuietEntrance()

    def traffic(self) -> Mapping[str, Mapping[str, int]]:
        """Return what was counted."""
        return self.counted


def run_quietly(patch: pytest.MonkeyPatch, plane: QuietPlane) -> None:
    """Let commands find a LocalStack with a data plane."""
    patch.setattr(process, "find", lambda: INSTANCE)
    patch.setattr(traffic, "find", lambda _: lambda: plane)
