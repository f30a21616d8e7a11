"""AWS's quotas in specs: a spec that exceeds one names the raised quota of its account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from privatelink_generator.errors import Loc
from privatelink_generator.patterns.pattern import Findings

Quota = Annotated[int, Field(ge=1, strict=True)]


def quota(default: int) -> Any:
    """Return the field of a quota with AWS's default."""
    return Field(default, description=f"Default: {default}.")


def check(quotas: object, counts: Iterable[tuple[Loc, str, int]]) -> Findings:
    """Yield the counts that are over their quota.

    Parameters:
        quotas: the spec's, by attribute.
        counts: the path of what is counted, the quota's name, and the count.
    """
    for loc, name, count in counts:
        limit = getattr(quotas, name)
        if count > limit:
            yield (
                loc,
                (
                    f"{count} are over AWS's quota of {limit} ({name.replace('_', ' ')}); "
                    f"split the spec, or have the quota raised and write quotas: {{{name}: {count}}}"
                ),
            )
