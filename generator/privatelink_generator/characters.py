"""Characters that nobody sees: controls, zero-width characters, and those that change the direction of the text.

A text with them shows something else than it says, in a terminal, an editor and a review alike (CVE-2021-42574).
"""

from __future__ import annotations

import re

UNSEEN = re.compile(
    # Controls but tab and line breaks; no characters at all.
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    # Line and paragraph separators, and Unicode's Default_Ignorable_Code_Point without the variation selectors that
    # emoji have.
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_AROUND = 20
"""Characters that `quoted` shows on either side of an unseen one."""


def visible(text: str) -> str:
    r"""Return a text with escapes in place of unseen characters, such as `\u202e`, which JSON has too."""
    return UNSEEN.sub(lambda found: _escape(found[0]), text)


def quoted(text: str, at: int) -> str:
    """Return, on one line, what is around a place in a text, with escapes in place of what isn't seen."""
    begin, end = max(at - _AROUND, 0), at + 1 + _AROUND
    inner = f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
    return '"' + visible(" ".join(inner.split())) + '"'


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
