"""The shape of HCL text: what is left when its words are exchanged, so that text of a known shape need not be parsed.

A module with thousands of endpoints repeats a few shapes: parsing each takes most of the time of generating it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from privatelink_generator.render.layout import is_balanced

_WORD = re.compile(r'(?:resource|data) "\w+"|(?<![\\\w])[A-Za-z_][\w-]*', re.ASCII)
"""A keyword with the type that follows it, from which the provider's name is read, or any word."""

_KEPT = frozenset(
    {
        # Where one of these stands, another word would be parsed otherwise.
        *("for", "in", "if", "else", "endif", "endfor", "true", "false", "null"),
        # Keywords and attributes that are read back.
        *("resource", "data", "output", "module", "locals", "variable", "provider", "description", "source"),
    }
)
_PLACEHOLDER = re.compile(r"(?<![\\\w])Word(\d+)(?![\w-])", re.ASCII)
_HEREDOC = "<<"
_WORTH_SHORTENING = 4_000
"""Characters: a shorter block is parsed in less time than many of them are shortened."""

_INDENT = "  "


def masked(text: str) -> tuple[str, list[str]]:
    """Return the text with placeholders for its words, and the words; both decide what `filled` gives back."""
    places: dict[str, int] = {}

    def placeholder(match: re.Match[str]) -> str:
        word = match[0]
        return word if word in _KEPT or '"' in word else f"Word{places.setdefault(word, len(places))}"

    shape = _WORD.sub(placeholder, text)
    return shape, list(places)


def filled(text: str, words: list[str]) -> str:
    """Return a text with placeholders with the words in their place."""
    return _PLACEHOLDER.sub(lambda match: words[int(match[1])], text)


_HEADER = re.compile(r"(?P<comments>(?:(?:#.*)?\n)*)(?P<line>(?P<keyword>\w+)\b.* \{\n)")
_FOOTER = "}\n"
_NAME = re.compile(r" *(\w+) += ")


def divided(block: str, attributes: Mapping[str, Collection[str]]) -> tuple[str, list[str]]:
    """Return a block at the top with some of its attributes alone, and the rest: the comments before it, and entries.

    If each of them is HCL, the whole is: they are lines that follow one another in a body.

    Parameters:
        attributes: names of those that stay, by the block's keyword.
    """
    header = _HEADER.match(block)
    if not header or not block.endswith(f"\n{_FOOTER}"):
        return block, []
    read, kept, others = attributes.get(header["keyword"], ()), [header["line"]], [header["comments"]]
    for lines in _entries(block[header.end() : -len(_FOOTER)].splitlines(keepends=True), _INDENT):
        entry = "".join(lines)
        name = _NAME.match(entry)
        (kept if name and name[1] in read else others).append(entry)
    return "".join((*kept, _FOOTER)), [other for other in others if other.strip()]


def shortened(block: str) -> str:
    """Return a block without repetitions inside of it: entries of maps and lists, and blocks, of the same shape.

    It is HCL if and only if the whole one is: an entry is left out only behind another one behind which its like is
    already. Attributes of the block itself stay, because their values may be read.
    """
    if len(block) < _WORTH_SHORTENING or _HEREDOC in block:
        return block
    return "".join(_shortened(block.splitlines(keepends=True), ""))


def _shortened(lines: list[str], indent: str) -> Iterator[str]:
    """Yield the lines of what is within an indentation; `indent` is that of the entries."""
    seen: set[tuple[str, str]] = set()
    before = ""
    for entry in _entries(lines, indent):
        shape = masked("".join(entry))[0]
        is_read = len(indent) == len(_INDENT) and " = " in entry[0]
        if (before, shape) in seen and not is_read and is_balanced(shape):
            continue
        seen.add((before, shape))
        before = shape
        if len(entry) > 2:
            yield entry[0]
            yield from _shortened(entry[1:-1], indent + _INDENT)
            yield entry[-1]
        else:
            yield from entry


def _entries(lines: list[str], indent: str) -> Iterator[list[str]]:
    """Yield the lines of each entry: the first has the indentation; the others are deeper, or close it."""
    entry: list[str] = []
    for line in lines:
        rest = line.removeprefix(indent)
        continues = rest[:1] in {" ", "\n", ""} or (rest[0] in "}])" and len(entry) > 0)
        if entry and not continues:
            yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry
