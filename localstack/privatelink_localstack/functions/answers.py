"""What an invocation is answered, and what the log says of it, in Lambda's words.

Source: Lambda's guide, "Troubleshoot invocation issues in Lambda"; the rest observed.
"""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from datetime import UTC, datetime

LARGEST_ANSWER = 6 * 1024 * 1024 + 100
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of an invocation.

    Parameters:
        payload: JSON: the handler's result, or an error.
    """

    payload: bytes
    is_error: bool = False
    note: str = ""
    """A line that Lambda adds to the log."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What an invocation took.

    Parameters:
        seconds: from its start to its answer.
        init_seconds: of the start of its process; None where one was running.
        memory: the most that the process held, in MB.
        memory_size: what the function may hold, in MB.
    """

    seconds: float
    init_seconds: float | None
    memory: int
    memory_size: int


def timed_out(request: str, timeout: float, now: datetime) -> Answer:
    """Return the answer for a function that ran for too long, in seconds."""
    text = f"Task timed out after {timeout:.2f} seconds"
    moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    return Answer(
        _error("Sandbox.Timedout", f"RequestId: {request} Error: {text}"),
        is_error=True,
        note=f"{moment}Z {request} {text}\n",
    )


def exited(request: str, code: int) -> Answer:
    """Return the answer for a process that ended by itself.

    Parameters:
        code: negative for the number of a signal.
    """
    if code < 0:
        reason = f"Runtime exited with error: signal: {_word(-code)}"
    elif code:
        reason = f"Runtime exited with error: exit status {code}"
    else:
        reason = "Runtime exited without providing a reason"
    message = f"RequestId: {request} Error: {reason}"
    return Answer(_error("Runtime.ExitError", message), is_error=True, note=f"{message}\nRuntime.ExitError\n")


def not_started(request: str, reason: str) -> Answer:
    """Return the answer for a function whose entry point can't be run."""
    message = f"RequestId: {request} Error: {reason}"
    return Answer(
        _error("Runtime.InvalidEntrypoint", message), is_error=True, note=f"{message}\nRuntime.InvalidEntrypoint\n"
    )


def too_large() -> Answer:
    """Return the answer in place of one that is too large."""
    message = f"Response payload size exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes)."
    return Answer(_error("Function.ResponseSizeTooLarge", message), is_error=True)


def log(request: str, version: str, output: str, answer: Answer, usage: Usage) -> str:
    """Return the log of an invocation.

    Parameters:
        version: of the function, such as `$LATEST`.
        output: what the process wrote.
    """
    milliseconds = usage.seconds * 1000
    text = output if not output or output.endswith("\n") else f"{output}\n"
    report = [
        f"REPORT RequestId: {request}",
        f"Duration: {milliseconds:.2f} ms",
        f"Billed Duration: {int(milliseconds) + 1} ms",
        f"Memory Size: {usage.memory_size} MB",
        f"Max Memory Used: {usage.memory} MB",
        *([f"Init Duration: {usage.init_seconds * 1000:.2f} ms"] if usage.init_seconds is not None else []),
    ]
    return (
        f"START RequestId: {request} Version: {version}\n{text}{answer.note}END RequestId: {request}\n"
        + "\t".join(report)
        + "\t\n"
    )


def _error(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()


def _word(number: int) -> str:
    """Return a signal's word, such as `killed`."""
    return (signal.strsignal(number) or str(number)).lower()
