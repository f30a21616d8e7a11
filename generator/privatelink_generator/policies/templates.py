"""Texts of policies: wildcards, and variables with the values of a request.

IAM guide, "IAM policy elements: Variables and tags".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from privatelink_generator.policies.context import Context

_VARIABLE_OR_WILDCARD = re.compile(r"\$\{(?P<variable>[^}]*)\}|(?P<wildcard>[*?])")
_WILDCARD = re.compile(r"(?P<wildcard>[*?])")
_DEFAULT = re.compile(r"(?P<key>[^,]*?)\s*,\s*'(?P<default>.*)'\s*", re.DOTALL)
_SPECIAL = frozenset("*?$")
_COLONS_BEFORE_RESOURCE = 5


class Wildcard(Enum):
    """A wildcard of a policy's text; AWS's own characters are the values."""

    MANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """`${key}`, or `${key, 'default'}`; the key is in lower case."""

    key: str
    default: str | None = None


class Unresolved(Enum):
    """Why a text has no value in a request: the request lacks a variable's key, or we don't know its value."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


type Tokens = tuple[str | Wildcard, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A text of a policy.

    Parameters:
        text: as the policy has it.
        parts: literal texts, wildcards and variables.
    """

    text: str
    parts: tuple[str | Wildcard | Variable, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables, in their order."""
        return tuple(part for part in self.parts if isinstance(part, Variable))

    def tokens(self, context: Context) -> Tokens | Unresolved:
        """Return the text with the request's values; wildcards in a value mean themselves."""
        found: list[str | Wildcard] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                found.append(part)
                continue
            value = _value(part, context)
            if isinstance(value, Unresolved):
                return value
            found.append(value)
        return tuple(found)


def template(text: str, *, has_variables: bool) -> Template:
    """Read a text; without variables, `${…}` means itself."""
    parts: list[str | Wildcard | Variable] = []
    end = 0
    for match in (_VARIABLE_OR_WILDCARD if has_variables else _WILDCARD).finditer(text):
        parts.append(text[end : match.start()])
        parts.append(Wildcard(match["wildcard"]) if match["wildcard"] else _variable(match["variable"]))
        end = match.end()
    return Template(text, tuple(part for part in (*parts, text[end:]) if part != ""))


def _variable(content: str) -> str | Variable:
    if content in _SPECIAL:
        return content
    if match := _DEFAULT.fullmatch(content):
        return Variable(match["key"].lower(), match["default"])
    return Variable(content.strip().lower())


def _value(variable: Variable, context: Context) -> str | Unresolved:
    """Return a variable's value. AWS takes no key with several values as a variable."""
    values = context.values_of(variable.key)
    if values is None or len(values) > 1:
        return Unresolved.UNKNOWN
    if values:
        return values[0]
    return Unresolved.ABSENT if variable.default is None else variable.default


def fixed_tokens(text: Template) -> Tokens:
    """Return the tokens of a text without variables."""
    return tuple(part for part in text.parts if not isinstance(part, Variable))


def plain(tokens: Tokens) -> str:
    """Return tokens as a text whose wildcards mean themselves."""
    return "".join(token.value if isinstance(token, Wildcard) else token for token in tokens)


@lru_cache(maxsize=4096)
def text_pattern(tokens: Tokens) -> re.Pattern[str]:
    """Return the pattern of a text, whose wildcards stand for any characters."""
    return _compiled(map(_anywhere, tokens))


@lru_cache(maxsize=4096)
def arn_pattern(tokens: Tokens) -> re.Pattern[str] | None:
    """Return the pattern of the ARN operators, whose six components are compared one by one; None for no ARN.

    IAM guide, "Amazon Resource Name (ARN) condition operators".
    """
    if tokens == (Wildcard.MANY,):
        return re.compile("arn:.*", re.DOTALL)
    head, rest = _split(tokens)
    return None if rest is None else _compiled([*map(_within_segment, head), *map(_anywhere, rest)])


@lru_cache(maxsize=4096)
def resource_pattern(tokens: Tokens) -> re.Pattern[str]:
    """Return the pattern of a `Resource`: as of an ARN, but a `*` that ends a segment goes beyond colons.

    IAM guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs".
    """
    head, rest = _split(tokens)
    after = (*head[1:], ":" if rest is None else "")[: len(head)]
    atoms = [
        _anywhere(token) if token is Wildcard.MANY and _starts_with_colon(following) else _within_segment(token)
        for token, following in zip(head, after, strict=True)
    ]
    return _compiled([*atoms, *map(_anywhere, rest or ())])


def _starts_with_colon(token: str | Wildcard) -> bool:
    return isinstance(token, str) and token.startswith(":")


def _split(tokens: Tokens) -> tuple[Tokens, Tokens | None]:
    """Return the tokens up to the fifth colon, and those of the resource's part; None if there are fewer colons."""
    colons = 0
    for index, token in enumerate(tokens):
        if isinstance(token, Wildcard):
            continue
        if colons + token.count(":") >= _COLONS_BEFORE_RESOURCE:
            parts = token.split(":")
            used = _COLONS_BEFORE_RESOURCE - colons
            before, after = ":".join(parts[:used]) + ":", ":".join(parts[used:])
            return (*tokens[:index], before), ((after,) if after else ()) + tokens[index + 1 :]
        colons += token.count(":")
    return tokens, None


class _Star(Enum):
    """What a `*` stands for, as a regular expression."""

    ANYWHERE = "."
    WITHIN_SEGMENT = "[^:]"


type _Atom = str | _Star


def _anywhere(token: str | Wildcard) -> _Atom:
    if isinstance(token, str):
        return re.escape(token)
    return _Star.ANYWHERE if token is Wildcard.MANY else "."


def _within_segment(token: str | Wildcard) -> _Atom:
    if isinstance(token, str):
        return re.escape(token)
    return _Star.WITHIN_SEGMENT if token is Wildcard.MANY else "[^:]"


def _compiled(atoms: Iterable[_Atom]) -> re.Pattern[str]:
    """Return the pattern of atoms.

    What stands between two stars takes the first place where it fits, and no other one is tried: a later place never
    helps what follows. So a text of many stars takes no more time than its length.
    """
    first, *others = _between(atoms, _Star.ANYWHERE)
    if not others:
        return re.compile(_at_end(first), re.DOTALL)
    *middle, last = others
    text = "".join(f"(?>.*?{_first_place(piece)})" for piece in middle)
    return re.compile(f"{_first_place(first)}{text}.*{_at_end(last)}", re.DOTALL)


def _first_place(piece: Iterable[_Atom]) -> str:
    first, *others = _between(piece, _Star.WITHIN_SEGMENT)
    return _joined(first) + "".join(f"(?>[^:]*?{_joined(each)})" for each in others)


def _at_end(piece: Iterable[_Atom]) -> str:
    """Return what ends the text, so that its last part has only one place."""
    *others, last = _between(piece, _Star.WITHIN_SEGMENT)
    if not others:
        return _joined(last)
    first, *middle = others
    return f"{_joined(first)}{''.join(f'(?>[^:]*?{_joined(each)})' for each in middle)}[^:]*{_joined(last)}"


def _joined(atoms: Iterable[_Atom]) -> str:
    return "".join(map(str, atoms))


def _between(atoms: Iterable[_Atom], star: _Star) -> list[list[_Atom]]:
    """Return the parts between the stars of a kind, empty ones too."""
    pieces: list[list[_Atom]] = [[]]
    for atom in atoms:
        if atom is star:
            pieces.append([])
        else:
            pieces[-1].append(atom)
    return pieces
