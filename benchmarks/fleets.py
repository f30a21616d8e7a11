"""Fleets beside runs one after another: the same specs, Terraform, AWS provider and LocalStack."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from figure import Figure, Ratio
from timing import seconds

from privatelink_localstack.runtime.process import find

ROOT = Path(__file__).parents[1]
CONSUMER = ROOT / "specs" / "consumer" / "lambda-from-private-subnets.yaml"
COMPOSITION = ROOT / "specs" / "stack" / "payments-link.yaml"
CONSUMERS, COMPOSITIONS = 50, 20
SAMPLE = 5
"""Of each kind, runs that are measured one after another; all of them would take half an hour."""


def measure(work: Path, command: Callable[..., object], privatelink: str) -> list[Figure]:
    """Return the figures of 50 consumer specs and 20 compositions, on one LocalStack and on a cluster of two workers.

    Parameters:
        command: runs a command line to its end, and exits if it fails.
        privatelink: the program.
    """
    consumers, compositions = copies(work, CONSUMER, CONSUMERS), copies(work, COMPOSITION, COMPOSITIONS)
    fleet = [privatelink, "fleet", "--aws-provider", "trimmed"]

    def one_after_another(specs: Sequence[Path]) -> float:
        def run() -> None:
            for spec in specs:
                command(privatelink, "test", spec, "--aws-provider", "trimmed")

        return seconds(run) / len(specs)

    command(privatelink, "localstack", "up")
    try:
        alone = (
            one_after_another(consumers[:SAMPLE]) * CONSUMERS + one_after_another(compositions[:SAMPLE]) * COMPOSITIONS
        )
        few = memory()
        local = seconds(lambda: command(*fleet, *consumers, *compositions))
        many = memory()
    finally:
        command(privatelink, "localstack", "down")
    with cluster(work) as scheduler:
        spread = seconds(lambda: command(*fleet, *consumers, *compositions, "--dask", scheduler))
    title = f"{CONSUMERS} consumer specs and {COMPOSITIONS} compositions"
    return [
        Figure(f"`privatelink test` of {title}, one after another (of {SAMPLE} each)", alone, " s"),
        Figure(f"`privatelink fleet` of {title}", local, " s", ratio=Ratio(local / alone, "one after another", 0.25)),
        Figure("… with `--dask` and two workers", spread, " s", ratio=Ratio(spread / local, "the fleet", 1.15)),
        Figure(
            f"LocalStack's memory after {CONSUMERS + COMPOSITIONS} more stacks",
            many,
            " MB",
            ratio=Ratio(many / few, "after 10", 1.1),
        ),
    ]


def copies(work: Path, spec: Path, count: int) -> list[Path]:
    """Write copies of a spec under other names."""
    text = spec.read_text(encoding="utf-8")
    paths = [work / f"{spec.stem}-{number}.yaml" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(re.sub(r"^name: ", f"name: n{number}-", text, flags=re.MULTILINE), encoding="utf-8")
    return paths


def memory() -> float:
    """Return the memory of the LocalStack that runs, in MB."""
    import psutil

    instance = find()
    assert instance is not None
    assert instance.pid is not None
    return float(psutil.Process(instance.pid).memory_info().rss / 1e6)


@contextmanager
def cluster(work: Path) -> Iterator[str]:
    """Start a scheduler in this process and two worker processes, and yield the scheduler's address."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", processes=True) as scheduler:
        workers = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "distributed.cli.dask_worker", scheduler.scheduler_address),
                    *(
                        "--nthreads",
                        "3",
                        "--no-nanny",
                        "--no-dashboard",
                        "--local-directory",
                        str(work / f"dask-{number}"),
                    ),
                ],
                stderr=subprocess.DEVNULL,
            )
            for number in range(2)
        ]
        try:
            yield scheduler.scheduler_address
        finally:
            for process in workers:
                process.terminate()
                process.wait()
