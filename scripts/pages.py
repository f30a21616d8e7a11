"""Pages of Markdown that scripts write from the code."""

from __future__ import annotations

import re
from collections.abc import Iterable

ABOUT = "<!-- Written by scripts/reference.py: change the code that this page describes, and run it. -->"


def docstring(text: str) -> tuple[str, dict[str, str]]:
    """Return a docstring without its section on parameters, and that section by parameter."""
    about, _, section = text.partition("\n\nParameters:\n")
    parameters: dict[str, str] = {}
    for names, description in re.findall(r"^    ?(\w[\w, ]*): ((?:.|\n     )*)", section, re.MULTILINE):
        parameters |= dict.fromkeys(names.split(", "), " ".join(description.split()))
    return about, parameters


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of Markdown."""
    names = list(columns)
    lines = [names, ["---"] * len(names), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" if line[0] != "---" else "|---" * len(names) + "|" for line in lines)


def page(title: str, *paragraphs: str) -> str:
    """Return a page of Markdown."""
    return "\n\n".join((f"# {title}", ABOUT, *paragraphs)) + "\n"
