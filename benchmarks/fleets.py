"""Fleets beside runs one after another: the same specs, Terraform, AWS provider and LocalStack.

The time of the processors tells how far a fleet can get on this machine: it can't end before it has used them all.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from figure import Figure, Ratio
from timing import processors, seconds

from privatelink_localstack.runtime.process import find

ROOT = Path(__file__).parents[1]
CONSUMER = ROOT / "specs" / "consumer" / "lambda-from-private-subnets.yaml"
COMPOSITION = ROOT / "specs" / "stack" / "payments-link.yaml"
CONSUMERS, COMPOSITIONS = 50, 20
SAMPLE = 5
"""Of each kind, runs that are measured one after another; all of them would take eight minutes."""
EARLY = 5
"""Runs after which LocalStack's memory is measured first: by then it has loaded every service of the specs."""
THREADS = 3
"""Stacks at once on each worker: on two workers as many as a fleet has on two cores."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The seconds of some work, by the clock and of the processors: Terraform, AWS provider, Python, LocalStack."""

    wall: float
    processors: float


def measure(work: Path, command: Callable[..., object], privatelink: str) -> list[Figure]:
    """Return the figures of 50 consumer specs and 20 compositions, on one LocalStack and on a cluster of two workers.

    Parameters:
        command: runs a command line to its end, and exits if it fails.
        privatelink: the program.
    """
    command(privatelink, "aws-provider", "build")
    consumers, compositions = copies(work, CONSUMER, CONSUMERS), copies(work, COMPOSITION, COMPOSITIONS)
    fleet = [privatelink, "fleet", "--traffic", "off", "--aws-provider", "trimmed", *consumers, *compositions]

    def test(spec: Path) -> None:
        command(privatelink, "test", spec, "--traffic", "off", "--aws-provider", "trimmed")

    def by_themselves(specs: list[Path], count: int) -> float:
        """Return the seconds of runs of which each starts a LocalStack, and ends it."""
        return statistics.median(seconds(partial(test, spec)) for spec in specs[:SAMPLE]) * count

    started = by_themselves(consumers, CONSUMERS) + by_themselves(compositions, COMPOSITIONS)
    command(privatelink, "localstack", "up")
    try:
        memory, sample = [], []
        for pair in zip(consumers[:SAMPLE], compositions[:SAMPLE], strict=True):
            for spec in pair:
                sample.append(cost(partial(test, spec)))
                memory.append(server().memory_info().rss / 1e6)
        single = total(sample[::2], CONSUMERS), total(sample[1::2], COMPOSITIONS)
        local = cost(lambda: command(*fleet))
        after = server().memory_info().rss / 1e6
    finally:
        command(privatelink, "localstack", "down")
    with cluster(work) as scheduler:
        spread = seconds(lambda: command(*fleet, "--dask", scheduler))
    wall, used = sum(each.wall for each in single), sum(each.processors for each in single)
    title = f"{CONSUMERS} consumer specs and {COMPOSITIONS} compositions"
    count = os.cpu_count() or 1
    return [
        Figure(f"`privatelink test` of {title}, one after another (of {SAMPLE} each)", started, " s"),
        Figure("… on a LocalStack that runs already", wall, " s"),
        Figure("… … their time of the processors", used, " s"),
        Figure(
            f"`privatelink fleet` of {title}",
            local.wall,
            " s",
            ratio=Ratio(local.wall / started, "one after another", 1 / 4),
        ),
        Figure(
            "… beside runs on a LocalStack that runs already",
            local.wall,
            " s",
            ratio=Ratio(local.wall / wall, "one after another there", 1 / 2),
        ),
        Figure(
            "… the fleet's time of the processors",
            local.processors,
            " s",
            ratio=Ratio(local.processors / (local.wall * count), f"all that {count} cores have"),
        ),
        Figure("… with `--dask` and two workers", spread, " s", ratio=Ratio(spread / local.wall, "the fleet", 1.15)),
        Figure(
            f"LocalStack's memory after {2 * SAMPLE + CONSUMERS + COMPOSITIONS} stacks",
            after,
            " MB",
            ratio=Ratio(after / memory[EARLY - 1], f"after {EARLY}", 1.1),
        ),
    ]


def cost(work: Callable[[], object]) -> Cost:
    """Return what work costs that runs processes on the LocalStack that is up."""
    before = processors() + spent()
    wall = seconds(work)
    return Cost(wall, processors() + spent() - before)


def total(sample: list[Cost], count: int) -> Cost:
    """Return the costs of a number of runs, from those of some; the median, because the first loads services."""
    wall = statistics.median(each.wall for each in sample)
    return Cost(wall * count, statistics.median(each.processors for each in sample) * count)


def copies(work: Path, spec: Path, count: int) -> list[Path]:
    """Write copies of a spec under other names."""
    text = spec.read_text(encoding="utf-8")
    paths = [work / f"{spec.stem}-{number}.yaml" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(re.sub(r"^name: ", f"name: n{number}-", text, flags=re.MULTILINE), encoding="utf-8")
    return paths


def server() -> Any:
    """Return the process of the LocalStack that runs."""
    import psutil

    instance = find()
    assert instance is not None
    assert instance.pid is not None
    return psutil.Process(instance.pid)


def spent() -> float:
    """Return the processors' time of the LocalStack that runs, in seconds."""
    times = server().cpu_times()
    return float(times.user + times.system)


@contextmanager
def cluster(work: Path) -> Iterator[str]:
    """Start a scheduler in this process and two worker processes, and yield the scheduler's address."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", processes=True) as scheduler:
        address = scheduler.scheduler_address
        workers = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", str(THREADS)),
                    *("--no-nanny", "--no-dashboard", "--local-directory", str(work / f"dask-{number}")),
                ],
                stderr=subprocess.DEVNULL,
            )
            for number in range(2)
        ]
        try:
            yield address
        finally:
            for process in workers:
                process.terminate()
            for process in workers:
                process.wait()
