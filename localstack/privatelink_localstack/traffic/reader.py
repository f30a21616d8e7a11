"""Records that can't be read are left out: they are of all accounts, and one must not stop the others' traffic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Reader:
    """What reads records, each for itself.

    Parameters:
        left_out: why records could not be read, by their IDs.
    """

    left_out: dict[str, Exception] = field(default_factory=dict)

    def read[Record, Read](self, records: Mapping[str, Record], read: Callable[[Record], Read]) -> dict[str, Read]:
        """Return what is read, by the records' IDs."""
        found = dict[str, Read]()
        for key, record in records.items():
            try:
                found[key] = read(record)
            except Exception as error:  # noqa: BLE001 - whatever a record has that nothing expects
                self.left_out[key] = error
        return found
