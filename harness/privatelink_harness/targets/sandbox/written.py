"""Where the credentials lead that a root module writes out: keys, profiles and roles of provider blocks and backends.

An account off the allow-list is refused, and what nobody can tell before the plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list
from privatelink_harness.targets.sandbox.accounts import ResolvedAccount, resolve_keys, resolve_one
from privatelink_harness.targets.sandbox.settings import AccountSettings
from privatelink_harness.terraform.workspace import as_list

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.settings import SandboxSettings

ROLES = ("assume_role", "assume_role_with_web_identity")
ELSEWHERE = ("endpoints", "shared_config_files", "shared_credentials_file", "shared_credentials_files")
_ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/")
_KEYS = {"access_key": "AWS_ACCESS_KEY_ID", "secret_key": "AWS_SECRET_ACCESS_KEY", "token": "AWS_SESSION_TOKEN"}
_WAY_OUT = "Name the account in privatelink.toml, and give the provider block its alias."


@dataclass(frozen=True, slots=True)
class Written:
    """The arguments of a provider block or backend.

    Parameters:
        subject: the place and the block, for messages.
        body: as `workspace.parse` gives it.
        names: of all arguments and nested blocks, `dynamic` ones too.
        region: to ask STS in.
    """

    subject: str
    body: Mapping[str, Any]
    names: Collection[str]
    settings: SandboxSettings
    region: str

    def check_files(self) -> None:
        """Reject endpoints and files of credentials."""
        for argument in ELSEWHERE:
            if argument in self.names:
                raise HarnessError(f"{self.subject}: {argument} may lead to any account", hint=_WAY_OUT)

    def profile(self) -> tuple[str, ResolvedAccount] | None:
        """Return the profile that is named, with its account."""
        if self.body.get("profile") is None and "profile" not in self.names:
            return None
        name = literal(self.body["profile"])
        if name is None:
            raise self._untold("profile")
        return name, of_profile(name, f"of {self.subject}", self.region, self.settings)

    def keys(self) -> tuple[str, ...]:
        """Return the account of the keys that are written out, if there are some.

        Raises:
            HarnessError: it is off the list, or a key is an expression.
        """
        if "access_key" not in self.names:
            return ()
        account = resolve_keys(f"of {self.subject}", self._keys(), self.region)
        allow_list.check_number(account.account_id, f"{self.subject}: access_key", self.settings)
        allow_list.check([account], self.settings)
        return (account.account_id,)

    def roles(self) -> tuple[str, ...]:
        """Return the accounts of the roles that are named.

        Raises:
            HarnessError: one is off the list, or a role is an expression.
        """
        found = [number for role in ROLES if role in self.names for number in self._roles(self.body.get(role), role)]
        if self.body.get("role_arn") is not None:
            found += self._roles({"role_arn": self.body["role_arn"]}, "role_arn")
        return tuple(found)

    def _roles(self, value: Any, argument: str) -> list[str]:
        """Return the accounts of an argument's roles; `dynamic` blocks tell no role."""
        bodies = as_list(value)
        arns = [match for body in bodies if (match := _ROLE_ARN.match(str(body.get("role_arn", "")).strip('"')))]
        if not bodies or len(arns) < len(bodies):
            raise self._untold("role_arn" if argument == "role_arn" else f"{argument}: role_arn")
        for arn in arns:
            subject = self.subject if argument == "role_arn" else f"{self.subject}: {argument}"
            allow_list.check_number(arn[1], subject, self.settings)
        return [arn[1] for arn in arns]

    def _keys(self) -> dict[str, str]:
        """Return the keys by the names of AWS's variables."""
        given = {_KEYS[key]: literal(self.body[key]) for key in _KEYS if self.body.get(key)}
        found = {name: value for name, value in given.items() if value is not None}
        if len(found) < len(given) or not found:
            raise self._untold("access_key")
        return found

    def _untold(self, argument: str) -> HarnessError:
        return HarnessError(
            f"{self.subject}: {argument} is an expression, so that nobody can tell its account before the plan",
            hint=_WAY_OUT,
        )


def of_profile(profile: str, alias: str, region: str, settings: SandboxSettings) -> ResolvedAccount:
    """Return the account of a profile that a user's root module names.

    Raises:
        HarnessError: it can't be resolved, or is refused.
    """
    account = resolve_one(alias, AccountSettings(profile=profile), region)
    allow_list.check([account], settings)
    return account


def literal(value: object) -> str | None:
    """Return a text that is written out; None for an expression."""
    text = str(value).strip('"')
    return None if "${" in text or not isinstance(value, str) else text
