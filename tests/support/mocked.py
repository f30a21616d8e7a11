"""Terraform on a module with a mocked AWS provider: its own tests, and the plans that they make."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from privatelink_harness.aws_provider import installation
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.terraform import binary, environment

Terraform = Callable[..., subprocess.CompletedProcess[str]]

REATTACH = "TF_REATTACH_PROVIDERS"


@contextmanager
def served(build: store.Build | None) -> Iterator[dict[str, str]]:
    """Start an AWS provider that serves any number of Terraforms, and yield the variables that tell them so.

    Terraform starts an AWS provider several times for each `run` of a test, which takes half of the time.

    Parameters:
        build: the trimmed one; None for no variables: Terraform starts its own.
    """
    if build is None:
        yield {}
        return
    [program] = build.directory.rglob("terraform-provider-aws_*")
    # Its socket is in the directory for temporary files.
    with tempfile.TemporaryDirectory(prefix="provider-") as directory:
        process = subprocess.Popen(
            [program, "-debug"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TMPDIR": directory},
        )
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(f"{REATTACH}='(.*)'", line) for line in process.stdout)))
            [told] = json.loads(found[1]).values()
            yield {REATTACH: json.dumps({f"{binary.find().registry}/hashicorp/aws": told})}
        finally:
            process.kill()
            process.communicate()


def terraform_with(build: store.Build | None, home: Path, variables: Mapping[str, str] | None = None) -> Terraform:
    """Return the way to run Terraform in a directory, with the official AWS provider or with a trimmed build.

    Parameters:
        variables: of `served`; None for an AWS provider that Terraform starts itself.
    """
    found = binary.find()
    chosen = installation.choose(found, home, build=build)

    def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        prepared = environment.prepare(os.environ, data_directory=home / "data", cli_config=chosen.cli_config)
        return subprocess.run(
            [*found.argv, *arguments, "-no-color"],
            cwd=directory,
            env={**prepared, **(variables or {})},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def quick(home: Path, variables: Mapping[str, str] | None = None) -> Terraform:
    """Return the way to run Terraform with the trimmed AWS provider, where it is built; see `terraform_with`."""
    return terraform_with(store.find(Recipe.load()), home, variables)


def outcomes(terraform: Terraform, module: Path, runs: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the events of runs with the mocks and variables of the module's own tests, by the run's name.

    Parameters:
        runs: what each has beside `command = plan`, in HCL. Each is a file: runs after a failed one are skipped.
    """
    [own] = (module / "tests").glob("*.tftest.hcl")
    head = own.read_text("utf-8").partition("\nrun ")[0]
    own.unlink()
    for name, body in runs.items():
        text = f'{head}\nrun "{name}" {{\n  command = plan\n{body}\n}}\n'
        (module / f"tests/{name}.tftest.hcl").write_text(text, encoding="utf-8")
    initialised = terraform(module, "init", "-backend=false", "-input=false")
    assert initialised.returncode == 0, initialised.stderr
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in runs}
    for line in terraform(module, "test", "-json", "-verbose").stdout.splitlines():
        event = json.loads(line)
        if event.get("@testrun") in found:
            found[event["@testrun"]].append(event)
    return found


def refusals(events: list[dict[str, Any]]) -> list[str]:
    """Return the words of a run's errors, on one line each."""
    errors = (event["diagnostic"] for event in events if event.get("type") == "diagnostic")
    return [re.sub(r"\s+", " ", error["detail"]) for error in errors if error["severity"] == "error"]


def planned(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a run plans: the values of each resource by its address, unknown ones as "unknown"."""
    [plan] = (event["test_plan"] for event in events if event.get("type") == "test_plan")
    return {
        each["address"]: _merged(each["change"]["after"], each["change"]["after_unknown"])
        for each in plan["resource_changes"]
    }


def _merged(after: Any, unknown: Any) -> Any:
    if unknown is True:
        return "unknown"
    if isinstance(unknown, dict) and isinstance(after, dict):
        return {key: _merged(after.get(key), unknown.get(key, False)) for key in {*after, *unknown}}
    return after
