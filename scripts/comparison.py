#!/usr/bin/env python3
"""Write the tables of docs/comparison.md from scripts/comparison.toml.

usage: scripts/comparison.py [--check]

`--check` writes nothing and exits with 2 if the page is outdated.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __package__ is None:  # Run as a file, not as scripts.comparison.
    sys.path.insert(0, str(ROOT))

from scripts.written import update  # noqa: E402 - needs the path

PAGE = ROOT / "docs" / "comparison.md"
DATA = ROOT / "scripts" / "comparison.toml"
_TABLES = re.compile(r"(?<=<!-- comparison -->\n).*?(?=<!-- end of comparison -->)", re.DOTALL)

type Row = Mapping[str, Any]
type Modules = Mapping[str, Mapping[str, str]]


def load() -> dict[str, Any]:
    """Return the data."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def page(text: str, data: Mapping[str, Any]) -> str:
    """Return the page with its tables written anew."""
    return _TABLES.sub(lambda _: "\n" + "\n\n".join(_sections(data)) + "\n\n", text)


def _sections(data: Mapping[str, Any]) -> Iterator[str]:
    modules: Modules = data["modules"]
    yield f"### What was read, on {data['read']}"
    yield _table(
        ("module", "version", "commit", "of", "needs"),
        (
            (
                f"[{module['name']}]({module['repository']})",
                module["version"],
                f"[{module['commit'][:12]}]({module['repository']}/tree/{module['commit']})",
                module["date"],
                module["needs"],
            )
            for module in modules.values()
        ),
    )
    for group in data["groups"]:
        yield f"### {group['title']}"
        columns = [modules[name]["short"] for name in group["with"]]
        rows = (
            (row["feature"], ours(row["ours"]), *(theirs(row[name], modules[name]) for name in group["with"]))
            for row in group["rows"]
        )
        yield _table(("", "tf-privatelink", *columns), rows)
        lacking = [(row["feature"], row["ours"]["no"]) for row in group["rows"] if "no" in row["ours"]]
        if lacking:
            yield "Why not here:\n\n" + "\n".join(f"- {feature}: {why}." for feature, why in lacking)


def ours(cell: Mapping[str, str]) -> str:
    """Return a cell of our column: a yes links its test."""
    if "no" in cell:
        return "no"
    file, _, name = cell["test"].partition("::")
    part = cell.get("part")
    return f'[{f"partly: {part}" if part else "yes"}](../{file} "{name}")'


def theirs(cell: str | Mapping[str, str], module: Mapping[str, str]) -> str:
    """Return a cell of another module: a yes names a variable or resource, and links its file."""
    if isinstance(cell, str):
        return cell
    url = f"{module['repository']}/blob/{module['commit']}/{cell['file']}"
    return f"[yes]({url}): {cell['yes']}" if "yes" in cell else f"[partly]({url}): {cell['part']}"


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(titles)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main(arguments: Iterable[str] | None = None) -> int:
    """Write the page, or check it. Return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 2 if the page is outdated")
    options = parser.parse_args(None if arguments is None else list(arguments))
    text = PAGE.read_text(encoding="utf-8")
    return update({PAGE: page(text, load())}, script="scripts/comparison.py", check=options.check)


if __name__ == "__main__":
    sys.exit(main())
