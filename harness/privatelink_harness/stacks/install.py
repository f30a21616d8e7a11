"""Terraform and the AWS provider for a root module: found, chosen and initialised."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from privatelink_generator import versions
from privatelink_harness.aws_provider.choice import Choice, Preference, recognised, types_in
from privatelink_harness.aws_provider.installation import NAME, AwsProvider
from privatelink_harness.aws_provider.served import Promised
from privatelink_harness.aws_provider.trimmed.progress import Tell, silent
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Binary, Interrupt, Terraform, find
from privatelink_harness.terraform.environment import logs

LOCK_FILE = ".terraform.lock.hcl"
WITHOUT_CREDENTIALS = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""AWS's settings of a Terraform that needs no account: `init` finds no credentials of the user's."""

CONSTRAINTS = versions.AWS_PROVIDER
"""Versions of the AWS provider that generated modules work with."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An initialised root module.

    Parameters:
        shown: what messages name in place of the root module; None: the root module.
    """

    binary: Binary
    aws_provider: AwsProvider
    shown: Path | None = None


@dataclass(frozen=True, slots=True)
class Installer:
    """The way to initialise root modules.

    Parameters:
        aws_provider: which one to install.
        live: the stack is for real accounts, which take the official AWS provider only.
        tell: called with what a build of the trimmed AWS provider does.
        interrupt: stops Terraform from another thread; it may finish the requests that it has begun.
        building: stops a build from another thread; a later build goes on where it was.
        serves: every command on a generated module is the harness's own, which serves it the trimmed AWS provider;
            then `init` installs none, which takes a fifth of the time.
    """

    aws_provider: Preference = "auto"
    live: bool = False
    tell: Tell = silent
    interrupt: Interrupt = field(default_factory=Interrupt)
    building: Interrupt = field(default_factory=lambda: Interrupt(grace=2.0))
    serves: bool = False

    def stop(self) -> None:
        """Stop whatever runs, from another thread."""
        self.interrupt.request()
        self.building.request()

    def install(
        self, directory: Path, root: Path, *, origin: Path | None = None, shown: Path | None = None
    ) -> Installation:
        """Find Terraform and the AWS provider, and initialise the root module. No target is needed.

        Where the official AWS provider can't be installed, `auto` builds the trimmed one, which takes minutes, after a
        word to `tell`.

        Parameters:
            directory: the stack's own, for the CLI configuration.
            origin: the user's directory that `root` is a copy of; None for a generated module.
            shown: what messages name in place of `root`; None: `root`.

        Raises:
            HarnessError: Terraform or the AWS provider is missing; a provider block can't be read.
        """
        binary = find()

        def init(provider: AwsProvider) -> None:
            # Another module's version constraints are checked with what is installed.
            is_served = self.serves and provider.executable and origin is None
            Terraform(
                binary,
                root,
                _environment(),
                cli_config=provider.cli_config,
                interrupt=self.interrupt,
                origin=shown,
                served=Promised(f"{binary.registry}/{NAME}") if is_served else None,
            ).init()

        choice = Choice(
            binary,
            directory,
            init,
            constraints=CONSTRAINTS,
            # A generated module uses types that the trimmed AWS provider has; reading them takes half a second.
            needed=types_in(root) if origin else frozenset(),
            tell=self.tell,
            interrupt=self.building,
        )
        provider = recognised(choice.initialise(self.aws_provider, "sandbox" if self.live else "localstack"), root)
        if self.live:
            reject_build(provider)
        _drop_hashes(root / LOCK_FILE)
        return Installation(binary, provider, shown)


def reinstall(installation: Installation, root: Path) -> None:
    """Install what an `init` for a served AWS provider has left out, if Terraform starts the AWS provider itself now.

    Raises:
        HarnessError: Terraform fails.
    """
    binary, provider, environment = installation.binary, installation.aws_provider, _environment()
    if provider.executable and logs(environment) and not (root / ".terraform" / "providers").exists():
        Terraform(binary, root, environment, cli_config=provider.cli_config).init()


def _environment() -> dict[str, str]:
    """Return this process's environment for `init`, without AWS's settings."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("AWS_")}, **WITHOUT_CREDENTIALS}


def reject_build(provider: AwsProvider) -> None:
    """Reject a build of ours, which the user's CLI configuration may install, for real accounts.

    Raises:
        HarnessError: it is one.
    """
    if provider.from_build:
        raise HarnessError(
            f"{provider.location}: installs the trimmed AWS provider; real accounts take the official one only",
            hint="Name another source of hashicorp/aws in provider_installation.",
        )


def _drop_hashes(lock: Path) -> None:
    """Remove the hashes from a lock file that `init` has just written.

    With them Terraform hashes the whole AWS provider, 700 MB, at every command: 0.5 to 0.8 s each. `init` has checked
    it a moment ago, and the file is the stack's own and ends with the run.
    """
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    lock.write_text(re.sub(r"\n *hashes = \[[^\]]*\]", "", text), encoding="utf-8")


def locked_version(root: Path) -> str | None:
    """Return the AWS provider's version in a root module's lock file; None without one."""
    try:
        text = (root / LOCK_FILE).read_text(encoding="utf-8")
    except OSError:
        return None
    match = re.search(r'provider "[^"]+/hashicorp/aws" \{\s*version\s*=\s*"([^"]+)"', text)
    return match[1] if match else None
