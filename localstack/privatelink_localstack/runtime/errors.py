"""What goes wrong with a LocalStack: it can't be started, doesn't answer, or is not one."""

from __future__ import annotations


class LocalStackError(Exception):
    """What the command line shows instead of a traceback.

    Parameters:
        message: what is wrong: the place, the value.
        hint: the way out, or None where the message already names it.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NoAnswerError(LocalStackError):
    """Nothing answers at an endpoint, or not in time."""


class NotLocalStackError(LocalStackError):
    """What answers at an endpoint is not LocalStack."""
