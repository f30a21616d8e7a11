"""Terraform's failures as errors that name the place, the value and the way out."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.likely import hide_likely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privatelink_harness.terraform.events import Diagnostic

_FOLLOWS = (
    "execution halted",
    "Failed to persist state to backend",
    "Terraform encountered problems during initialisation",
    "OpenTofu encountered",
)
"""Summaries that only repeat that something else failed."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A failure that is recognised by its text, and its hint."""

    pattern: str
    hint: str
    transient: bool = False
    """Whether the same command can succeed later."""


_CRASHED = (
    "The program that says so has a fault, or no memory is left: free 1 GB. Faults of the AWS provider are reported, "
    "with these lines, at https://github.com/hashicorp/terraform-provider-aws/issues"
)

_NO_SPACE = r"no space left on device|disk quota exceeded"

_KNOWN = (
    _Known(
        _NO_SPACE,
        "Free some disk space; the AWS provider alone needs 700 MB where it comes from the registry.",
    ),
    _Known(
        r"Error acquiring the state lock",
        "Another Terraform works on this state, or one was killed: wait for it, or remove the lock with "
        "`terraform force-unlock` and the ID above.",
        transient=True,
    ),
    _Known(
        r"Unsupported (Terraform|OpenTofu) Core version",
        "The configuration's required_version excludes this version: install another one, or name it in "
        "PRIVATELINK_TERRAFORM.",
    ),
    _Known(
        r"no available releases match|does not match configured version constraint",
        "No AWS provider matches this version constraint: change it, or add the version to the mirror; "
        "`privatelink doctor` shows where the AWS provider comes from.",
    ),
    _Known(
        r"Failed to query available provider packages|Failed to install provider|"
        r"could not connect to registry|was not found in any of the search locations",
        "The AWS provider can't be installed: without a registry, put it into a filesystem mirror, such as "
        "~/.terraform.d/plugins; `privatelink doctor` shows where it is looked for.",
    ),
    _Known(
        r"AWS account ID not allowed",
        "The provider block's allowed_account_ids or forbidden_account_ids leave out the run's own account: name one "
        "that they let in, with --account or apply(…, account=…).",
    ),
    _Known(
        r"cannot be assumed with web identity token",
        "An emulator takes any token, but there must be one: give the provider block web_identity_token, or a "
        "web_identity_token_file that exists.",
    ),
    _Known(
        r"ExpiredToken|token (included in the request )?(is|has) expired",
        "The run's credentials have expired: renew them. Those of a role last longer with its setting `duration`.",
    ),
    _Known(
        r"Signature (expired|not yet current)|RequestTimeTooSkewed|RequestInTheFuture",
        "AWS does not take this machine's clock: set it; it may be 5 minutes off at most.",
    ),
    _Known(
        r"OptInRequired|not subscribed to this service",
        "The account has not enabled the service or the Region: `privatelink accounts SPEC` tells which.",
    ),
    _Known(
        r"UnauthorizedOperation|AccessDenied|not authorized to perform",
        "The identity lacks a permission, or a policy of the account's organization takes it: AWS's words name it.",
    ),
    _Known(
        r"RequestLimitExceeded|Throttling|Rate exceeded",
        "AWS throttles the account's calls: run again when there is less to do in it.",
        transient=True,
    ),
    _Known(
        r"(?:amazonaws\.(?:com|eu)|\.api\.aws)\b(?s:.){0,300}?"
        r"(?:connection refused|connection reset by peer|: EOF\b)",
        "AWS's API was not reached, or stopped answering: look at this machine's network and proxy, then run again.",
        transient=True,
    ),
    _Known(
        r"connection refused|connection reset by peer|: EOF\b",
        "The API stopped answering, or never did. LocalStack's log tells why: privatelink localstack logs",
        transient=True,
    ),
    _Known(
        r"Plugin did not respond|plugin (process )?exited|plugin crashed|Unrecognized remote plugin message",
        "The AWS provider's process ended by itself: it ran out of memory, or is for another platform.",
    ),
)


class TerraformError(HarnessError):
    """A Terraform command failed.

    Parameters:
        command: such as `terraform apply`.
        returncode: the exit code; negative: the signal that ended the command.
        diagnostics: errors and warnings.
        tail: the end of the plain output, shown if there is no error among the diagnostics.
        crash: what Terraform or the AWS provider said as it crashed, shown behind the diagnostics.
        directory: the base of the diagnostics' file names.

    Attributes:
        transient: whether the same command can succeed later: an API did not answer, or the state was locked.
        is_out_of_space: whether the disk is full, or the user's part of it.
    """

    def __init__(
        self,
        command: str,
        returncode: int,
        *,
        diagnostics: Iterable[Diagnostic] = (),
        tail: str = "",
        crash: str = "",
        directory: Path | None = None,
    ) -> None:
        self.command = command
        self.returncode = returncode
        self.diagnostics = tuple(diagnostics)
        described = describe(self.diagnostics, directory)
        text = hide_likely("\n".join([*described, crash]).strip() if described else tail.strip())
        verb = f"failed ({_exit(returncode)})" if returncode < 0 or not text else "failed"
        super().__init__(f"{command} {verb}" + (f":\n{text}" if text else ""), hint=_hint(text, returncode, crash))
        known = _known(text)
        self.transient = known is not None and known.transient and not crash
        self.is_out_of_space = re.search(_NO_SPACE, text, re.IGNORECASE) is not None


class TerraformInterrupted(TerraformError):  # noqa: N818 - nothing failed: it was asked to stop
    """A Terraform command was stopped by the user; it finished its open requests and wrote its state."""

    def __init__(self, command: str, returncode: int = 0) -> None:
        super().__init__(command, returncode)
        self.message = f"{command} was interrupted"
        self.args = (self.message,)
        self.hint = None


def describe(diagnostics: Iterable[Diagnostic], directory: Path | None = None) -> list[str]:
    """Return each error once as `file:line: address: summary: detail`, without those that follow from others.

    Parameters:
        diagnostics: errors and warnings; warnings are left out.
        directory: what relative file names are relative to; None leaves them as Terraform writes them.
    """
    errors = [each for each in diagnostics if each.severity == "error"]
    causes = [each for each in errors if not each.summary.startswith(_FOLLOWS)]
    return list(dict.fromkeys(_line(each, directory) for each in causes or errors))


def _line(error: Diagnostic, directory: Path | None) -> str:
    file = error.file
    if file and directory and not Path(file).is_absolute():
        # Not resolve(): a symbolic link in the user's own path stays as they typed it.
        file = os.path.normpath(directory / file)
    place = f"{file}:{error.line}" if file and error.line else file
    return ": ".join(part.strip() for part in (place, error.address, error.summary, error.detail) if part)


def _exit(returncode: int) -> str:
    if returncode >= 0:
        return f"exit code {returncode}"
    try:
        return f"ended by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"ended by signal {-returncode}"


def _hint(text: str, returncode: int, crash: str) -> str | None:
    if returncode == -signal.SIGKILL:
        return "The system kills processes when memory runs out: free 1 GB."
    if crash:
        return _CRASHED
    known = _known(text)
    return known.hint if known else None


def _known(text: str) -> _Known | None:
    return next((known for known in _KNOWN if re.search(known.pattern, text, re.IGNORECASE)), None)
