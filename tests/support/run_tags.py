"""The tags that a run adds to everything that it creates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from privatelink_harness.orphans.tags import EXPIRES, OWNER, RUN

KEYS = frozenset({RUN, OWNER, EXPIRES})


def without_run(tags: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the tags that the run did not add."""
    return [dict(tag) for tag in tags if tag["Key"] not in KEYS]
