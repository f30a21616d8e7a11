"""The data of the answers about fleets."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from privatelink_harness.reports.shapes import Report


class FleetStack(TypedDict):
    """One spec of a fleet.

    Parameters:
        spec: the file, as the command line names it.
        status: `error` without checks; `stopped` where the fleet was stopped before.
        report: null without checks.
        message: of the error that ended the run; null without one.
        hint: what to do; null where the message already says so.
        seconds: of the run; 0 if it did not start.
        worker: the worker of the Dask cluster that ran it; null on this machine.
    """

    spec: str
    name: str
    status: Literal["passed", "failed", "error", "stopped"]
    report: Report | None
    message: str | None
    hint: str | None
    seconds: float
    worker: str | None


class Fleet(TypedDict):
    """`fleet`: the specs in the order of the command line.

    Parameters:
        shard: the part that ran, such as `2/5`; null for all.
        results: the file that `--rerun-failed` reads.
        seconds: from the first start to the last end.
    """

    stacks: list[FleetStack]
    shard: str | None
    results: str
    seconds: float


class Matrix(TypedDict):
    """`matrix`: the jobs, in the form that the CI system reads."""

    system: Literal["github", "gitlab"]
    jobs: dict[str, Any]


FLEET_DATA: dict[str, type] = {"fleet": Fleet, "resume": Report, "matrix": Matrix}
