"""One row of the table of figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure over another one that was measured in turn with it; it holds on slow and fast machines alike.

    Parameters:
        base: the name of the other figure in the table.
        limit: the largest that is accepted; None accepts any.
    """

    value: float
    base: str
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement.

    Parameters:
        title: its name in the table.
        value: the median.
        unit: with its space before it.
        limit: the largest value that is accepted, in the same unit; None accepts any.
    """

    title: str
    value: float
    unit: str
    limit: float | None = None
    ratio: Ratio | None = None

    def row(self) -> str:
        """Return a line of Markdown."""
        limit = "" if self.limit is None else f"{self.limit:.3g}{self.unit}"
        ratio = over = ""
        if self.ratio:
            ratio = f"{self.ratio.value:.2f} times {self.ratio.base}"
            over = "" if self.ratio.limit is None else f"{self.ratio.limit:.3g} times"
        return f"| {self.title} | {self.value:.2f}{self.unit} | {limit} | {ratio} | {over} |"
