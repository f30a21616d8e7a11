"""The file services.json, read once: partitions, aliases and services."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any


@functools.cache
def catalogue() -> dict[str, Any]:
    """Return the file's content, which scripts/catalogue.py has made."""
    content: dict[str, Any] = json.loads(Path(__file__).with_name("services.json").read_text(encoding="utf-8"))
    return content
