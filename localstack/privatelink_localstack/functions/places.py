"""Where a function's process runs, and where its Runtime API listens."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opening:
    """A way to start one process.

    Parameters:
        listener: for the Runtime API, which the process reaches at the listener's address.
        command: returns the command that runs a command there.
        descriptors: what the command inherits.
        variables: changes the variables of the process.
    """

    listener: socket.socket
    command: Callable[[Sequence[str]], Sequence[str]]
    descriptors: Sequence[int]
    variables: Callable[[Mapping[str, str]], Mapping[str, str]]


type Place = Callable[[], AbstractContextManager[Opening]]
"""Opens the place for the start of one process; the listener stays open."""


@contextmanager
def outside() -> Iterator[Opening]:
    """Open the machine's own network, outside of every VPC."""
    yield Opening(socket.create_server(("127.0.0.1", 0)), list, (), dict)
