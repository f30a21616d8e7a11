"""A sandbox of three accounts, for which a LocalStack stands: one by profile, one by role, one by web identity."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.stacks import install
from privatelink_harness.targets.sandbox import FILE
from privatelink_harness.targets.sandbox.session import SandboxSession
from privatelink_harness.terraform import Terraform, find
from tests.support.accounts import temporary_accounts

ALIASES = ("consumer", "provider", "spoke")
SECRET = "canary-of-the-profile"  # noqa: S105 - LocalStack takes any
EXTERNAL_ID = "canary-external-id"
TOKEN = "canary.of.the-token"  # noqa: S105 - LocalStack takes any


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The files of a user of a sandbox.

    Parameters:
        directory: has `privatelink.toml`.
        accounts: 12 digits by alias.
        other: an account that the configuration files know, and the list does not.
    """

    directory: Path
    endpoint: str
    accounts: dict[str, str]
    other: str

    def role(self, alias: str) -> str:
        """Return the ARN of a role in an account."""
        return f"arn:aws:iam::{self.accounts.get(alias, alias)}:role/terraform"

    def write(self, *, allowed: tuple[str, ...] | None = None, more: str = "") -> None:
        """Write the settings.

        Parameters:
            allowed: the list; None: all accounts of the sandbox.
            more: settings of `[sandbox]`, as TOML.
        """
        numbers = list(self.accounts.values()) if allowed is None else list(allowed)
        (self.directory / FILE).write_text(
            f"""\
[sandbox]
allowed_accounts = {json.dumps(numbers)}
region = "eu-west-1"
{more}

[sandbox.accounts.consumer]
profile = "consumer"

[sandbox.accounts.provider]
profile = "consumer"
role_arn = "{self.role("provider")}"
external_id = "{EXTERNAL_ID}"
session_name = "release"
session_tags = {{ team = "network" }}
duration = 900

[sandbox.accounts.spoke]
role_arn = "{self.role("spoke")}"
web_identity_token_file = "{self.directory / "token"}"
"""
        )

    def open(self, *flags: str) -> SandboxSession:
        """Return a session."""
        return SandboxSession.open(self.directory, flags)

    def terraform(self, directory: Path) -> Terraform:
        """Return the user's own Terraform, with the user's own profiles."""
        return Terraform(find(), directory, dict(os.environ))


@contextmanager
def sandbox(endpoint: str, directory: Path) -> Iterator[Sandbox]:
    """Set a user's files and environment up for as long as the context lasts."""
    with temporary_accounts(endpoint) as fresh, pytest.MonkeyPatch.context() as patch:
        made = Sandbox(directory, endpoint, {alias: fresh() for alias in ALIASES}, fresh())
        profiles = {"consumer": made.accounts["consumer"], "other": made.other}
        (directory / "config").write_text(
            "".join(
                f"[profile {name}]\naws_access_key_id = {number}\naws_secret_access_key = {SECRET}\n"
                for name, number in profiles.items()
            )
        )
        (directory / "token").write_text(TOKEN)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_CONFIG_FILE", str(directory / "config"))
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        made.write()
        yield made


@contextmanager
def installed(directory: Path, patch: pytest.MonkeyPatch, *, official: bool) -> Iterator[None]:
    """Let the AWS provider be the official one; or the trimmed one, if it is built, in place of the official one.

    The user's CLI configuration installs the trimmed one then, and nobody minds.
    """
    build = None if official else store.find(Recipe.load())
    if build:
        config = directory / "terraform.rc"
        mirrored = f'filesystem_mirror {{\n    path = "{build.directory}"\n  }}'
        config.write_text(f"provider_installation {{\n  {mirrored}\n}}\n")
        patch.setenv("TF_CLI_CONFIG_FILE", str(config))
        patch.setattr(install, "reject_build", lambda _provider: None)
    yield


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    """Return the secret keys and session tokens that a Terraform of a run has."""
    given = [json.loads(text) for name, text in environment.items() if name.startswith("PRIVATELINK_CREDENTIALS_")]
    own = (environment.get(name) for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"))
    others = (each.get(key) for each in given for key in ("SecretAccessKey", "SessionToken"))
    return {text for text in (*own, *others) if text}


def found(written: Mapping[Path, bytes], secrets: Collection[str]) -> list[tuple[Path, str]]:
    """Return the secrets of a run that something has which the run has written, also within archives such as plans.

    Parameters:
        secrets: the run's own, beside those of the settings.
    """
    canaries = {*secrets, SECRET, EXTERNAL_ID, TOKEN}
    return [(path, each) for path, text in written.items() for each in canaries if each.encode() in unpacked(text)]


def unpacked(text: bytes) -> bytes:
    """Return a file's text with that of the files in it, if it is an archive, such as a plan."""
    if not zipfile.is_zipfile(io.BytesIO(text)):
        return text
    with zipfile.ZipFile(io.BytesIO(text)) as archive:
        return b"".join([text, *map(archive.read, archive.namelist())])


def open_to_others(directory: Path) -> list[Path]:
    """Return what other users of the machine could reach of a stack, were its directory not closed to them."""
    own = [path for path in (directory, *directory.rglob("*")) if "providers" not in path.parts]
    return [path for path in own if not path.is_symlink() and path.stat().st_mode & 0o077]
