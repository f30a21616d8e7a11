"""The tables that the README takes from measurements."""

from __future__ import annotations

import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def publish(table: str, *, begin: str, end: str) -> None:
    """Print a table; with `--write`, put it in the README too, between the two comments that mark its place."""
    sys.stdout.write(f"{table}\n")
    if "--write" in sys.argv:
        before, _, rest = README.read_text().partition(begin)
        _, _, after = rest.partition(end)
        README.write_text(f"{before}{begin}\n{table}\n{end}{after}")
