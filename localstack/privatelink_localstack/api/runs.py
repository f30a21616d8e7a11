"""The HTTP API of runs: the number of open calls, and what the run has created."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from localstack.http import Request

from privatelink_localstack.kernel.runs import Runs

PATH = "/_privatelink/runs/<run>"


class RunResource:
    """`/_privatelink/runs/<run>`."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    def on_get(self, request: Request, run: str) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return a run's calls; an unknown one has none."""
        return {
            "run": run,
            "open": self._runs.open(run),
            "created": [asdict(created) for created in self._runs.created(run)],
        }
