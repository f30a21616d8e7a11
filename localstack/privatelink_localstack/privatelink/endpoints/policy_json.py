"""JSON with the positions that IAM's parser names in its messages.

A position is what Jackson, AWS's JSON parser, answers when it has looked at the first character of a string, object or
list, or at the whole of another value: the character after. It is taken from messages in public logs: `{}` without a
Statement is a "Syntax error at position (1,3)".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import NoReturn

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')

type Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"({self.line},{self.column})"


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an object, in their order, repeated keys included.

    Parameters:
        end: the position of the closing brace.
    """

    items: tuple[tuple[str, Node], ...]
    end: Position


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its position."""

    value: Scalar | Members | tuple[Node, ...]
    position: Position


def parse(text: str) -> Node:
    """Return the value of a JSON text.

    Raises:
        ValueError: the text is not JSON, or nested too deeply.
    """
    try:
        json.loads(text, parse_constant=_reject)
        return _node(_Tokens(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class _Tokens:
    """The tokens of a valid JSON text.

    Parameters:
        position: of the latest token.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches = _TOKEN.finditer(text)
        self._end = 0
        self._line = 1
        self._line_start = 0
        self.position = Position(1, 1)

    def next(self) -> str:
        """Return the next token."""
        match = next(self._matches)
        # Only white space between tokens has line ends: JSON writes those of strings as \n.
        lines = self._text.count("\n", self._end, match.start())
        if lines:
            self._line += lines
            self._line_start = self._text.rindex("\n", self._end, match.start()) + 1
        self._end = match.end()
        text = match.group()
        read = match.start() + 1 if text[0] in '"{}[]' else match.end()
        self.position = Position(self._line, read - self._line_start + 1)
        return text


def _node(tokens: _Tokens) -> Node:
    return _value(tokens.next(), tokens)


def _value(symbol: str, tokens: _Tokens) -> Node:
    position = tokens.position
    if symbol == "{":
        return Node(_members(tokens), position)
    if symbol == "[":
        return Node(_items(tokens), position)
    return Node(json.loads(symbol), position)


def _members(tokens: _Tokens) -> Members:
    items = []
    while (symbol := tokens.next()) != "}":
        if symbol == ",":
            continue
        tokens.next()  # the colon
        items.append((json.loads(symbol), _node(tokens)))
    return Members(tuple(items), tokens.position)


def _items(tokens: _Tokens) -> tuple[Node, ...]:
    items = []
    while (symbol := tokens.next()) != "]":
        if symbol != ",":
            items.append(_value(symbol, tokens))
    return tuple(items)
