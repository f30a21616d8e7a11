"""A sandbox of three accounts, for which a LocalStack stands: one by profile, one by role, one by web identity."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from privatelink_harness.targets.sandbox.session import SandboxSession
from privatelink_harness.targets.sandbox.settings import FILE
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
