"""What is pushed to the plane from one state to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from privatelink_localstack.dataplane.state.model import State


@dataclass(frozen=True, slots=True)
class Difference:
    """Records to put, and the IDs of those to remove."""

    put: State
    remove: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not self.remove and self.put == State()


def difference(before: State, after: State) -> Difference:
    """Return what changes from one state to the next."""
    put = State(*(_changed(getattr(before, name), getattr(after, name)) for name in State.__slots__))
    return Difference(put, tuple(sorted(set(_ids(before)) - set(_ids(after)))))


def _changed[T](before: Mapping[str, T], after: Mapping[str, T]) -> Mapping[str, T]:
    return {key: own for key, own in after.items() if before.get(key) != own}


def _ids(state: State) -> Iterator[str]:
    for name in State.__slots__:
        yield from getattr(state, name)
