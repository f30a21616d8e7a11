"""Calls of runs: what a run has created, and its calls that are not answered yet.

A run names itself in the user agent of its calls. The answers tell what it has created, also an answer that never
reached it, because it was stopped.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_RUN = re.compile(r"\btf-privatelink-run/(\w{1,64})")
_ID = re.compile(r"arn:\S+|[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,}|/hostedzone/\w+")
_CREATES = re.compile(r"(?:Create|Run|Allocate|Import|Request)[A-Z]")
_READS = re.compile(r"(?:Describe|Get|List|Search|Head|Lookup)[A-Z]")

_RUNS = 200
"""Runs that are remembered; the one that has been silent for longest goes first."""


@dataclass(frozen=True, slots=True)
class Created:
    """An answered call that creates something.

    Parameters:
        ids: the IDs and ARNs in the answer that the request does not have.
    """

    service: str
    operation: str
    account: str
    region: str
    ids: tuple[str, ...]


@dataclass(slots=True)
class _Calls:
    open: int = 0
    created: list[Created] = field(default_factory=list)


class Runs:
    """The calls of all runs; thread-safe."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, _Calls] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, run: str) -> None:
        """Count a call as open."""
        with self._lock:
            calls = self._calls.setdefault(run, _Calls())
            calls.open += 1
            self._calls.move_to_end(run)
            if len(self._calls) > _RUNS:
                self._calls.popitem(last=False)

    def end(self, run: str, created: Created | None) -> None:
        """Count a call as answered."""
        with self._lock:
            if calls := self._calls.get(run):
                calls.open -= 1
                if created:
                    calls.created.append(created)

    def open(self, run: str) -> int:
        """Return the number of calls without an answer."""
        with self._lock:
            return self._calls[run].open if run in self._calls else 0

    def created(self, run: str) -> list[Created]:
        """Return what a run created, in the order of the answers; also what has been deleted since."""
        with self._lock:
            return list(self._calls[run].created) if run in self._calls else []


def run_of(user_agent: str, operation: str) -> str | None:
    """Return the run that makes a call; None for other clients, and for calls that only read."""
    match = _RUN.search(user_agent)
    return match[1] if match and not _READS.match(operation) else None


def new_ids(operation: str, request: Any, response: Any) -> tuple[str, ...]:
    """Return the IDs and ARNs in the response to a call that creates something, without those in its request."""
    if not _CREATES.match(operation):
        return ()
    given = set(_ids(request))
    return tuple(dict.fromkeys(each for each in _ids(response) if each not in given))


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _ids(inner)
    elif isinstance(value, str) and _ID.fullmatch(value):
        yield value
