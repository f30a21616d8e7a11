"""READMEs of modules, as a stranger reads them."""

from __future__ import annotations

import re
from pathlib import Path

_BLOCK = re.compile(r"^```hcl\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(module: Path) -> list[str]:
    """Return the HCL blocks of a module's README."""
    return _BLOCK.findall((module / "README.md").read_text(encoding="utf-8"))


def usage(module: Path) -> str:
    """Return the first block: what the README gives to copy."""
    return blocks(module)[0]
