"""The emulation's figures with 5,000 endpoints, and each operation beside stock LocalStack, without and with them.

`python benchmarks/control_plane.py` measures these alone; `--write` puts the operations into docs/figures.md.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
from beside_stock import Comparison, Workload, compare
from figure import Figure, Ratio
from tables import publish

from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.instance import Instance

MANY = 5000
BEGIN, END = "<!-- calls: make bench -->", "<!-- end of calls -->"


def raise_quota(endpoint: str) -> None:
    """Raise the quota of endpoints in a VPC."""
    body = json.dumps({"interface_endpoints_per_vpc": 2 * MANY}).encode()
    urlopen(Request(f"{endpoint}/_privatelink/quotas", body, method="PUT")).close()  # noqa: S310 (loopback)


def measure() -> list[Figure]:
    """Start LocalStack with the emulation and without it, each in a new directory, and measure both."""
    with ExitStack() as exits:
        work = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        up = {}
        for stock in (False, True):
            directory = work / f"stock-{stock}"
            up[stock] = process.up(directory=directory, stock=stock)
            exits.callback(process.down, directory=directory)
        raise_quota(up[False].endpoint)
        ours, theirs = (Workload(instance.endpoint, stock=stock) for stock, instance in up.items())
        empty = compare(ours, theirs)
        figures = fill(ours)
        fill(theirs)
        figures.append(memory(up[False]))
        full = compare(ours, theirs)
    publish(table(empty, full), begin=BEGIN, end=END)
    return [
        *figures,
        slowest(empty[0], "slowest call beside stock LocalStack, empty"),
        slowest(full[0], f"… with {MANY:,} endpoints"),
    ]


def slowest(call: Comparison, title: str) -> Figure:
    """Return the figure of the operation with the highest ratio to stock LocalStack."""
    return Figure(f"{title} ({call.operation})", call.ours, " ms", ratio=Ratio(call.ratio, "stock", 1.5))


def fill(workload: Workload) -> list[Figure]:
    """Create `MANY` endpoints, and return the figures of the last ones."""
    workload.times.clear()
    crowded = workload.subnet_in(workload.vpc, "10.0.128.0/17")
    last = [workload.create_endpoint(crowded) for _ in range(MANY)][-1]
    for _ in range(200):
        workload.call("DescribeVpcEndpoints", VpcEndpointIds=[last])
    return [
        Figure(
            f"DescribeVpcEndpoints by id among {MANY:,}",
            statistics.median(workload.times["DescribeVpcEndpoints"]),
            " ms",
            20,
        ),
        Figure(
            f"CreateVpcEndpoint, up to {MANY:,}",
            statistics.median(workload.times["CreateVpcEndpoint"][-500:]),
            " ms",
            60,
        ),
    ]


def memory(instance: Instance) -> Figure:
    """Measure the memory of a LocalStack."""
    held = psutil.Process(instance.pid).memory_info().rss / 1e6
    return Figure(f"LocalStack's memory with {MANY:,} endpoints", held, " MB", 600)


def table(empty: Sequence[Comparison], full: Sequence[Comparison]) -> str:
    """Return the operations as Markdown, the highest ratio first."""
    by_operation = {call.operation: call for call in full}
    rows = "\n".join(
        f"| {call.operation} | {_cells(call)} | {_cells(by_operation[call.operation])} |" for call in empty
    )
    head = f"| call | ours | stock | times | ours, {MANY:,} | stock, {MANY:,} | times |"
    return f"{head}\n|---|---|---|---|---|---|---|\n{rows}"


def _cells(call: Comparison) -> str:
    return f"{call.ours:.1f} ms | {call.stock:.1f} ms | {call.ratio:.2f}"


def main() -> None:
    """Measure, and print the figures as rows of the table of figures."""
    sys.stdout.write("\n".join(figure.row() for figure in measure()) + "\n")


if __name__ == "__main__":
    main()
