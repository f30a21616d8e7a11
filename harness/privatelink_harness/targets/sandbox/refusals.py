"""What stands between the settings and an account's credentials: each cause with its message and its way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.settings import AccountSettings

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "ExpiredTokenError"})
_MFA_HINT = (
    "Get a session first, and give its credentials in the environment: "
    'eval "$(aws configure export-credentials --format env)"'
)


class _MfaNeeded(Exception):  # noqa: N818 - never leaves this module
    """A profile names an MFA device."""


def needs_mfa(_prompt: str) -> NoReturn:
    """Stand in for botocore's prompt for an MFA code."""
    raise _MfaNeeded


def no_credentials(account: AccountSettings) -> HarnessError:
    """Return the error of a profile or environment without credentials."""
    source = f"profile {account.profile!r} has" if account.profile else "the environment has"
    return HarnessError(f"{source} no credentials", hint="Name a profile or a role, or export AWS_ACCESS_KEY_ID.")


@contextmanager
def explained(alias: str, account: AccountSettings) -> Iterator[None]:
    """Turn what botocore raises about an account's credentials into a HarnessError that names the account's alias."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except HarnessError as error:
        raise HarnessError(f"account {alias}: {error.message}", hint=error.hint) from None
    except _MfaNeeded:
        raise HarnessError(
            f"account {alias}: profile {account.profile or 'default'!r} needs an MFA code, and a run asks for none",
            hint=_MFA_HINT,
        ) from None
    except ClientError as error:
        raise _refused(alias, account, error) from error
    except BotoCoreError as error:
        raise _unreachable(alias, account, error) from error


def _refused(alias: str, account: AccountSettings, error: object) -> HarnessError:
    """Return the error of a call that STS refused."""
    response = getattr(error, "response", {})
    operation = getattr(error, "operation_name", "")
    code, words = response.get("Error", {}).get("Code", ""), response.get("Error", {}).get("Message", "")
    if code in _EXPIRED:
        return _expired(alias, account)
    if operation.startswith("AssumeRole"):
        if "MultiFactorAuth" in words:
            return HarnessError(f"account {alias}: role {account.role_arn} needs MFA: {words}", hint=_MFA_HINT)
        return HarnessError(
            f"account {alias}: role {account.role_arn} can't be assumed: {code}: {words}",
            hint="Look at the role's trust policy, its external ID and its maximum session duration.",
        )
    return HarnessError(f"account {alias}: {operation}: {code}: {words}", hint="Look at the account's credentials.")


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
    login = f"aws sso login --profile {account.profile}" if account.profile else "aws sso login"
    return HarnessError(f"account {alias}: its credentials have expired", hint=f"Renew them, such as with: {login}")
