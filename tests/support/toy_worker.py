"""A worker process of a Dask cluster that knows the toys: `python -m tests.support.toy_worker SCHEDULER CLOUD`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from distributed import Worker

from privatelink_generator.patterns.registry import PATTERNS
from privatelink_harness.checks.registry import CHECKS
from privatelink_harness.targets.factory import TARGETS
from tests.support.toy import TOY_PATTERN, find_notes, toy_target


async def main(scheduler: str, cloud: Path) -> None:
    """Work until the scheduler ends it."""
    PATTERNS["toy"] = TOY_PATTERN
    CHECKS["toy"] = find_notes
    TARGETS["toy"] = toy_target(cloud, [])
    async with Worker(scheduler, nthreads=1, host="127.0.0.1", dashboard=False) as worker:
        await worker.finished()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
