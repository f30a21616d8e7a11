"""What stands between the settings and an account's credentials: each cause with its message and its way out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, NoReturn

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox.settings import AccountSettings

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "ExpiredTokenError"})
_SKEWED = frozenset({"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"})
_SKEW_WORDS = re.compile("Signature (expired|not yet current)")
"""STS has these words in a SignatureDoesNotMatch (observed), with both times."""

_THROTTLED = frozenset({"RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException"})


class _MfaNeeded(Exception):  # noqa: N818 - never leaves this module
    """A profile names an MFA device."""


def needs_mfa(_prompt: str) -> NoReturn:
    """Stand in for botocore's prompt for an MFA code."""
    raise _MfaNeeded


class NoCredentialsError(HarnessError):
    """A profile or the environment has no credentials."""


def no_credentials(account: AccountSettings) -> NoCredentialsError:
    """Return the error of a profile or environment without credentials."""
    source = f"profile {account.profile!r} has" if account.profile else "the environment has"
    return NoCredentialsError(f"{source} no credentials", hint="Name a profile or a role, or export AWS_ACCESS_KEY_ID.")


@contextmanager
def explained(alias: str, account: AccountSettings | None = None) -> Iterator[None]:
    """Turn what botocore raises about an account's credentials into a HarnessError that names the account's alias."""
    from botocore.exceptions import BotoCoreError, ClientError

    account = account or AccountSettings()
    try:
        yield
    except HarnessError as error:
        raise type(error)(f"account {alias}: {error.message}", hint=error.hint) from None
    except _MfaNeeded:
        profile = account.profile or "default"
        raise HarnessError(
            f"account {alias}: profile {profile!r} needs an MFA code, and a run asks for none",
            hint="Let AWS's tool ask, and give the run what it gets, in the environment: "
            f'eval "$(aws configure export-credentials --profile {profile} --format env)"'
            f"{_without_profile(alias, account)}",
        ) from None
    except ClientError as error:
        raise _refused(alias, account, error) from error
    except BotoCoreError as error:
        raise _unreachable(alias, account, error) from error


@contextmanager
def explained_call(alias: str) -> Iterator[None]:
    """Turn what AWS answers to a call of an account on the list into a HarnessError that names the account's alias."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise _answered(alias, error.operation_name, error.response) from error
    except BotoCoreError as error:
        raise HarnessError(f"account {alias}: {error}") from error


def _refused(alias: str, account: AccountSettings, error: Any) -> HarnessError:
    """Return the error of a call that STS refused."""
    answer, operation = error.response, error.operation_name
    code, words = answer.get("Error", {}).get("Code", ""), answer.get("Error", {}).get("Message", "")
    if code in _EXPIRED:
        return _expired(alias, account)
    if not operation.startswith("AssumeRole") or _passing(alias, operation, answer):
        return _answered(alias, operation, answer)
    if "MultiFactorAuth" in words:
        return HarnessError(
            f"account {alias}: role {account.role_arn} needs MFA: {words}",
            hint="Get a session with a code, and export its keys: aws sts get-session-token --serial-number DEVICE "
            f"--token-code CODE{_without_profile(alias, account)}",
        )
    return HarnessError(
        f"account {alias}: role {account.role_arn} can't be assumed: {code}: {words}",
        hint="Look at the role's trust policy, its external ID and its maximum session duration.",
    )


def _answered(alias: str, operation: str, answer: Mapping[str, Any]) -> HarnessError:
    """Return the error of any call that AWS refused."""
    code, words = answer.get("Error", {}).get("Code", ""), answer.get("Error", {}).get("Message", "")
    return _passing(alias, operation, answer) or HarnessError(
        f"account {alias}: {operation}: {code}: {words}", hint="Look at the account's credentials."
    )


def _passing(alias: str, operation: str, answer: Mapping[str, Any]) -> HarnessError | None:
    """Return the error of a cause that says nothing of the account: a clock, too many calls, a fault of AWS's."""
    code, words = answer.get("Error", {}).get("Code", ""), answer.get("Error", {}).get("Message", "")
    metadata = answer.get("ResponseMetadata", {})
    attempts = f"after {metadata.get('RetryAttempts', 0) + 1} attempts"
    if code in _SKEWED or _SKEW_WORDS.search(words):
        return HarnessError(
            f"account {alias}: {operation}: AWS does not take this machine's clock: {words}",
            hint="Set the clock; it may be 5 minutes off at most.",
        )
    if code in _THROTTLED:
        return HarnessError(
            f"account {alias}: {operation}: AWS throttles the account's calls, also {attempts}: {words}",
            hint="Nothing was done. Run again when there is less to do in the account.",
        )
    if metadata.get("HTTPStatusCode", 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return HarnessError(
            f"account {alias}: {operation}: AWS has a fault, also {attempts}: {code}: {words}",
            hint="Nothing was done. Run again later; https://health.aws.amazon.com/health/status tells of faults.",
        )
    return None


def _unreachable(alias: str, account: AccountSettings, error: Exception) -> HarnessError:
    """Return the error of credentials that botocore did not get."""
    from botocore import exceptions

    if isinstance(error, exceptions.ProfileNotFound):
        import botocore.session

        known = ", ".join(botocore.session.Session().available_profiles) or "none"
        return HarnessError(
            f"account {alias}: profile {account.profile!r} is not there", hint=f"Known profiles: {known}."
        )
    if isinstance(error, exceptions.SSOError | exceptions.TokenRetrievalError):
        return _expired(alias, account)
    return HarnessError(f"account {alias}: {error}")


def _expired(alias: str, account: AccountSettings) -> HarnessError:
    message = f"account {alias}: its credentials have expired"
    if account.profile:
        login = f"aws sso login --profile {account.profile}"
        return HarnessError(f"{message}: profile {account.profile!r}", hint=f"Renew them, such as with: {login}")
    return HarnessError(
        f"{message}: those of the environment",
        hint="Export new ones, or unset AWS_ACCESS_KEY_ID and name a profile: "
        f"sandbox.accounts.{alias}.profile in privatelink.toml",
    )


def _without_profile(alias: str, account: AccountSettings) -> str:
    """Return the end of a hint at credentials in the environment, before which a profile goes."""
    return f"; then run with --sandbox accounts.{alias}.profile=" if account.profile else ""
