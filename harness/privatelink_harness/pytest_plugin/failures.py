"""Failures of stacks as pytest shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.outcomes import Failed

    from privatelink_generator.errors import PrivateLinkError
    from privatelink_harness.checks.check import Check
    from privatelink_harness.stacks.stack import Stack

else:
    Failed = pytest.fail.Exception


class VerificationError(Failed, AssertionError):
    """Failed checks: of each what was expected, what is, where the spec says so, and the usual cause.

    pytest shows this message alone, as of `pytest.fail(…, pytrace=False)`.
    """

    def __init__(self, checks: list[Check]) -> None:
        from privatelink_harness.reports.model import explain

        super().__init__("\n".join(explain(check) for check in checks), pytrace=False)
        self.checks = checks


def brief(error: PrivateLinkError) -> PrivateLinkError:
    """Return an error as pytest should show it: its message, its hint, and no frame of ours."""
    if error.hint and error.hint not in getattr(error, "__notes__", ()):
        error.add_note(error.hint)
    return error.with_traceback(None)


def failed(checks: list[Check]) -> list[Check]:
    """Return the checks that have failed."""
    from privatelink_harness.checks.check import Verdict

    return [check for check in checks if check.verdict is Verdict.FAILED]


def message(stack: Stack, error: BaseException) -> str:
    """Return the error's message, with the way to destroy the stack if its state is kept."""
    from privatelink_harness.runs.remains import kept_state

    return f"{error}\n{kept_state(stack)}" if stack.directory.exists() else str(error)
