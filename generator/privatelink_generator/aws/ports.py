"""Ports and ranges of ports, as a service's clients use them and as security group rules name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"(\d{1,5})-(\d{1,5})", re.ASCII)
LAST_PORT = 65_535


@dataclass(frozen=True, slots=True, order=True)
class PortRange:
    """Ports from the first to the last, which may be one."""

    first: int
    last: int

    def __str__(self) -> str:
        """Return `443`, or `1400-1499`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last

    @classmethod
    def parse(cls, value: int | str) -> PortRange:
        """Return the range of a port or of a text such as `1400-1499`. Raise ValueError for any other text."""
        if isinstance(value, int):
            return cls(value, value)
        match = _RANGE.fullmatch(value)
        if match is None or not 0 < int(match[1]) < int(match[2]) <= LAST_PORT:
            raise ValueError("is not a range of ports; write the lower one first, such as 1400-1499")
        return cls(int(match[1]), int(match[2]))
