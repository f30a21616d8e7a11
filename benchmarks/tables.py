"""Tables of measurements in documents."""

from __future__ import annotations

import re
import sys
from pathlib import Path

FIGURES = Path(__file__).parents[1] / "docs" / "figures.md"


def publish(table: str, *, begin: str, end: str, document: Path = FIGURES, only_rows: bool = False) -> None:
    """Print a table. With `--write`, put it into the document too, between the comments `begin` and `end`.

    Parameters:
        only_rows: replace the rows that the table has too, add those that it lacks, and keep the others.
    """
    sys.stdout.write(f"{table}\n")
    if "--write" in sys.argv:
        before, _, rest = document.read_text().partition(begin)
        there, _, after = rest.partition(end)
        whole = merged(there.strip(), table) if only_rows else table
        document.write_text(f"{before}{begin}\n{whole}\n{end}{after}")


def merged(there: str, table: str) -> str:
    """Return a table with the rows of another one in the place of its own of the same names, or else at its end."""
    return "\n".join({_name(row): row for row in (*there.splitlines(), *table.splitlines())}.values())


def _name(row: str) -> str:
    """Return the first cell of a row, without what is in parentheses at its end: the slowest call, for example."""
    return re.sub(r" \([^()]*\)$", "", row.split(" | ")[0])
