"""Accounts by alias: their credentials as the settings say, and the identity that AWS knows them by.

Nothing is changed. Credentials are held in memory alone: a child gets them in its environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from privatelink_generator.aws.partitions import partition
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import refusals
from privatelink_harness.targets.validity import Validity

if TYPE_CHECKING:
    from datetime import datetime

    import boto3

    from privatelink_harness.targets.sandbox.settings import AccountSettings, SandboxSettings


ATTEMPTS = 20
"""Attempts at a call that AWS throttles or answers by a fault: botocore draws each wait, two and a half minutes in all
on average, so that a fault of a minute is survived.

AWS_MAX_ATTEMPTS and AWS_RETRY_MODE go before it."""


@dataclass(frozen=True, slots=True)
class ResolvedAccount:
    """An account that answered GetCallerIdentity.

    Parameters:
        account_id: 12 digits.
        arn: of the identity.
        found_by: the way to its credentials, without a secret: `profile dev`, `role arn:…, assumed by profile dev`.
        environment: AWS's variables with its credentials and Region, for a child alone.
        validity: of the credentials; None: they do not end.
    """

    alias: str
    account_id: str
    arn: str
    region: str
    found_by: str
    environment: Mapping[str, str] = field(repr=False, compare=False)
    validity: Validity | None = field(default=None, compare=False)

    def in_region(self, region: str) -> ResolvedAccount:
        """Return the same account, used in another Region."""
        environment = {**self.environment, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}
        return replace(self, region=region, environment=environment)

    def session(self) -> boto3.Session:
        """Return a boto3 session with these credentials, which reads no other ones."""
        import boto3

        return boto3.Session(
            botocore_session=_core(),
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=self.environment.get("AWS_SESSION_TOKEN"),
            region_name=self.region,
        )


def resolve(settings: SandboxSettings) -> Mapping[str, ResolvedAccount]:
    """Return the accounts of the settings by alias, in their order.

    Raises:
        HarnessError: there is no account, or one has no Region; its credentials are not there, have expired or need
            MFA; its role can't be assumed.
    """
    check_named(settings)
    return {alias: resolve_alias(alias, settings) for alias in settings.accounts}


def check_named(settings: SandboxSettings) -> None:
    """Reject settings without an account.

    Raises:
        HarnessError: there is none.
    """
    if not settings.accounts:
        raise HarnessError(
            "the sandbox has no accounts", hint=f"Name them in {settings.file}: [sandbox.accounts.consumer]"
        )


def resolve_alias(alias: str, settings: SandboxSettings) -> ResolvedAccount:
    """Return the account of an alias.

    Raises:
        HarnessError: as `resolve`.
    """
    region = settings.region_of(alias)
    if region is None:
        raise HarnessError(f"account {alias}: has no Region", hint=f"Name one in sandbox.accounts.{alias}.region.")
    return resolve_one(alias, settings.accounts[alias], region)


def resolve_one(alias: str, account: AccountSettings, region: str) -> ResolvedAccount:
    """Return one account, which need not be among the settings.

    Raises:
        HarnessError: as `resolve`.
    """
    with refusals.explained(alias, account):
        found_by, credentials, end = _credentials(account, region)
        environment = {
            "AWS_ACCESS_KEY_ID": credentials.access_key,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
            **({"AWS_SESSION_TOKEN": credentials.token} if credentials.token else {}),
        }
        found = _identified(alias, environment, region, found_by)
        return replace(found, validity=Validity.until(end) if end else None)


def resolve_keys(alias: str, keys: Mapping[str, str], region: str) -> ResolvedAccount:
    """Return the account of keys, which come by the names of AWS's variables.

    Raises:
        HarnessError: as `resolve`.
    """
    with refusals.explained(alias):
        return _identified(alias, keys, region, "keys that are written out")


def _identified(alias: str, keys: Mapping[str, str], region: str, found_by: str) -> ResolvedAccount:
    environment = {**keys, "AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    unknown = ResolvedAccount(alias, "", "", region, found_by, environment)
    identity = unknown.session().client("sts", region_name=main_region(region)).get_caller_identity()
    return replace(unknown, account_id=identity["Account"], arn=identity["Arn"])


def main_region(region: str) -> str:
    """Return the Region of a partition that no account can disable: a call in another one may fail for that alone."""
    return {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}.get(
        partition(region).name, region
    )


def _credentials(account: AccountSettings, region: str) -> tuple[str, Any, datetime | None]:
    """Return the way to an account's credentials, these as botocore freezes them, and when they end, if they do."""
    if account.role_arn and account.web_identity_token_file:
        return f"role {account.role_arn}, by web identity", *_by_web_identity(account, region)
    session = _session(account)
    own = session.get_credentials()
    if own is None:
        raise refusals.no_credentials(account)
    source = f"profile {account.profile}" if account.profile else f"the environment ({own.method})"
    if account.role_arn is None:
        # botocore keeps the time to itself: of a profile with a role or single sign-on, or of a machine's own role.
        return source, own.get_frozen_credentials(), getattr(own, "_expiry_time", None)
    sts = session.client("sts", region_name=main_region(region))
    return f"role {account.role_arn}, assumed by {source}", *_assumed(sts.assume_role(**_request(account)))


def _session(account: AccountSettings) -> boto3.Session:
    """Return the session that reads AWS's own files and variables, and that asks nobody for an MFA code."""
    import boto3

    core = _core(account.profile)
    roles = core.get_component("credential_provider").get_provider("assume-role")
    # botocore would ask on the terminal, in the middle of a run.
    roles._prompter = refusals.needs_mfa  # noqa: SLF001 - botocore takes a prompter in its constructor alone
    return boto3.Session(botocore_session=core)


def _core(profile: str | None = None) -> Any:
    """Return a session of botocore's that reads AWS's own files; all share the APIs' descriptions, which are large."""
    import botocore.session
    from botocore.config import Config

    core = botocore.session.Session(profile=profile)
    core.register_component("data_loader", _descriptions())
    if not any(name in os.environ for name in ("AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE")):
        core.set_default_client_config(Config(retries={"mode": "standard", "total_max_attempts": ATTEMPTS}))
    return core


@cache
def _descriptions() -> Any:
    from botocore.loaders import create_loader

    return create_loader()


def _request(account: AccountSettings) -> dict[str, Any]:
    return {
        "RoleArn": account.role_arn,
        "RoleSessionName": account.session_name,
        "DurationSeconds": account.duration,
        **({"ExternalId": account.external_id} if account.external_id else {}),
        **({"Tags": [{"Key": k, "Value": v} for k, v in account.session_tags.items()]} if account.session_tags else {}),
    }


def _by_web_identity(account: AccountSettings, region: str) -> tuple[Any, datetime]:
    """Return the credentials of a role that a token is exchanged for; the call is not signed."""
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    file = account.web_identity_token_file
    try:
        token = file.read_text(encoding="utf-8").strip() if file else ""
    except OSError as error:
        raise HarnessError(f"{file}: can't be read: {error.strerror}") from error
    sts = boto3.Session(botocore_session=_core()).client(
        "sts", region_name=main_region(region), config=Config(signature_version=UNSIGNED)
    )
    return _assumed(sts.assume_role_with_web_identity(**_request(account), WebIdentityToken=token))


def _assumed(answer: Mapping[str, Any]) -> tuple[Any, datetime]:
    from botocore.credentials import ReadOnlyCredentials

    given = answer["Credentials"]
    keys = ReadOnlyCredentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    return keys, given["Expiration"]
