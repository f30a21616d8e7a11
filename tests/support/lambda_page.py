"""The Python of docs/lambda.md, run as it is."""

from __future__ import annotations

import re
from typing import Any

from tests.support.paths import ROOT

CLIENT, OPTIONS = re.findall(r"```python\n(.*?)```", (ROOT / "docs/lambda.md").read_text(encoding="utf-8"), re.DOTALL)
"""The client's settings; the options of its sockets."""


def run_block(text: str) -> dict[str, Any]:
    """Run a block, and return its names."""
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 (our own page)
    return names
