"""The errors that the generator raises on purpose.

PrivateLinkError
├── SpecError        the spec can't be read, or asks for what AWS does not offer
├── PriceListError   a price list can't be read, or has another form
├── TemplateError    a template fails, or renders text that is not HCL
├── OutputError      the module can't be written to its directory
└── HarnessError     (privatelink_harness.errors) Terraform, the provider, the target or the stack fails
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class PrivateLinkError(Exception):
    """An error that the command line shows as a message, without a traceback.

    Parameters:
        message: the place, the value, what is wrong.
        hint: the way out; None if the message names it.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


type Loc = tuple[str | int, ...]
"""The path of a value in a spec: keys of mappings and indexes of lists."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. Line and column count from 1; 0 is the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line:column`, the form that editors and terminals link."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in a spec, at one place."""

    position: Position
    message: str

    def __str__(self) -> str:
        """Return `file:line:column: message`."""
        return f"{self.position}: {self.message}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing about a valid spec, at one place: AWS may refuse it, or bill more than it must."""

    position: Position
    message: str

    def __str__(self) -> str:
        """Return `file:line:column: message`."""
        return f"{self.position}: {self.message}"


class SpecError(PrivateLinkError):
    """The spec can't be read, or asks for what AWS does not offer. Carries every fault, by file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        files = {file: index for index, file in enumerate(dict.fromkeys(fault.position.file for fault in faults))}
        self.faults = tuple(
            sorted(faults, key=lambda each: (files[each.position.file], each.position.line, each.position.column))
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))


class PriceListError(PrivateLinkError):
    """A price list can't be read, or has another form. Carries every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class TemplateError(PrivateLinkError):
    """A template fails, or renders text that is not HCL."""


class OutputError(PrivateLinkError):
    """The module can't be written to its directory."""

    def __init__(self, path: Path, message: str, *, hint: str | None = None) -> None:
        super().__init__(f"{path}: {message}", hint=hint)
        self.path = path
