"""Show a service in one account and its consumers in another: connected, suspended, resumed. `make demo-provider`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from privatelink_generator.load import load
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.render.module import render
from privatelink_harness.checks.property import Property
from privatelink_harness.pytest_plugin.stacks import Stacks
from privatelink_harness.reports.table import print_table
from privatelink_harness.runs.progress import Lines
from privatelink_harness.runs.signals import stoppable

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_harness.reports.model import Report

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "specs" / "stack" / "payments-link.yaml"
ACTS = {
    "orders is connected, trial is suspended": ("trial.payments",),
    'suspended = ["orders.payments"]: trial is resumed': ("orders.payments",),
    'suspended = ["trial.payments"]: orders is resumed': ("trial.payments",),
}
"""The links that are suspended in each act, by its title; the first is the spec's own."""
ROWS = (Property.CONNECTION, Property.ADMISSION, Property.SERVICE, Property.ACCEPTANCE, Property.PRIVATE_DNS)
"""What the table shows of a link."""


def main() -> int:
    """Play the demo; the exit code is 1 where a row fails."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    spec = load(SPEC)
    assert isinstance(spec, StackSpec)  # noqa: S101 (the file is ours)
    print(f"── The spec: {SPEC.relative_to(ROOT)}\n\n{SPEC.read_text().partition('\n')[2]}")
    print(f"── The module: privatelink generate {SPEC.relative_to(ROOT)}\n")
    print("\n".join(f"   {path}" for path in render(spec, source=SPEC.name).files))
    print("\n── The proof: applied in two accounts of a LocalStack\n")
    stacks = Stacks(ROOT, progress=Lines(sys.stdout))
    with stoppable():
        try:
            failed = [report.failed for report in play(stacks.apply(SPEC), spec, console)]
        finally:
            stacks.close()
    print("Nothing is left in either account.")
    return int(any(failed))


def play(stack: AppliedStack, spec: StackSpec, console: Console) -> Iterator[Report]:
    """Apply each act after the first, and print and yield its report: both sides of the links, by account."""
    for number, (title, suspended) in enumerate(ACTS.items()):
        if number:
            stack.apply_again(suspended=list(suspended))
        expected = with_suspended(spec, suspended)
        checks = stack.checks(expected, only=ROWS)
        report = replace(stack.run.report(kept=False), checks=tuple(checks))
        console.print(f"\n── {title}\n", highlight=False, markup=False)
        print_table(report, console)
        yield report


def with_suspended(spec: StackSpec, suspended: tuple[str, ...]) -> StackSpec:
    """Return the spec with these of its links suspended, and the others that are managed accepted."""
    states = {
        link: "suspended" if link.endpoint in suspended else "accepted"
        for link in spec.links
        if link.state != "waiting"
    }
    links = tuple(link.model_copy(update={"state": states.get(link, link.state)}) for link in spec.links)
    return spec.model_copy(update={"links": links})


if __name__ == "__main__":
    sys.exit(main())
