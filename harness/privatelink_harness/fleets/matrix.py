"""The jobs that a CI system spreads a fleet over: GitHub's matrix, or a child pipeline of GitLab's."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from privatelink_harness.errors import HarnessError
from privatelink_harness.fleets.shard import Shard

type System = Literal["github", "gitlab"]

MOST_JOBS: Mapping[str, int] = {"github": 256, "gitlab": 200}
"""Jobs of one matrix.

"Running variations of jobs in a workflow" of GitHub's documentation; "parallel:matrix" of GitLab's.
"""


def matrix(specs: Sequence[Path], system: System, *, shards: int | None = None) -> str:
    """Return the jobs as JSON, which both systems read: GitLab's YAML has it as a part.

    Parameters:
        shards: the number of jobs; None: one for each spec.

    Raises:
        HarnessError: the system does not take so many jobs.
    """
    count = min(shards or len(specs), len(specs))
    if count > MOST_JOBS[system]:
        raise HarnessError(
            f"{count} jobs: {system} takes {MOST_JOBS[system]} at most", hint="Name fewer: --shards NUMBER"
        )
    parts = [Shard(number, count) for number in range(1, count + 1)]
    if system == "github":
        return json.dumps({"include": [_github(part, part.select(specs)) for part in parts]})
    return json.dumps(_gitlab(parts, specs), indent=2)


def _github(part: Shard, specs: Sequence[Path]) -> dict[str, str]:
    return {"shard": str(part), "specs": shlex.join(map(str, specs))}


def _gitlab(parts: Sequence[Shard], specs: Sequence[Path]) -> dict[str, Any]:
    """Return a child pipeline of a job for each part, each of which extends the user's own `.privatelink`."""
    return {
        f"privatelink {part}": {
            "extends": ".privatelink",
            "variables": {"SHARD": str(part), "SPECS": shlex.join(map(str, part.select(specs)))},
        }
        for part in parts
    }
