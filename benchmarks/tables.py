"""Tables of measurements in documents."""

from __future__ import annotations

import sys
from pathlib import Path

FIGURES = Path(__file__).parents[1] / "docs" / "figures.md"


def publish(table: str, *, begin: str, end: str, document: Path = FIGURES) -> None:
    """Print a table. With `--write`, put it into the document too, between the comments `begin` and `end`."""
    sys.stdout.write(f"{table}\n")
    if "--write" in sys.argv:
        before, _, rest = document.read_text().partition(begin)
        _, _, after = rest.partition(end)
        document.write_text(f"{before}{begin}\n{table}\n{end}{after}")
