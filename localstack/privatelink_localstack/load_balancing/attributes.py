"""Attributes of load balancers, listeners and target groups: text by key, each with a default and a check.

The messages are AWS's in real deployments (`errors`). Where AWS has several forms for one kind of value, the attribute
names its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from privatelink_localstack.load_balancing.errors import validation_error

type Check = Callable[[str, str], str | None]
"""Returns AWS's message about a key's bad value, and None about a good one."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that a resource can have."""

    default: str
    check: Check


def one_of(*allowed: str, default: str = "", words: str = "'{value}' must be one of [{allowed}]") -> Attribute:
    """Return an attribute with one of a few values.

    Parameters:
        allowed: in the order of AWS's message.
        default: empty for the first one.
        words: AWS's message, with `{key}`, `{value}` and `{allowed}`.
    """

    def check(key: str, value: str) -> str | None:
        return None if value in allowed else words.format(key=key, value=value, allowed=", ".join(allowed))

    return Attribute(default or allowed[0], check)


def flag(*, default: bool = False) -> Attribute:
    """Return an attribute that is `true` or `false`."""
    words = "The value of '{key}' must be 'true' or 'false', but was '{value}'"
    return one_of("true", "false", default="true" if default else "false", words=words)


def number(
    default: str,
    minimum: int,
    maximum: int,
    *,
    or_else: str | None = None,
    words: str = "'{key}' value '{value}' must be between '{minimum}-{maximum}' inclusive",
) -> Attribute:
    """Return an attribute with a whole number.

    Parameters:
        or_else: A value that is allowed beside the range.
        words: AWS's message, with `{key}`, `{value}`, `{minimum}` and `{maximum}`.
    """

    def check(key: str, value: str) -> str | None:
        if value == or_else or (value.isdecimal() and minimum <= int(value) <= maximum):
            return None
        return words.format(key=key, value=value, minimum=minimum, maximum=maximum)

    return Attribute(default, check)


def text() -> Attribute:
    """Return an attribute with any text. The default is empty."""
    return Attribute("", lambda _key, _value: None)


def defaults(attributes: Mapping[str, Attribute]) -> dict[str, str]:
    """Return the default of each attribute."""
    return {key: attribute.default for key, attribute in attributes.items()}


def check_values(attributes: Mapping[str, Attribute], changes: Mapping[str, str]) -> None:
    """Reject values that AWS does not accept. The keys are known ones."""
    for key, value in changes.items():
        message = attributes[key].check(key, value)
        if message is not None:
            raise validation_error(message)
