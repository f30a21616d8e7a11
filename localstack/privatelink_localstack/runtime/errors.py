"""Errors of starting, finding and stopping LocalStack."""

from __future__ import annotations


class LocalStackError(Exception):
    """A failure that the command line shows instead of a traceback.

    Parameters:
        hint: an imperative sentence, or None where the message names the way out.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class LocalStackMissingError(LocalStackError):
    """LocalStack is not installed."""


class NoAnswerError(LocalStackError):
    """Nothing answers at an endpoint, or not in time."""


class NotLocalStackError(LocalStackError):
    """Something other than LocalStack answers at an endpoint."""
