"""The request context: the values of condition keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

type Values = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Context:
    """The values of condition keys in one request. Keys are in lower case: AWS ignores their case.

    Parameters:
        values: by key; a key with no values is not in the request.
        is_complete: whether the request has no other keys. Else AWS may know keys that we don't.
        complete: what keys start with of which the request has no others.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_complete: bool = False
    complete: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        values: Mapping[str, Values],
        *,
        without: Iterable[str] = (),
        is_complete: bool = False,
        complete: tuple[str, ...] = (),
    ) -> Context:
        """Return a context of keys in any case.

        Parameters:
            without: keys that the request is known not to have.
        """
        found: dict[str, tuple[str, ...]] = {key.lower(): () for key in without}
        for key, value in values.items():
            found[key.lower()] = (value,) if isinstance(value, str) else tuple(value)
        return cls(found, is_complete, tuple(prefix.lower() for prefix in complete))

    def over(self, other: Context) -> Context:
        """Return a context whose keys go before another's."""
        return Context(
            {**other.values, **self.values},
            self.is_complete or other.is_complete,
            self.complete + other.complete,
        )

    def values_of(self, key: str) -> tuple[str, ...] | None:
        """Return the values of a key in lower case: none if the request lacks it, None if that is not known."""
        values = self.values.get(key)
        if values is None and (self.is_complete or key.startswith(self.complete)):
            return ()
        return values
