"""A word that a misspelt one may stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, accepted: Iterable[str]) -> str:
    """Return `; did you mean 'x'?`, to end a message with; empty if no accepted word is near."""
    near = difflib.get_close_matches(word, list(accepted), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
