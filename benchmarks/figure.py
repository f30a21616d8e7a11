"""One line of the README's table of figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured.

    Parameters:
        what: for people.
        value: the median.
        unit: with its space before it.
        limit: what it may be at most, in the same unit; None where nothing is asked.
    """

    what: str
    value: float
    unit: str
    limit: float | None = None

    def row(self) -> str:
        """As a line of Markdown."""
        limit = "" if self.limit is None else f"{self.limit:.3g}{self.unit}"
        return f"| {self.what} | {self.value:.2f}{self.unit} | {limit} |"
