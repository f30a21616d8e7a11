"""The figures of docs/figures.md: whole processes, measured by `make bench`.

    python benchmarks/bench.py [PART…] [--write]

The parts are generator, large, localstack, cycle, emulation, load, sweep, fleet, lambdas, traffic and beside;
without a name all are measured. `--write` puts the table there; with names, the rows of these parts alone.
`cycle` builds the trimmed AWS provider first, unless it exists. `traffic` needs root, HAProxy and a C compiler.
A figure is the median of its runs. A ratio is the median over pairs of runs, A B A B, so that a slower moment of the
machine falls on both.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Literal

import control_plane
import data_plane
import fleets
import functions
import harnesses
import leftovers
import many_clients
import relay
from figure import Figure, Ratio
from tables import publish
from timing import seconds

from privatelink_generator.load import load as load_spec
from privatelink_generator.render.module import render
from privatelink_harness.runs.opening import opened
from privatelink_harness.runs.progress import Silent
from privatelink_harness.stacks.source import GeneratedSource
from privatelink_harness.targets import factory

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "specs" / "consumer" / "lambda-from-private-subnets.yaml"
PROVIDER_SPEC = ROOT / "specs" / "provider" / "payments.yaml"
HUB_SPEC = ROOT / "specs" / "hybrid" / "hub.yaml"
STACK_SPEC = ROOT / "specs" / "stack" / "payments-link.yaml"
PRIVATELINK = str(Path(sys.executable).with_name("privatelink"))
# Compiled modules are kept, as by any other installation.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"
LARGE = 5000
"""The endpoints of a large spec."""

LIBRARIES = "import pydantic, jinja2, hcl2, ruamel.yaml, typer"


def median(work: Callable[[], object], runs: int) -> float:
    """Return the median time of several runs, after one that doesn't count."""
    work()
    return statistics.median(seconds(work) for _ in range(runs))


def in_turn(base: Callable[[], object], work: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Run both in turn; return the median of each, and of the ratio of `work` to `base`. The first runs don't count."""
    base()
    work()
    pairs = [(seconds(base), seconds(work)) for _ in range(runs)]
    bases, works = zip(*pairs, strict=True)
    ratio = statistics.median(above / below for below, above in pairs)
    return statistics.median(bases), statistics.median(works), ratio


def command(*arguments: str | Path, environment: dict[str, str] | None = None, directory: Path | None = None) -> None:
    """Run a command to its end. If it fails, show its output and exit."""
    words = [str(argument) for argument in arguments]
    finished = subprocess.run(
        words,
        env=environment,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        sys.exit(f"{' '.join(words)}: exit code {finished.returncode}\n{finished.stdout}")


def generator(work: Path) -> list[Figure]:
    """Measure the command line, one module, 200 specs of a pattern in one call, and a hub with many spokes."""
    specs, providers, hub = two_hundred(work, SPEC), two_hundred(work, PROVIDER_SPEC), fifty_spokes(work)
    fresh = (work / f"module-{number}" for number in count())

    def libraries() -> None:
        command(sys.executable, "-c", LIBRARIES)

    def one() -> None:
        command(PRIVATELINK, "generate", SPEC, "--output", next(fresh))

    def first() -> None:
        environment = os.environ | {"XDG_CACHE_HOME": str(next(fresh))}
        command(PRIVATELINK, "generate", SPEC, "--output", next(fresh), environment=environment)

    def many(paths: Sequence[Path] = specs) -> None:
        command(PRIVATELINK, "generate", *paths, "--output", next(fresh))

    bare, single, over_bare = in_turn(libraries, one, 9)
    _, all_specs, over_one = in_turn(one, many, 3)
    return [
        Figure("`privatelink --help`", median(lambda: command(PRIVATELINK, "--help"), 9), " s", 0.3),
        Figure("bare import of the generator's libraries", bare, " s"),
        Figure("validate and generate one module", single, " s", 0.5, Ratio(over_bare, "the bare import", 1.5)),
        Figure("… the first time on a machine", median(first, 9), " s"),
        Figure("validate and generate 200 modules in one call", all_specs, " s", 5, Ratio(over_one, "one module")),
        Figure("… of the provider pattern", median(lambda: many(providers), 3), " s", 6),
        Figure("validate and generate a hub with 50 spokes", median(lambda: many([hub]), 5), " s", 2),
    ]


def large(work: Path) -> list[Figure]:
    """Measure a spec with 5,000 endpoints, in a new cache each time: time of processors, and memory."""
    spec = work / "large.yaml"
    endpoints = "".join(f"  e{number}: {{service: sqs, private_dns: false}}\n" for number in range(LARGE))
    quota = f"quotas: {{interface_endpoints_per_vpc: {LARGE}}}"
    spec.write_text(f"version: 1\npattern: consumer\nname: large\n{quota}\nendpoints:\n{endpoints}", encoding="utf-8")
    took, held = zip(*(consumed(work / f"large-{number}", spec) for number in range(3)), strict=True)
    title = f"validate and generate a module of {LARGE:,} endpoints: time of processors"
    return [
        Figure(title, statistics.median(took), " s", 15),
        Figure("… memory", statistics.median(held), " MB", 300),
    ]


def consumed(output: Path, spec: Path) -> tuple[float, float]:
    """Generate a module, and return the time of processors, in seconds, and the most memory, in MB."""
    words = [PRIVATELINK, "generate", str(spec), "--output", str(output)]
    environment = os.environ | {"XDG_CACHE_HOME": f"{output}-cache"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(words)}: exit code {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def two_hundred(work: Path, spec: Path) -> list[Path]:
    """Write copies of a spec under other names."""
    text = spec.read_text(encoding="utf-8")
    paths = [work / f"{spec.stem}-{number}.yaml" for number in range(200)]
    for number, path in enumerate(paths):
        path.write_text(re.sub(r"^name: ", f"name: number-{number}-", text, flags=re.MULTILINE), encoding="utf-8")
    return paths


def fifty_spokes(work: Path) -> Path:
    """Write the spec of a hub with its spokes in another account."""
    spokes = "".join(
        f"  spoke-{number}: {{cidrs: [10.{number}.0.0/16], reached_by: peering, account: workloads}}\n"
        for number in range(1, 51)
    )
    head = HUB_SPEC.read_text(encoding="utf-8").partition("\nspokes:")[0]
    path = work / "fifty-spokes.yaml"
    path.write_text(f"{head}\nspokes:\n{spokes}", encoding="utf-8")
    return path


def localstack(work: Path) -> list[Figure]:
    """Measure the time from nothing to a LocalStack that answers."""
    environment = os.environ | {"PRIVATELINK_LOCALSTACK_DIR": str(work / "localstack")}

    def up() -> float:
        duration = seconds(lambda: command(PRIVATELINK, "localstack", "up", environment=environment))
        command(PRIVATELINK, "localstack", "down", environment=environment)
        return duration

    up()
    return [Figure("LocalStack from nothing to healthy", statistics.median(up() for _ in range(5)), " s", 6)]


def cycle(work: Path) -> list[Figure]:
    """Measure `privatelink test` in turn with bare Terraform, and the trimmed AWS provider with the official one."""
    sys.stderr.write("building the trimmed AWS provider, unless it exists: 3 to 4 minutes\n")
    command(PRIVATELINK, "aws-provider", "build")
    module = work / "bare"
    command(PRIVATELINK, "generate", SPEC, "--output", module)
    command(PRIVATELINK, "localstack", "up")
    balanced = ROOT / "benchmarks" / "load-balancers"

    def test(aws_provider: str, spec: Path = SPEC, traffic: str = "off") -> None:
        command(PRIVATELINK, "test", spec, "--aws-provider", aws_provider, "--traffic", traffic)

    with ExitStack() as exits:
        exits.callback(command, PRIVATELINK, "localstack", "down")
        example = bare_terraform(exits, module / "examples" / "complete", "official")
        bare, official, over_bare = in_turn(example, lambda: test("official"), 5)
        trimmed, connecting, _ = in_turn(lambda: test("trimmed"), lambda: test("trimmed", traffic="auto"), 5)
        provider = median(lambda: test("trimmed", PROVIDER_SPEC), 3)
        composition = median(lambda: test("trimmed", STACK_SPEC), 3)
        hub = median(lambda: test("trimmed", HUB_SPEC), 3)
        planned = median(planning(exits, fifty_spokes(work)), 3)
        slow_nlb, quick_nlb = (seconds(bare_terraform(exits, balanced, choice)) for choice in ("official", "trimmed"))
    return [
        Figure("bare `terraform init`, `apply`, `destroy` of the demo", bare, " s"),
        Figure(
            "`privatelink test` of the demo, official AWS provider",
            official,
            " s",
            ratio=Ratio(over_bare, "bare Terraform", 1.1),
        ),
        Figure(
            "`privatelink test` of the demo, trimmed AWS provider",
            trimmed,
            " s",
            15,
            Ratio(trimmed / official, "the official one", 1 / 3),
        ),
        Figure("… how much longer with its connections", connecting - trimmed, " s", 2),
        Figure("`privatelink test` of a provider's module, trimmed AWS provider", provider, " s", 20),
        Figure("`privatelink test` of a composition of two accounts, trimmed AWS provider", composition, " s", 20),
        Figure(
            "`privatelink test` of a hub, spokes in two other accounts and another Region, trimmed AWS provider",
            hub,
            " s",
            40,
        ),
        Figure("`terraform plan` of a hub with 50 spokes in another account, trimmed AWS provider", planned, " s", 60),
        Figure("network load balancers, official AWS provider: bare Terraform", slow_nlb, " s"),
        Figure(
            "network load balancers, trimmed AWS provider: bare Terraform",
            quick_nlb,
            " s",
            ratio=Ratio(quick_nlb / slow_nlb, "the official one", 1 / 3),
        ),
    ]


def planning(exits: ExitStack, path: Path) -> Callable[[], object]:
    """Return a function that plans the complete example of a spec."""
    spec = load_spec(path)
    source = GeneratedSource(spec, render(spec, source=path.name).files)
    target = factory.target("localstack", region=spec.example_region)
    stack = exits.enter_context(opened(source, target, Silent(), aws_provider="trimmed")).stack
    exits.callback(stack.remove)
    return stack.plan


def bare_terraform(exits: ExitStack, source: Path, aws_provider: Literal["official", "trimmed"]) -> Callable[[], None]:
    """Return a function that runs `terraform init`, `apply` and `destroy` on a copy of a root module."""
    terraform, environment, root = harnesses.bare(exits, source, aws_provider)

    def bare() -> None:
        harnesses.clear(root)
        for step in (["init", "-input=false"], ["apply", "-auto-approve"], ["destroy", "-auto-approve"]):
            command(*terraform, *step, environment=environment, directory=root)

    return bare


def emulation(_: Path) -> list[Figure]:
    """Measure the emulation with 5,000 endpoints, and its operations beside stock LocalStack's."""
    return control_plane.measure()


def load(_: Path) -> list[Figure]:
    """Measure many clients at once, beside stock LocalStack."""
    return many_clients.measure()


def sweep(_: Path) -> list[Figure]:
    """Measure the removal of what killed runs have left."""
    return leftovers.measure()


def fleet(work: Path) -> list[Figure]:
    """Measure many stacks side by side, in one process and on a cluster, beside the same one after another."""
    return fleets.measure(work, command, PRIVATELINK)


def beside(work: Path) -> list[Figure]:
    """Measure the harness beside `tftest` and `terraform test`, and its own share of a run."""
    return harnesses.measure(work, command, PRIVATELINK, SPEC)


def lambdas(_: Path) -> list[Figure]:
    """Measure Lambda functions."""
    return functions.measure()


def traffic(work: Path) -> list[Figure]:
    """Measure the data plane, and its relay beside direct connections and HAProxy."""
    if problem := relay.problem():
        sys.stderr.write(f"traffic is left out: {problem}\n")
        return []
    return [*relay.measure(work), *data_plane.measure(work)]


PARTS = {
    part.__name__: part
    for part in (generator, large, localstack, cycle, emulation, load, sweep, fleet, lambdas, traffic, beside)
}


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as Markdown."""
    head = ["| what | median | at most | ratio | at most |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(figure.row() for figure in figures)])


def main() -> None:
    """Measure the parts that the command line names, or all."""
    named = [word for word in sys.argv[1:] if word != "--write"]
    if unknown := set(named) - set(PARTS):
        sys.exit(f"{', '.join(sorted(unknown))}: not a part; name some of {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as temporary:
        figures = [figure for name in named or PARTS for figure in PARTS[name](Path(temporary))]
    publish(table(figures), begin=BEGIN, end=END, only_rows=bool(named))


if __name__ == "__main__":
    main()
