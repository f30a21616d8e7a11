"""Attributes of load balancers, listeners and target groups: text by key, each with a default and a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from privatelink_localstack.load_balancing.errors import validation_error

type Check = Callable[[str], str | None]
"""Returns None for a good value, else what it must be."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that a resource can have."""

    default: str
    check: Check


def one_of(default: str, *others: str) -> Attribute:
    """Return an attribute with one of a few values."""
    allowed = sorted({default, *others})
    return Attribute(default, lambda value: None if value in allowed else f"one of [{', '.join(allowed)}]")


def flag(*, default: bool = False) -> Attribute:
    """Return an attribute that is `true` or `false`."""
    return one_of("true", "false") if default else one_of("false", "true")


def number(default: int, minimum: int, maximum: int, *, or_else: str | None = None) -> Attribute:
    """Return an attribute with a whole number.

    Parameters:
        or_else: A word that is allowed beside the numbers.
    """

    def check(value: str) -> str | None:
        if value == or_else or (value.isdecimal() and minimum <= int(value) <= maximum):
            return None
        return f"between '{minimum}-{maximum}' inclusive" + (f", or '{or_else}'" if or_else else "")

    return Attribute(str(default), check)


def text() -> Attribute:
    """Return an attribute with any text. The default is empty."""
    return Attribute("", lambda _: None)


def defaults(attributes: Mapping[str, Attribute]) -> dict[str, str]:
    """Return the default of each attribute."""
    return {key: attribute.default for key, attribute in attributes.items()}


def check_values(attributes: Mapping[str, Attribute], changes: Mapping[str, str]) -> None:
    """Reject values that AWS does not accept. The keys are known ones."""
    for key, value in changes.items():
        requirement = attributes[key].check(value)
        if requirement is not None:
            raise validation_error(f"'{key}' value '{value}' must be {requirement}")
