"""Logic of three values: yes, no, and not evaluated."""

from __future__ import annotations

from collections.abc import Iterable

type Answer = bool | None
"""Whether something matches. None: AWS would know, we don't."""


def negated(answer: Answer) -> Answer:
    """Return the opposite; what is not evaluated stays so."""
    return None if answer is None else not answer


def every(answers: Iterable[Answer]) -> Answer:
    """Return whether all are yes; one no is enough for no."""
    result: Answer = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def some(answers: Iterable[Answer]) -> Answer:
    """Return whether one is yes."""
    result: Answer = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            result = None
    return result
