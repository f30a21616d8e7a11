"""HCL text of Python values.

The text of a spec reaches a module only through `escape`.
Source: https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence

SERIALIZING = threading.Lock()
"""Held while python-hcl2 makes values of a tree.

One mutable context is the default of all its calls: two threads would leave each other's state in it, and later
values of the process would be wrong.
"""

_WIDTH = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]|(?P<variable>(?<!\$)\$\{(?=[\w:/.-]+\}))|[$%](?=\{)')
_REFERENCE = re.compile(r"\$\{([a-z_]+\.[a-z_]+)\}")
_TEXT_OR_CHARACTER = re.compile(r'"(?:[^"\\]|\\.)*"|.', re.DOTALL)
_NOT_PLAIN = re.compile(r"[^\x20-\x7e\u00c0-\u02af\u0391-\u0481\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")


def escape(text: str) -> str:
    """Return the text for the inside of an HCL string; Terraform evaluates nothing in it."""
    return _SPECIAL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    # The form with a doubled $ is easy to read in IAM policies. python-hcl2 does not read it in all other texts.
    if match["variable"]:
        return "$${"
    special = match.group()
    return _ESCAPES.get(special) or f"\\u{ord(special):04x}"


def quote(text: str) -> str:
    """Return an HCL string literal."""
    return f'"{escape(text)}"'


def label(name: str) -> str:
    """Return the name of a resource or variable for a name in a spec: with underscores for hyphens.

    Source: https://developer.hashicorp.com/terraform/language/style, "Resource naming".
    """
    return name.replace("-", "_")


def _key(text: str, *, escaped: bool) -> str:
    """Return the key of an object, with all but plain characters escaped.

    `terraform fmt` aligns by grapheme clusters, which Python cannot count for all scripts.
    """
    if _IDENTIFIER.fullmatch(text):
        return text
    quoted = f'"{text}"' if escaped else quote(text)
    return _NOT_PLAIN.sub(lambda match: f"\\U{ord(match.group()):08x}", quoted)


def expression(value: object, *, escaped: bool = False) -> str:
    """Return an HCL expression, of several lines where one would be too long.

    Parameters:
        value: str, bool, int, None, or lists and mappings of them.
        escaped: whether the strings have been through `escape` and may hold `${…}` on purpose.

    Raises:
        TypeError: HCL has no such type.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return _string(value, escaped=escaped)
        case Mapping():
            return _object(value, escaped=escaped)
        case Sequence():
            return _list(value, escaped=escaped)
    raise TypeError(f"HCL has no {type(value).__name__}")


def compact(value: Mapping[str, object]) -> str:
    """Return an object as an expression, with the objects in it on one line where they are short and hold no others."""
    lines = []
    for name, item in value.items():
        text = expression(item)
        if isinstance(item, Mapping) and not any(isinstance(each, Mapping) for each in item.values()):
            inside = ", ".join(f"{_key(key, escaped=False)} = {expression(each)}" for key, each in item.items())
            line = f"{{ {inside} }}" if inside else "{}"
            text = text if "\n" in line or len(line) > _WIDTH else line
        lines.append(f"{_key(name, escaped=False)} = {text}")
    return "\n".join(["{", *(_indented(line) for line in lines), "}"]) if lines else "{}"


def broken(text: str, width: int = _WIDTH) -> str:
    """Return HCL of one line, such as a type with its brackets, on several lines where it is longer than `width`.

    A bracket ends where the text ends: `object({…})`, `name = optional(map(string), {…})`.
    """
    text = _spaced(text)
    start = next((index for index, character in _code(text) if character in "([{"), None)
    if len(text) <= width or start is None:
        return text
    items = _items(text[start + 1 : -1])
    head, end = text[: start + 1], text[-1]
    if len(items) == 1 and items[0][-1:] in ")]}" and not head.endswith("{"):
        return f"{head}{broken(items[0], 0)}{end}"
    # Items are indented, and an object's stand without commas.
    lines = (_indented(broken(item, _WIDTH - 2)) for item in items)
    return f"{head}\n{('\n' if head.endswith('{') else ',\n').join(lines)}\n{end}"


def _spaced(text: str) -> str:
    """Return HCL with spaces inside of braces that hold something."""
    places = {index: character for index, character in _code(text) if character in "{}"}
    parts = []
    for index, character in enumerate(text):
        before, after = text[index - 1 : index], text[index + 1 : index + 2]
        opens = places.get(index) == "{" and after not in {"}", " "}
        closes = places.get(index) == "}" and before not in {"{", " "}
        parts.append(f"{' ' * closes}{character}{' ' * opens}")
    return "".join(parts)


def _items(text: str) -> list[str]:
    """Return the items between a bracket's ends, which commas part."""
    items, depth, start = [], 0, 0
    for index, character in _code(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            items.append(text[start:index].strip())
            start = index + 1
    return [item for item in (*items, text[start:].strip()) if item]


def _code(text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters outside of strings, with their places."""
    return ((match.start(), match[0]) for match in _TEXT_OR_CHARACTER.finditer(text) if len(match[0]) == 1)


def _string(text: str, *, escaped: bool) -> str:
    if not escaped:
        return quote(text)
    # Terraform's linters ask for the bare reference where a string is nothing else.
    reference = _REFERENCE.fullmatch(text)
    return reference[1] if reference else f'"{text}"'


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
