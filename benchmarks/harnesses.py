"""The harness beside others on one module of three resources, and its own share of a run's time.

All use the same Terraform and LocalStack, and start as a user starts them: this harness with the trimmed AWS provider
that it comes with, the others with the official one. Then all take the trimmed one.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from figure import Figure, Ratio
from timing import seconds

from privatelink_harness.runs.opening import opened
from privatelink_harness.runs.progress import Silent
from privatelink_harness.stacks.source import CopiedSource
from privatelink_harness.targets import factory

MODULE = Path(__file__).parent / "three-resources"
ROUNDS = 7
_LEFT = (".terraform", ".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup")
_SHIM = """#!/bin/sh
# Note when Terraform runs. A run asks a script for its version each time, and Terraform itself once on a machine.
[ "$1" = version ] && exec cat {version}
begin=$(date +%s.%N)
{terraform} "$@"
code=$?
echo "$begin $(date +%s.%N)" >> {log}
exit $code
"""


def measure(work: Path, command: Callable[..., object], privatelink: str, spec: Path) -> list[Figure]:
    """Return the figures.

    Parameters:
        command: runs a command line to its end, and exits if it fails.
        privatelink: the program.
        spec: of the run whose time is divided.
    """
    command(privatelink, "aws-provider", "build")
    command(privatelink, "localstack", "up")
    with ExitStack() as exits:
        exits.callback(command, privatelink, "localstack", "down")
        ours, tftest, native = (shutil.copytree(MODULE, work / name) for name in ("ours", "tftest", "native"))
        # Hypothesis, which only this project's own tests need, loads for a third of a second in any test.
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest"]

        def by_ours() -> None:
            command(*pytest, "--privatelink-aws-provider", "trimmed", "test_ours.py", directory=ours)

        def by_tftest() -> None:
            clear(tftest)
            command(*pytest, "-p", "no:privatelink", "test_tftest.py", environment=environment, directory=tftest)

        def by_terraform() -> None:
            clear(native)
            for step in (["init", "-input=false"], ["test"]):
                command(*terraform, *step, environment=environment, directory=native)

        terraform, environment, _ = bare(exits, MODULE, "official")
        installed = in_turn(by_tftest, by_terraform, rounds=2)
        terraform, environment, _ = bare(exits, MODULE, "trimmed")
        own, *alike = in_turn(by_ours, by_tftest, by_terraform)
        shares = own_time(work, command, [privatelink, "test", "--traffic", "off", spec], terraform)
    return [
        *others("a module of three resources", installed),
        Figure(
            "… by this harness, with its trimmed AWS provider, which looks for leftovers too",
            own,
            " s",
            None,
            Ratio(own / min(installed), "the faster of both", 1),
        ),
        *others("… with the trimmed AWS provider too", alike),
        Figure("… by this harness, once more", own, " s", None, Ratio(own / min(alike), "the faster of both")),
        *shares,
    ]


def own_time(
    work: Path, command: Callable[..., object], test: Sequence[str | Path], terraform: Sequence[str]
) -> list[Figure]:
    """Return how much of a run of the demo is the harness's own: no Terraform runs then."""
    whole, share = divided(work, command, [*test, "--aws-provider", "trimmed"], terraform, ROUNDS)
    slow, official = divided(work, command, [*test, "--aws-provider", "official"], terraform, 2)
    return [
        Figure(
            "`privatelink test` of the demo, official AWS provider: time in which no Terraform runs",
            slow * official,
            " s",
            None,
            Ratio(official, "the run", 0.1),
        ),
        Figure("… trimmed AWS provider", whole * share, " s", None, Ratio(share, "the run")),
    ]


def bare(
    exits: ExitStack, source: Path, aws_provider: Literal["official", "trimmed"]
) -> tuple[Sequence[str], dict[str, str], Path]:
    """Return Terraform's command, its environment for LocalStack and the AWS provider, and a root module.

    Parameters:
        source: the root module, which is copied.
    """
    target = factory.target("localstack", region="us-east-1")
    stack = exits.enter_context(opened(CopiedSource(source), target, Silent(), aws_provider=aws_provider)).stack
    exits.callback(stack.remove)
    environment = {**stack.session.environment(), "TF_CLI_CONFIG_FILE": str(stack.aws_provider.cli_config)}
    return stack.terraform.binary.argv, environment, stack.root


def others(module: str, took: Sequence[float]) -> list[Figure]:
    """Return the figures of the other tools: `tftest`, and Terraform's own tests."""
    tools = ("tftest", "terraform test")
    return [Figure(f"{module}, by `{tool}`", each, " s") for tool, each in zip(tools, took, strict=True)]


def in_turn(*works: Callable[[], None], rounds: int = ROUNDS) -> list[float]:
    """Run all in turn, and return the median seconds of each. The first round doesn't count."""
    times = [[seconds(work) for work in works] for _ in range(rounds + 1)][1:]
    return [statistics.median(each) for each in zip(*times, strict=True)]


def divided(
    work: Path, command: Callable[..., object], line: Sequence[str | Path], terraform: Sequence[str], rounds: int
) -> tuple[float, float]:
    """Return the median seconds of a run, and the median share of the time in which no Terraform runs."""
    shim, log, version = work / "terraform", work / "terraform.log", work / "terraform.version"
    version.write_bytes(subprocess.run([*terraform, "version"], stdout=subprocess.PIPE, check=True).stdout)
    shim.write_text(_SHIM.format(terraform=" ".join(terraform), log=log, version=version), encoding="utf-8")
    shim.chmod(0o755)
    environment = os.environ | {"PRIVATELINK_TERRAFORM": str(shim)}
    wholes, shares = [], []
    for _ in range(rounds):
        log.unlink(missing_ok=True)
        wholes.append(seconds(lambda: command(*line, environment=environment)))
        shares.append(1 - covered(log.read_text(encoding="utf-8")) / wholes[-1])
    return statistics.median(wholes), statistics.median(shares)


def covered(log: str) -> float:
    """Return the seconds in which at least one of the intervals of a log, one a line, goes on."""
    total, until = 0.0, 0.0
    for begin, end in sorted((float(begin), float(end)) for begin, end in map(str.split, log.splitlines())):
        total += max(0.0, end - max(begin, until))
        until = max(until, end)
    return total


def clear(directory: Path) -> None:
    """Remove what Terraform has left."""
    for left in _LEFT:
        shutil.rmtree(directory / left, ignore_errors=True)
        (directory / left).unlink(missing_ok=True)
