"""Places of a spec's values in its files, which outlive the reading: a report of an applied stack names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_generator.document.reader import Document
    from privatelink_generator.errors import Loc, Position


@dataclass(frozen=True, slots=True)
class Places:
    """Where the keys of a spec are. All of them are equal: two specs differ by what they say, not by where.

    Parameters:
        document: None for a spec that was read from no file.
    """

    document: Document | None = field(default=None, compare=False, repr=False)

    def find(self, loc: Loc) -> Position | None:
        """Return the position of a key or of a list's item; None where the files have none."""
        return self.document.find(loc) if self.document else None
