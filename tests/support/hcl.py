"""Files of modules, in HCL, as data; each block at the top is parsed once, however many modules have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import hcl2

_END = re.compile(r"(?<=^}\n)", re.MULTILINE)
"""The place after a line that ends a block at the top, in the layout of `terraform fmt`."""


def resources(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield type and body of each resource in a file of a generated module."""
    for block in _END.split(text):
        if "resource " in block:
            yield from _resources(block)


@cache
def _resources(block: str) -> list[tuple[str, dict[str, Any]]]:
    parsed: dict[str, Any] = hcl2.loads(block)  # type: ignore[attr-defined, unused-ignore]
    return [
        (kind.strip('"'), body)
        for named in parsed.get("resource", ())
        for kind, bodies in named.items()
        if not kind.startswith("__")
        for name, body in bodies.items()
        if not name.startswith("__")
    ]
