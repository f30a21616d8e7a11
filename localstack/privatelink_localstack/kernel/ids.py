"""IDs in AWS's form."""

from __future__ import annotations

import secrets


def new_id(prefix: str) -> str:
    """Return a new ID: the prefix and 17 hexadecimal digits, the first of them 0 as in all of AWS's IDs today."""
    return f"{prefix}-0{secrets.token_hex(8)}"
