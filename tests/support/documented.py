"""What the pages and our own messages name: commands, options, environment variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.paths import ROOT

PAGES = sorted(
    [
        *(page for page in ROOT.glob("*.md") if page.name != "CHANGELOG.md"),  # which names what there was
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("templates/**/*.jinja"),
        *ROOT.glob("modules/**/README.md"),
    ]
)
SOURCES = sorted(
    path for package in ("cli", "generator", "harness", "localstack") for path in (ROOT / package).glob("**/*.py")
)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text, and where it is."""

    place: str
    text: str


@cache
def code() -> tuple[Text, ...]:
    """Return the code in the pages: what is in backticks, in fences, or indented; of a template, all of its text."""
    return tuple(text for page in PAGES for text in _code(page))


@cache
def messages() -> tuple[Text, ...]:
    """Return the strings of our sources, docstrings included; `{}` is in the place of what a string formats."""
    return tuple(
        Text(f"{place}:{node.lineno}", text)
        for path in SOURCES
        for place in [path.relative_to(ROOT)]
        for node, text in strings(path)
    )


@cache
def strings(path: Path) -> tuple[tuple[ast.expr, str], ...]:
    """Return the strings of a source."""
    return tuple(_strings(path))


def _strings(path: Path) -> Iterator[tuple[ast.expr, str]]:
    formatted: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            formatted |= {id(part) for part in node.values}
            yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in formatted:
            yield node, node.value


def commands() -> Iterator[tuple[str, str]]:
    """Yield place and words of each `privatelink …` that the pages and our messages name."""
    for text in code():
        for found in re.finditer(r"(?<![\w./-])privatelink ([^\n`]+)", text.text):
            yield text.place, found[1]
    # In a message a command follows a colon, a backtick or nothing; after a word it is prose.
    for text in messages():
        for found in re.finditer(r"(?:^|: |`|\n *)privatelink ((?:[^\n`;,.)]|\.(?!\s|$))+)", text.text):
            yield text.place, found[1]


def options() -> Iterator[tuple[str, str]]:
    """Yield place and name of each long option that the pages and our messages name."""
    for text in (*code(), *messages()):
        for found in re.finditer(r"(?<![\w-])--[a-z][a-z-]+", text.text):
            yield text.place, found[0]


def variables() -> Iterator[tuple[str, str]]:
    """Yield place and name of each environment variable that the pages name."""
    for text in (text for text in code() if text.place.endswith(".md")):
        for found in re.finditer(r"(?<![\w${.])[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+(?![\w(])", text.text):
            yield text.place, found[0]


def _code(page: Path) -> Iterator[Text]:
    text, place = page.read_text(encoding="utf-8"), str(page.relative_to(ROOT))
    if page.suffix == ".jinja":
        yield Text(place, text)
        return
    fences = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
    yield from (Text(place, found[1]) for found in fences.finditer(text))
    rest = fences.sub("", text)
    yield from (Text(place, found[1]) for found in re.finditer(r"`([^`]+)`", rest))
    yield from (Text(place, found[1]) for found in re.finditer(r"^ {4,}(\S.*)$", rest, re.MULTILINE))
