"""What a program has said on standard error: the last of it, and of a crash the first."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import IO

_LINES = 40
_CRASH = ("panic: ", "fatal error: ", "unexpected fault address ", "SIGABRT: ", "SIGBUS: ", "SIGSEGV: ", "!!!!!!!!")
"""What a Go program says first where it crashes, and Terraform where it catches its own crash."""


def last_words(errors: IO[bytes]) -> str:
    """Return the last lines of standard error; of a program that crashed the first, whose last ones are registers."""
    errors.seek(0)
    lines = (line.decode("utf-8", "replace") for line in errors)
    last: deque[str] = deque(maxlen=_LINES)
    for line in lines:
        if line.startswith(_CRASH):
            return "".join([line, *islice(lines, _LINES - 1)]).strip()
        last.append(line)
    return "".join(last).strip()


def are_of_a_crash(words: str) -> bool:
    """Return whether a program's last words are the first of its crash."""
    return words.startswith(_CRASH)
