"""The answer of a command: text for people, one JSON envelope for programs, and the exit code of its status."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Annotated

import typer

from privatelink_generator.release import ANSWER_VERSION, release


class Format(StrEnum):
    """The form of an answer on standard output."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="Text for people, or one JSON envelope for programs.")]


class Status(StrEnum):
    """The outcome of a command; the same word means the same of every command."""

    OK = "ok"
    """Done; every check passed or was not provable."""
    DIFFERENT = "different"
    """Done: files on disk differ from what the spec gives."""
    FAILED = "failed"
    """Done: a check failed, what the command looks for is not there, or a request is not allowed."""
    ERROR = "error"
    """Not done."""


class ErrorCode(StrEnum):
    """The kind of an error. Programs may rely on these words."""

    USAGE = "usage"
    SPEC_INVALID = "spec-invalid"
    PRICE_LIST_INVALID = "price-list-invalid"
    TEMPLATE_INVALID = "template-invalid"
    OUTPUT_REFUSED = "output-refused"
    MISSING_EXTRA = "missing-extra"
    HARNESS_FAILED = "harness-failed"
    TERRAFORM_FAILED = "terraform-failed"
    LOCALSTACK_FAILED = "localstack-failed"
    TARGET_UNAVAILABLE = "target-unavailable"
    SYSTEM_REFUSED = "system-refused"
    INTERRUPTED = "interrupted"
    INTERNAL = "internal"


class ExitCode(IntEnum):
    """The exit codes of `privatelink`."""

    DONE = 0
    ERROR = 1
    DIFFERENT_OR_FAILED = 2
    INTERNAL = 70
    """EX_SOFTWARE of sysexits.h."""
    INTERRUPTED = 130
    """128 + SIGINT, as shells have it."""


class CommandCode(int):
    """The exit code of somebody else's program, passed on: 130 of it is no interrupt of ours."""


_EXIT_CODES = {
    Status.OK: ExitCode.DONE,
    Status.DIFFERENT: ExitCode.DIFFERENT_OR_FAILED,
    Status.FAILED: ExitCode.DIFFERENT_OR_FAILED,
}


@dataclass(frozen=True, slots=True)
class Error:
    """Why a command was not done.

    Parameters:
        hint: what to do, None where the message already says so.
        retryable: whether the same command can succeed later without a change of its inputs.
    """

    code: ErrorCode
    message: str
    hint: str | None = None
    retryable: bool = False


def reply(
    command: str,
    output_format: Format,
    data: Mapping[str, object],
    text: Iterable[str],
    *,
    status: Status = Status.OK,
    warnings: Sequence[str] = (),
    notes: Sequence[object] = (),
) -> int:
    """Print the answer of a command that was done, and return its exit code.

    Parameters:
        command: the command's words, such as `localstack up`.
        data: the answer for programs, a dictionary of `privatelink_cli.data`.
        text: the answer for people, in lines; it is not evaluated where JSON is wanted.
        warnings: go to standard error beside text.
        notes: likewise; for programs, `data` has them with their places.
    """
    if output_format is Format.JSON:
        write_envelope(command, status, data, warnings=warnings)
    else:
        for line in text:
            sys.stdout.write(f"{line}\n")
        for warning in warnings:
            sys.stderr.write(f"warning: {warning}\n")
        for note in notes:
            sys.stderr.write(f"note: {note}\n")
    return _EXIT_CODES[status]


def write_envelope(
    command: str | None,
    status: Status,
    data: Mapping[str, object] | None,
    *,
    warnings: Sequence[str] = (),
    error: Error | None = None,
) -> None:
    """Write the envelope to standard output; `command` is None where the command line names none."""
    envelope = {
        "schemaVersion": ANSWER_VERSION,
        "version": release(),
        "command": command,
        "status": status,
        "data": data,
        "warnings": list(warnings),
        "error": None if error is None else asdict(error),
    }
    # Where a stream takes ASCII alone, JSON has escapes for the rest: nothing is replaced.
    is_unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    sys.stdout.write(json.dumps(envelope, indent=2, ensure_ascii=not is_unicode) + "\n")


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Align the cells of rows to the widest of their column; the last cell of a row may be of any length."""
    table = list(rows)
    count = max((len(row) for row in table), default=0)
    widths = [max(len(row[column]) for row in table if column < len(row)) for column in range(count)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)), row[-1]])
        for row in table
    ]
