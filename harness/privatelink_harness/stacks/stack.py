"""A stack: one root module, applied to one target, with its state in a directory of its own.

Its record is on disk before the first resource is, so that `privatelink destroy` can finish what a killed run left.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from privatelink_harness.aws_provider.choice import Choice, Wanted, again, types_in
from privatelink_harness.aws_provider.installation import Provider
from privatelink_harness.aws_provider.trimmed.builder import Tell, silent
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack import LocalStackTarget
from privatelink_harness.terraform import ApplyResult, Binary, Interrupt, PlanResult, Terraform, find
from privatelink_harness.terraform.cli import OnEvent, ignore
from privatelink_harness.terraform.snapshot import Snapshot, from_plan, from_state

RECORD = "stack.json"
LOCK_FILE = ".terraform.lock.hcl"
VARIABLES = "variables.tfvars.json"
CONSTRAINTS = ">= 5.83, < 7.0"
"""Versions of the AWS provider that generated modules work with."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A root module that is ready to be planned.

    Parameters:
        binary: the Terraform that runs on it.
        provider: where its AWS provider comes from.
        origin: what the root module is a copy of, None where it is no copy.
    """

    binary: Binary
    provider: Provider
    origin: Path | None = None


def install(
    directory: Path,
    root: Path,
    *,
    wanted: Wanted = "auto",
    tell: Tell = silent,
    interrupt: Interrupt | None = None,
    building: Interrupt | None = None,
    constraints: str = CONSTRAINTS,
    origin: Path | None = None,
) -> Installation:
    """Find Terraform and the AWS provider, and initialise the root module. It needs no target.

    Where no provider is to be had, or the trimmed one is wanted and not built, it is built now: that takes minutes.

    Parameters:
        directory: the stack's own, for the CLI configuration.
        root: the root module.
        wanted: which provider.
        tell: who wants to know of a build.
        interrupt: how to stop Terraform from another thread.
        building: how to stop a build.
        constraints: the AWS provider's versions that will do.
        origin: what the root module is a copy of; messages name that.

    Raises:
        HarnessError: there is no Terraform, or no provider to be had.
    """
    binary, stop = find(), interrupt or Interrupt()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}

    def init(provider: Provider) -> None:
        Terraform(binary, root, environment, cli_config=provider.cli_config, interrupt=stop, origin=origin).init()

    choice = Choice(
        binary,
        directory,
        init,
        constraints=constraints,
        # What the generator makes uses types that the trimmed provider has; reading them takes half a second.
        needed=types_in(root) if origin else frozenset(),
        tell=tell,
        interrupt=building or Interrupt(),
    )
    provider = choice.initialise(wanted)
    _hash_once(root / LOCK_FILE)
    return Installation(binary, provider, origin)


def _hash_once(lock: Path) -> None:
    """Take the hashes out of a lock file that `init` has just made.

    Terraform hashes the whole provider, 700 MB, again at every command where the lock file holds a hash: 0.5 to 0.8 s
    each. `init` has done so a moment ago, and the file is the stack's own: it ends with the run.
    """
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    lock.write_text(re.sub(r"\n *hashes = \[[^\]]*\]", "", text), encoding="utf-8")


def locked_version(root: Path) -> str | None:
    """The AWS provider's version in a root module's lock file, None where there is none."""
    try:
        text = (root / LOCK_FILE).read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r'provider "[^"]+/hashicorp/aws" \{\s*version\s*=\s*"([^"]+)"', text)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Stack:
    """One root module on one target.

    Parameters:
        directory: the stack's own: record, plans, CLI configuration.
        root: the root module; state and lock file are in it.
        target: where it is applied.
        terraform: what runs on it.
        provider: where the AWS provider comes from.
    """

    directory: Path
    root: Path
    target: LocalStackTarget
    terraform: Terraform
    provider: Provider

    @classmethod
    def open(cls, directory: Path, root: Path, target: LocalStackTarget, installed: Installation) -> Stack:
        """Set a stack up, and write its record.

        Parameters:
            directory: an existing one, of the stack alone.
            root: the root module.
            target: where to apply it.
            installed: the root module's `install`.

        Raises:
            HarnessError: the directory can't be written.
        """
        record: dict[str, object] = {
            "root": str(root.absolute()),
            "endpoint": target.endpoint,
            "version": target.version,
        }
        record |= {"account": target.account, "region": target.region, "provider": installed.provider.source}
        record |= {"emulated": target.emulated, "temporary": target.temporary}
        try:
            (directory / RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise HarnessError(f"{directory}: can't be written: {error.strerror}") from error
        return cls._of(directory, root, target, installed)

    @classmethod
    def reopen(cls, directory: Path) -> Stack:
        """A stack that a run kept, or left.

        Raises:
            HarnessError: the directory holds no stack's record, or Terraform is gone.
        """
        try:
            record = json.loads((directory / RECORD).read_text(encoding="utf-8"))
            names = ("endpoint", "account", "region", "version", "emulated", "temporary")
            target = LocalStackTarget(**{name: record[name] for name in names})
            root, source = Path(record["root"]), str(record["provider"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HarnessError(
                f"{directory}: holds no stack ({RECORD}: {error})", hint="`privatelink test --keep` prints where it is."
            ) from error
        binary = find()
        provider = again(source, binary, directory, constraints=CONSTRAINTS)
        return cls._of(directory, root, target, Installation(binary, provider))

    @classmethod
    def _of(cls, directory: Path, root: Path, target: LocalStackTarget, installed: Installation) -> Stack:
        binary, provider = installed.binary, installed.provider
        variables = directory / VARIABLES
        terraform = Terraform(
            binary,
            root,
            target.environment(),
            cli_config=provider.cli_config,
            var_files=(variables,) if variables.exists() else (),
            parallelism=20,
            origin=installed.origin,
        )
        return cls(directory, root, target, terraform, provider)

    def stop(self) -> None:
        """Stop Terraform in order, whatever it does and in whichever thread; this stack runs nothing more."""
        self.terraform.interrupt.request()

    def afresh(self) -> Stack:
        """The same stack, after `stop`."""
        return replace(self, terraform=replace(self.terraform, interrupt=Interrupt()))

    @property
    def _plan(self) -> Path:
        return self.directory / "plan"

    @property
    def _second(self) -> Path:
        return self.directory / "second-plan"

    def plan(self, on_event: OnEvent = ignore) -> PlanResult:
        """Plan what is to be made."""
        return self.terraform.plan(self._plan, on_event)

    def planned(self) -> Snapshot:
        """What the plan makes. Takes as long as starting the provider does; it may run beside `apply`."""
        return from_plan(self.terraform.show_plan(self._plan))

    def apply(self, on_event: OnEvent = ignore) -> ApplyResult:
        """Apply the plan."""
        return self.terraform.apply(self._plan, on_event)

    def state(self) -> Snapshot:
        """What the state holds."""
        return from_state(self.terraform.pull_state())

    def plan_again(self) -> PlanResult:
        """Plan once more, on what stands."""
        return self.terraform.plan(self._second)

    def differences(self) -> Mapping[str, Any]:
        """The second plan, as `terraform show -json` gives it."""
        return self.terraform.show_plan(self._second)

    def destroy(self, on_event: OnEvent = ignore, *, refresh: bool = True) -> ApplyResult:
        """Destroy everything in the state; `refresh` reads it all again before, for where it may have changed."""
        return self.terraform.destroy(on_event, refresh=refresh)

    def end(self, left: Check) -> None:
        """Remove the directory, now that it is destroyed; what is left in the account stays there to be looked at.

        Parameters:
            left: the check that nothing is.
        """
        if left.verdict is not Verdict.FAILED:
            self.target.forget()
        self.remove()

    def remove(self) -> None:
        """Remove the directory: nothing stands any more."""
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def has_state(self) -> bool:
        """Whether there may be anything to destroy."""
        return (self.root / "terraform.tfstate").exists()


def stacks_directory() -> Path:
    """Where stacks have their directories."""
    return platformdirs.user_state_path("tf-privatelink") / "stacks"


def make_directory(name: str) -> Path:
    """A new directory for a stack, below the user's state directory.

    Raises:
        HarnessError: it can't be made.
    """
    directory = stacks_directory() / f"{name}-{secrets.token_hex(4)}"
    try:
        directory.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise HarnessError(
            f"{directory}: can't be made: {error.strerror}",
            hint="Set XDG_STATE_HOME to a directory that can be written.",
        ) from error
    return directory


def write_variables(directory: Path, variables: Mapping[str, Any]) -> None:
    """Give a stack its root module's variables, before it is opened. They go before the module's own files of them.

    Raises:
        HarnessError: the file can't be written, or JSON can't hold a value.
    """
    if not variables:
        return
    try:
        (directory / VARIABLES).write_text(json.dumps(dict(variables)), encoding="utf-8")
    except TypeError as error:
        raise HarnessError(f"variables: {error}", hint="Give what JSON has: text, numbers, lists, mappings.") from error
    except OSError as error:
        raise HarnessError(f"{directory}: can't be written: {error.strerror}") from error
