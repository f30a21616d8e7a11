"""From exceptions to messages: named ones are the user's, any other is a fault of ours."""

from __future__ import annotations

import errno
import os
import platform
import sys
import traceback
from typing import TYPE_CHECKING

import typer
from typer.exceptions import TyperException

from privatelink_cli.answer import Error, ErrorCode, ExitCode, Status, write_envelope
from privatelink_cli.placed import placed
from privatelink_generator.characters import visible
from privatelink_generator.errors import OutputError, PriceListError, PrivateLinkError, SpecError, TemplateError

if TYPE_CHECKING:
    from privatelink_cli.data import Faults

_EXTRAS = ("harness", "localstack")
_EXTRAS_OF = {
    "accounts": ("harness",),
    "aws-provider": ("provider",),
    "doctor": ("harness",),
    "localstack": ("localstack",),
    **dict.fromkeys(("trace", "traffic", "exec", "shell"), ("localstack",)),
}
"""The extras that a command needs, by its first word."""

_MODULES_OF_EXTRAS = {
    *("boto3", "botocore", "filelock", "localstack", "localstack_client", "packaging", "psutil"),
    *("privatelink_harness", "privatelink_localstack"),
}

_REFUSALS = frozenset(
    {
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE),
        *(errno.ENAMETOOLONG, errno.ELOOP, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM),
    }
)
"""Reasons of the system's for which no program can answer: rights, room, the form of a path, limits of the user's."""

_EXIT_CODES = {ErrorCode.INTERNAL: ExitCode.INTERNAL, ErrorCode.INTERRUPTED: ExitCode.INTERRUPTED}


def fail(error: BaseException, command: str | None, *, as_json: bool) -> int:
    """Print the exception that ended a command, and return the exit code.

    Parameters:
        command: the command's words; None where the command line names no command.
        as_json: whether the envelope is wanted on standard output.
    """
    explained = explain(error, command)
    if explained is None:
        explained = _internal(error)
        traceback.print_exception(error)
        sys.stderr.write(f"{explained.hint}\n")
    elif not as_json and explained.code is not ErrorCode.INTERRUPTED:
        # A fault a line, each with the prefix that a matcher of CI looks for.
        messages = (
            [str(fault) for fault in error.faults]
            if isinstance(error, SpecError | PriceListError)
            else [explained.message]
        )
        sys.stderr.writelines(f"error: {visible(message)}\n" for message in messages)
        sys.stderr.write(f"{explained.hint}\n" if explained.hint else "")
    if as_json:
        faults: Faults | None = {"faults": placed(error.faults)} if isinstance(error, SpecError) else None
        write_envelope(command, Status.ERROR, faults, error=explained)
    return _EXIT_CODES.get(explained.code, ExitCode.ERROR)


def explain(error: BaseException, command: str | None) -> Error | None:
    """Return what a named exception means; None for a fault of ours."""
    match error:
        case KeyboardInterrupt() | typer.Abort():
            notes = "\n".join(getattr(error, "__notes__", ()))
            return Error(ErrorCode.INTERRUPTED, "interrupted", notes or None, retryable=True)
        case TyperException():
            context = getattr(error, "ctx", None)
            hint = f"See: {context.command_path} --help" if context else None
            return Error(ErrorCode.USAGE, error.format_message(), hint)
        case ModuleNotFoundError() if (error.name or "").partition(".")[0] in _MODULES_OF_EXTRAS:
            return _explain_missing_module(error, command)
        case SpecError():
            return Error(ErrorCode.SPEC_INVALID, error.message, error.hint)
        case PriceListError():
            return Error(ErrorCode.PRICE_LIST_INVALID, error.message, error.hint)
        case TemplateError():
            return Error(ErrorCode.TEMPLATE_INVALID, error.message, error.hint)
        case OutputError():
            return Error(ErrorCode.OUTPUT_REFUSED, error.message, error.hint)
        case PrivateLinkError():
            return _explain_harness(error)
        case OSError() if error.errno in _REFUSALS and isinstance(error.strerror, str):
            place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
            return Error(ErrorCode.SYSTEM_REFUSED, f"{place}{error.strerror}")
    return _explain_localstack(error)


# The harness and LocalStack's runtime are imported only where the command has done so: an error of theirs says it has.


def _explain_missing_module(error: ModuleNotFoundError, command: str | None) -> Error:
    from privatelink_harness.errors import extra_hint

    extras = _EXTRAS_OF.get((command or "").partition(" ")[0], _EXTRAS)
    return Error(ErrorCode.MISSING_EXTRA, f"this command needs {error.name}", extra_hint(*extras))


def _explain_harness(error: PrivateLinkError) -> Error:
    from privatelink_harness.errors import MissingExtraError
    from privatelink_harness.terraform.errors import TerraformError, TerraformInterrupted

    if isinstance(error, TerraformInterrupted):
        return Error(ErrorCode.INTERRUPTED, error.message, error.hint, retryable=True)
    if isinstance(error, TerraformError):
        return Error(ErrorCode.TERRAFORM_FAILED, error.message, error.hint, error.transient)
    if isinstance(error, MissingExtraError):
        return Error(ErrorCode.MISSING_EXTRA, error.message, error.hint)
    return Error(ErrorCode.HARNESS_FAILED, error.message, error.hint)


def _explain_localstack(error: BaseException) -> Error | None:
    if "privatelink_localstack.runtime.errors" not in sys.modules:
        return None
    from privatelink_localstack.runtime.errors import LocalStackError, LocalStackMissingError, NoAnswerError

    if not isinstance(error, LocalStackError):
        return None
    if isinstance(error, NoAnswerError) or isinstance(error.__cause__, NoAnswerError):
        return Error(ErrorCode.TARGET_UNAVAILABLE, error.message, error.hint, retryable=True)
    if isinstance(error, LocalStackMissingError):
        return Error(ErrorCode.MISSING_EXTRA, error.message, error.hint)
    return Error(ErrorCode.LOCALSTACK_FAILED, error.message, error.hint)


def _internal(error: BaseException) -> Error:
    from privatelink_generator.release import release

    product = f"tf-privatelink {release()}, Python {platform.python_version()}, {platform.system()}"
    return Error(
        ErrorCode.INTERNAL,
        f"a fault of privatelink itself: {type(error).__name__}: {error}",
        f"This is a fault of privatelink itself ({product}). "
        "Please report it with the traceback, the command line and the spec, without secrets.",
    )
