"""The layout of `terraform fmt`, for text that is already indented: aligned `=` and single blank lines."""

from __future__ import annotations

import re

_ATTRIBUTE = re.compile(r'(?P<indent> *)(?P<name>[A-Za-z_][\w.-]*|"(?:[^"\\]|\\.)*"|\([^()]*\)) = (?P<value>.+)')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(r"[()\[\]{}]")


def tidy(text: str) -> str:
    """Align the `=` of consecutive one-line attributes; drop double blank lines and those at the edges of a block."""
    lines: list[str] = []
    for line in map(str.rstrip, text.split("\n")):
        opens = bool(lines) and lines[-1].endswith(("{", "[", "("))
        if not line and (not lines or not lines[-1] or opens):
            continue
        if line.lstrip().startswith(("}", "]", ")")) and lines and not lines[-1]:
            lines.pop()
        lines.append(line)
    return "\n".join(_aligned(lines)).rstrip("\n") + "\n"


def _aligned(lines: list[str]) -> list[str]:
    result: list[str] = []
    chain: list[re.Match[str]] = []
    for line in [*lines, ""]:
        match = _ATTRIBUTE.fullmatch(line)
        attribute = match if match and is_balanced(match["value"]) else None
        if chain and (attribute is None or attribute["indent"] != chain[0]["indent"]):
            width = max(len(each["name"]) for each in chain)
            result += [f"{each['indent']}{each['name']:<{width}} = {each['value']}" for each in chain]
            chain = []
        if attribute:
            chain.append(attribute)
        else:
            result.append(line)
    return result[:-1]


def is_balanced(value: str) -> bool:
    """Tell whether the value closes every bracket that it opens."""
    if not _BRACKET.search(value):
        return True
    bare = _STRING.sub("", value)  # Brackets inside strings do not count.
    return all(bare.count(left) == bare.count(right) for left, right in ("()", "[]", "{}"))
