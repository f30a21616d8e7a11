"""Versions, and the constraints that Terraform puts on them.

A version is three numbers: `1.11.4` is `(1, 11, 4)`. The constraint language is Terraform's own
(https://developer.hashicorp.com/terraform/language/expressions/version-constraints).
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

type Version = tuple[int, int, int]

_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(?:\+.*)?")
_CONSTRAINT = re.compile(r"(=|!=|>=|<=|>|<|~>)?\s*(\S+)")
_COMPARE: dict[str, Callable[[Version, Version], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def parse(text: str) -> Version:
    """The numbers of `1.11.4`, `v1.9` or `1.12.0-beta1`; a missing one is 0, a pre-release label is dropped.

    Raises:
        ValueError: the text is no version.
    """
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a version such as 1.9.0")
    major, minor, patch = (int(part or 0) for part in match.groups()[:3])
    return major, minor, patch


def render(version: Version) -> str:
    """`1.11.4` for `(1, 11, 4)`."""
    return ".".join(str(part) for part in version)


def satisfies(version: Version, constraints: str) -> bool:
    """Whether a version meets each of Terraform's constraints, such as `>= 5.83, < 7.0`; none at all is met.

    Raises:
        ValueError: a constraint is not of Terraform's language.
    """
    return all(_meets(version, part.strip()) for part in constraints.split(",") if part.strip())


def _meets(version: Version, constraint: str) -> bool:
    match = _CONSTRAINT.fullmatch(constraint)
    if match is None:
        raise ValueError(f"{constraint!r} is not a version constraint such as >= 5.83")
    symbol, text = match[1] or "=", match[2]
    bound = parse(text)
    if symbol == "~>":
        return bound <= version < _next(bound, given=text.count(".") + 1)
    return _COMPARE[symbol](version, bound)


def _next(bound: Version, *, given: int) -> Version:
    """Where `~>` stops: only the last of the given numbers may grow."""
    major, minor, _ = bound
    return (major, minor + 1, 0) if given > 2 else (major + 1, 0, 0)
