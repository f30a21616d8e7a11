"""Variables of a module within another one, as the caller of the whole passes them on."""

from __future__ import annotations

from typing import Protocol

from privatelink_generator import hcl


class Input(Protocol):
    """A variable of a module, as it was rendered."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def type(self) -> str:
        """HCL text."""

    @property
    def description(self) -> str:
        """One or more sentences."""

    @property
    def default(self) -> str | None:
        """HCL text; None where the caller must set it."""

    @property
    def nullable(self) -> bool:
        """Whether null is a value; else null takes the default."""


def attribute_type(variable: Input, *, joined: bool = False) -> str:
    """Return the type of an attribute for a variable, on one line.

    Parameters:
        joined: whether the caller joins the value with others, so that it can't be null.
    """
    if variable.default is None:
        return variable.type
    takes_default = not variable.nullable and not joined
    default = "" if takes_default or variable.default == "null" else f", {variable.default}"
    return f"optional({variable.type}{default})"


def can_be_left_out(variable: Input) -> bool:
    """Return whether null is a value of a text beside a default: as an attribute null would be the default."""
    return variable.nullable and variable.type == "string" and variable.default not in {None, "null"}


def passed(variable: Input, reference: str) -> str:
    """Return the value of a variable as HCL; an empty text of the attribute stands for null where null is a value."""
    return f'{reference} == "" ? null : {reference}' if can_be_left_out(variable) else reference


def attribute_description(variable: Input) -> str:
    """Return the description of an attribute for a variable."""
    return variable.description + ' "" is none.' * can_be_left_out(variable)


def laid_out_type(variable: Input, *, joined: bool = False) -> str:
    """Return the type of an attribute for a variable, on several lines where it is long."""
    return hcl.broken(attribute_type(variable, joined=joined))
