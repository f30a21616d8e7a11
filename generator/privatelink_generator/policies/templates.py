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
    return re.compile(_glob(tokens), re.DOTALL)


@lru_cache(maxsize=4096)
def arn_pattern(tokens: Tokens) -> re.Pattern[str] | None:
    """Return the pattern of the ARN operators, whose six components are compared one by one; None for no ARN.

    IAM guide, "Amazon Resource Name (ARN) condition operators".
    """
    if tokens == (Wildcard.MANY,):
        return re.compile("arn:.*", re.DOTALL)
    head, rest = _split(tokens)
    if rest is None:
        return None
    return re.compile("".join(_within_segment(token) for token in head) + _glob(rest), re.DOTALL)


@lru_cache(maxsize=4096)
def resource_pattern(tokens: Tokens) -> re.Pattern[str]:
    """Return the pattern of a `Resource`: as of an ARN, but a `*` that ends a segment goes beyond colons.

    IAM guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs".
    """
    head, rest = _split(tokens)
    ends = [_starts_with_colon(after) for after in (*head[1:], "" if rest is not None else ":")]
    text = "".join(
        ".*" if token is Wildcard.MANY and is_end else _within_segment(token)
        for token, is_end in zip(head, ends, strict=True)
    )
    return re.compile(text + ("" if rest is None else _glob(rest)), re.DOTALL)


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


def _within_segment(token: str | Wildcard) -> str:
    if isinstance(token, str):
        return re.escape(token)
    return "[^:]*" if token is Wildcard.MANY else "[^:]"


def _glob(tokens: Iterable[str | Wildcard]) -> str:
    """Return a regular expression that takes the first place that fits each piece, so that it never tries them all."""
    pieces: list[str] = [""]
    for token in tokens:
        if token is Wildcard.MANY:
            pieces.append("")
        else:
            pieces[-1] += "." if token is Wildcard.ONE else re.escape(str(token))
    first, *others = pieces
    if not others:
        return first
    *middle, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in middle if piece) + ".*" + last
