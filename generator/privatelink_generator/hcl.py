"""HCL text for Python values.

Strings of a spec reach a template only through `escape`; https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]|[$%]\{')

_NOT_PLAIN = re.compile(r"[^\x20-\x7e\u00c0-\u02af\u0391-\u0481\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")


def escape(text: str) -> str:
    """The text as it stands between the quotes of an HCL string, with nothing in it left to be evaluated."""
    return _SPECIAL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if found[0] in "$%":
        return f"{found[0]}{found}"
    return _ESCAPES.get(found) or f"\\u{ord(found):04x}"


def quote(text: str) -> str:
    """An HCL string literal."""
    return f'"{escape(text)}"'


def _key(text: str, *, escaped: bool) -> str:
    """An object's key, in which only plain characters stand as they are.

    `terraform fmt` aligns by what a reader sees as one character, which Python can't count for all scripts.
    """
    if _IDENTIFIER.fullmatch(text):
        return text
    quoted = f'"{text}"' if escaped else quote(text)
    return _NOT_PLAIN.sub(lambda match: f"\\U{ord(match.group()):08x}", quoted)


def expression(value: object, *, escaped: bool = False) -> str:
    """An HCL expression of str, bool, int, None, lists and mappings, on as many lines as it needs.

    Parameters:
        value: what to write.
        escaped: the strings in it are templates already, as `escape` gives them, and may hold `${…}` on purpose.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return f'"{value}"' if escaped else quote(value)
        case Mapping():
            return _object(value, escaped=escaped)
        case Sequence():
            return _list(value, escaped=escaped)
    raise TypeError(f"HCL has no {type(value).__name__}")


def _list(items: Sequence[object], *, escaped: bool) -> str:
    parts = [expression(item, escaped=escaped) for item in items]
    inline = f"[{', '.join(parts)}]"
    if len(inline) <= _WIDTH and "\n" not in inline:
        return inline
    return "\n".join(["[", *(f"{_indented(part)}," for part in parts), "]"])


def _object(items: Mapping[str, object], *, escaped: bool) -> str:
    if not items:
        return "{}"
    lines = []
    for name, value in items.items():
        lines.append(f"{_key(name, escaped=escaped)} = {expression(value, escaped=escaped)}")
    return "\n".join(["{", *(_indented(line) for line in lines), "}"])


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
