"""The README's figures: `make bench` measures whole processes, and prints the table; `--write` puts it in the README.

Every figure is the median of its runs. What is compared is run in turn, A B A B, so that a slower moment of the machine
falls on both.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Literal

import control_plane
from figure import Figure
from readme import publish

from privatelink_harness.runs.engine import opened
from privatelink_harness.runs.progress import Silent
from privatelink_harness.stacks.source import CopiedSource
from privatelink_harness.targets import factory

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "specs" / "consumer" / "lambda-from-private-subnets.yaml"
PRIVATELINK = str(Path(sys.executable).with_name("privatelink"))
# As after any other installation: with the modules compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], object], runs: int) -> float:
    """Median of several runs, after one that doesn't count."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def command(*arguments: str | Path, environment: dict[str, str] | None = None, directory: Path | None = None) -> None:
    """Run a command to its end; what it prints is shown only if it fails."""
    done = subprocess.run(
        [str(each) for each in arguments],
        env=environment,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(str(each) for each in arguments)}: exit code {done.returncode}\n{done.stdout}")


def generator(work: Path) -> list[Figure]:
    """The command line, one module, and 200 specs in one call."""
    specs = []
    for number in range(200):
        specs.append(work / f"spec-{number}.yaml")
        specs[-1].write_text(SPEC.read_text().replace("name: lambda-from", f"name: number-{number}-from"))

    fresh = (work / f"module-{number}" for number in count())

    def one() -> None:
        command(PRIVATELINK, "generate", SPEC, "--output", next(fresh))

    def many() -> None:
        command(PRIVATELINK, "generate", *specs, "--output", next(fresh))

    return [
        Figure("`privatelink --help`", median(lambda: command(PRIVATELINK, "--help"), 9), " s", 0.3),
        Figure("validate and generate one module", median(one, 9), " s", 0.5),
        Figure("validate and generate 200 modules in one call", median(many, 3), " s", 5),
    ]


def localstack(work: Path) -> list[Figure]:
    """From nothing to a LocalStack that answers."""
    environment = os.environ | {"PRIVATELINK_LOCALSTACK_DIR": str(work / "localstack")}

    def up() -> float:
        taken = seconds(lambda: command(PRIVATELINK, "localstack", "up", environment=environment))
        command(PRIVATELINK, "localstack", "down", environment=environment)
        return taken

    up()
    return [Figure("LocalStack from nothing to healthy", statistics.median(up() for _ in range(5)), " s", 6)]


def cycle(work: Path, runs: int) -> list[Figure]:
    """`privatelink test` beside bare Terraform: same module, provider and LocalStack, in turn; then the trimmed one."""
    module = work / "bare"
    command(PRIVATELINK, "generate", SPEC, "--output", module)
    command(PRIVATELINK, "localstack", "up")
    with ExitStack() as exits:
        exits.callback(command, PRIVATELINK, "localstack", "down")
        bare = prepared(exits, module / "examples" / "complete", "official")
        bare()
        pairs = [
            (seconds(bare), seconds(lambda: command(PRIVATELINK, "test", SPEC, "--aws-provider", "official")))
            for _ in range(runs)
        ]
        quick = median(lambda: command(PRIVATELINK, "test", SPEC, "--aws-provider", "trimmed"), runs)
        balanced = ROOT / "benchmarks" / "load-balancers"
        slow_nlb, quick_nlb = (seconds(prepared(exits, balanced, wanted)) for wanted in ("official", "trimmed"))
    ratio = statistics.median(mine / plain for plain, mine in pairs)
    ours = statistics.median(mine for _, mine in pairs)
    return [
        Figure("bare terraform init, apply, destroy of the demo", statistics.median(a for a, _ in pairs), " s"),
        Figure("`privatelink test` of the demo, official provider", ours, " s"),
        Figure("… over bare terraform", ratio, " times", 1.1),
        Figure("`privatelink test` of the demo, trimmed provider", quick, " s", 15),
        Figure("network load balancers, official provider: init, apply, destroy", slow_nlb, " s"),
        Figure("network load balancers, trimmed provider: init, apply, destroy", quick_nlb, " s", slow_nlb / 3),
    ]


def prepared(exits: ExitStack, source: Path, wanted: Literal["official", "trimmed"]) -> Callable[[], None]:
    """Bare Terraform on a copy of a root module: what it does from `init` to the end of `destroy`."""
    target = factory.target("localstack", region="us-east-1")
    stack = exits.enter_context(opened(CopiedSource(source), target, Silent(), wanted=wanted)).stack
    exits.callback(stack.remove)
    root = stack.root
    environment = stack.session.environment() | {"TF_CLI_CONFIG_FILE": str(stack.provider.cli_config)}

    def bare() -> None:
        for left in (".terraform", ".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup"):
            shutil.rmtree(root / left, ignore_errors=True)
            (root / left).unlink(missing_ok=True)
        for step in (["init", "-input=false"], ["apply", "-auto-approve"], ["destroy", "-auto-approve"]):
            command(*stack.terraform.binary.argv, *step, environment=environment, directory=root)

    return bare


def table(figures: Sequence[Figure]) -> str:
    """The figures as Markdown."""
    return "\n".join(["| what | median | at most |", "|---|---|---|", *(each.row() for each in figures)])


def main() -> None:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        figures = [*generator(work), *localstack(work), *cycle(work, 5), *control_plane.measure()]
    publish(table(figures), begin=BEGIN, end=END)


if __name__ == "__main__":
    main()
