"""The provider blocks and the backend of a run's root module: none reaches an account that is off the allow-list.

Each provider configuration gets `allowed_account_ids`, which the AWS provider compares with GetCallerIdentity before
anything else. The account of an alias is reached by a profile of the run's own, whose credentials are in the child's
environment. A block with a profile, role or keys of its own is refused, unless these accounts are on the list.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list, refusals
from privatelink_harness.targets.sandbox.accounts import ResolvedAccount, main_region, resolve_one
from privatelink_harness.targets.sandbox.settings import AccountSettings
from privatelink_harness.terraform import provider_blocks
from privatelink_harness.terraform.workspace import as_list, configuration, parse, read

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.settings import SandboxSettings
    from privatelink_harness.terraform.provider_blocks import ProviderBlock

DEFAULT = "privatelink_provider.tf"
"""Has the default provider configuration, where the root module leaves it out."""

PROFILE = "privatelink-"
"""What the names of the run's own profiles start with; an account's alias follows."""

_ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::(\d{12}):role/")
_ROLES = ("assume_role", "assume_role_with_web_identity")
_ELSEWHERE = ("endpoints", "shared_config_files", "shared_credentials_files")
_KEYS = {"access_key": "aws_access_key_id", "secret_key": "aws_secret_access_key", "token": "aws_session_token"}
_UNCHECKED = ("skip_credentials_validation", "skip_requesting_account_id")
_WAY_OUT = "Name the account in privatelink.toml, and give the provider block its alias."


@dataclass(slots=True)
class RootModule:
    """An initialised root module of a run.

    Parameters:
        directory: the stack's own, with the root module and the modules that it calls.
        root: the root module.
        origin: the user's directory that the root module is a copy of; None for a generated one, whose provider blocks
            are ours.
        accounts: by alias; the first is that of provider configurations without an alias.
    """

    directory: Path
    root: Path
    origin: Path | None
    accounts: Mapping[str, ResolvedAccount]
    settings: SandboxSettings
    home: ResolvedAccount
    _profiles: dict[str, ResolvedAccount] = field(default_factory=dict)

    def confine(self) -> Mapping[str, ResolvedAccount]:
        """Restrict every provider configuration; return the accounts of the profiles that the child needs, by name.

        Raises:
            HarnessError: a block or the backend leads to an account off the list, or nobody can tell where it leads.
        """
        self._check_backend()
        self._profiles = {PROFILE + alias: account for alias, account in self.accounts.items()}
        for module in provider_blocks.modules_below(self.directory):
            blocks = provider_blocks.find(module)
            provider_blocks.override(module, [block.overridden_by(self._restricted(block)) for block in blocks])
            if module == self.root and all(block.alias for block in blocks):
                self._write_default()
        return self._profiles

    def _restricted(self, block: ProviderBlock) -> Iterator[str]:
        """Yield the lines of a block's override."""
        account = self.accounts.get(block.alias or "")
        has_own = self.origin is not None and self._check_own(block)
        if has_own:
            allowed = self.settings.allowed_accounts
        else:
            allowed = ((account or self.home).account_id,)
            if account is not None:
                yield f"profile = {json.dumps(PROFILE + account.alias)}"
        yield f"allowed_account_ids = {json.dumps(list(allowed))}"
        if "forbidden_account_ids" in block.arguments:
            yield "forbidden_account_ids = null"
        yield from (f"{name} = false" for name in _UNCHECKED if name in block.arguments)

    def _check_own(self, block: ProviderBlock) -> bool:
        """Reject a user's block that leads elsewhere; return whether it names credentials of its own."""
        name = f"{self._shown(block.file)}: provider {block.name}{'.' + block.alias if block.alias else ''}"
        for argument in _ELSEWHERE:
            if argument in block.arguments:
                raise HarnessError(f"{name}: {argument} may lead to any account", hint=_WAY_OUT)
        if "profile" in block.arguments:
            profile = _literal(block.body["profile"])
            if profile is None:
                raise _untold(name, "profile")
            self._profiles[profile] = of_profile(profile, f"of {name}", self.home.region, self.settings)
        if "access_key" in block.arguments:
            allow_list.check_number(self._account_of_keys(block, name), f"{name}: access_key", self.settings)
        roles = [role for role in _ROLES if role in block.arguments]
        for role in roles:
            self._check_role(block.body.get(role), f"{name}: {role}")
        return bool(roles) or not block.arguments.isdisjoint({"profile", "access_key"})

    def _check_role(self, value: Any, subject: str) -> None:
        """Reject a role in an account off the list; `dynamic` blocks tell no role."""
        bodies = as_list(value)
        arns = [match for body in bodies if (match := _ROLE_ARN.match(str(body.get("role_arn", "")).strip('"')))]
        if not bodies or len(arns) < len(bodies):
            raise _untold(subject, "role_arn")
        for arn in arns:
            allow_list.check_number(arn[1], subject, self.settings)

    def _account_of_keys(self, block: ProviderBlock, name: str) -> str:
        """Return the account of the keys that a block has written out."""
        import boto3

        given: dict[str, Any] = {_KEYS[key]: _literal(block.body[key]) for key in _KEYS if key in block.body}
        if None in given.values():
            raise _untold(name, "access_key")
        region = self.home.region
        with refusals.explained(f"of {name}", AccountSettings()):
            sts: Any = boto3.Session(region_name=region, **given).client("sts", region_name=main_region(region))
            return str(sts.get_caller_identity()["Account"])

    def _check_backend(self) -> None:
        """Reject a user's S3 backend whose identity is in an account off the list."""
        for file in configuration(self.origin) if self.origin else ():
            text = read(file)
            for body in _backends(parse(file, text)) if "backend" in text else ():
                self._check_state(body, f"{file}: backend s3")

    def _check_state(self, body: Mapping[str, Any], subject: str) -> None:
        profile = _literal(body.get("profile", '""')) or None
        account = resolve_one(f"of {subject}", AccountSettings(profile=profile), self.home.region)
        allow_list.check([account], self.settings)
        nested = as_list(body.get("assume_role"))
        for arn in [body.get("role_arn"), *(each.get("role_arn") for each in nested)]:
            if arn is not None:
                self._check_role({"role_arn": arn}, subject)

    def _write_default(self) -> None:
        """Write the default provider configuration, where the lock file says that the AWS provider is needed."""
        lock = self.root / ".terraform.lock.hcl"
        if not lock.exists() or "/hashicorp/aws" not in lock.read_text(encoding="utf-8"):
            return
        names = provider_blocks.local_names(map(read, configuration(self.root)))
        name = next(iter(names - {"aws"}), "aws")
        text = f'provider "{name}" {{\n  allowed_account_ids = {json.dumps([self.home.account_id])}\n}}\n'
        (self.root / DEFAULT).write_text(text, encoding="utf-8")

    def _shown(self, file: Path) -> Path:
        """Return the path of a file as the user knows it."""
        inside = self.origin is not None and file.is_relative_to(self.root)
        return self.origin / file.relative_to(self.root) if inside and self.origin else file


def of_profile(profile: str, alias: str, region: str, settings: SandboxSettings) -> ResolvedAccount:
    """Return the account of a profile that a user's root module names.

    Raises:
        HarnessError: it can't be resolved, or is refused.
    """
    account = resolve_one(alias, AccountSettings(profile=profile), region)
    allow_list.check([account], settings)
    return account


def _backends(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for terraform in as_list(document.get("terraform")):
        for backend in as_list(terraform.get("backend")):
            for label, bodies in backend.items():
                if label.strip('"') == "s3":
                    yield from as_list(bodies)


def _literal(value: object) -> str | None:
    """Return a text that is written out; None for an expression."""
    text = str(value).strip('"')
    return None if "${" in text or not isinstance(value, str) else text


def _untold(subject: str, argument: str) -> HarnessError:
    return HarnessError(
        f"{subject}: {argument} is an expression, so that nobody can tell its account before the plan", hint=_WAY_OUT
    )
