"""What AWS answers about an account's credentials, as a message with a way out."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, UnauthorizedSSOTokenError

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox.refusals import explained
from privatelink_harness.targets.sandbox.settings import AccountSettings

ROLE = "arn:aws:iam::111122223333:role/terraform"
BY_ROLE = AccountSettings(role_arn=ROLE)
BY_PROFILE = AccountSettings(profile="dev")


def answered(operation: str, code: str, words: str) -> ClientError:
    """Return the error of an answer of STS's."""
    return ClientError({"Error": {"Code": code, "Message": words}}, operation)


def refusal(error: Exception, account: AccountSettings) -> tuple[str, str]:
    """Return message and hint of an account whose credentials end in this error."""
    with pytest.raises(HarnessError) as caught, explained("consumer", account):
        raise error
    return caught.value.message, caught.value.hint or ""


@pytest.mark.parametrize(
    "error",
    [
        answered("GetCallerIdentity", "ExpiredToken", "The security token included in the request is expired"),
        answered("GetCallerIdentity", "ExpiredTokenException", "Token must have expired"),
        answered("AssumeRole", "ExpiredToken", "The security token included in the request is expired"),
        UnauthorizedSSOTokenError(),
    ],
)
def test_expired_credentials_have_the_command_that_renews_them(error: Exception) -> None:
    message, hint = refusal(error, BY_PROFILE)
    assert message == "account consumer: its credentials have expired: profile 'dev'"
    assert hint == "Renew them, such as with: aws sso login --profile dev"


def test_expired_credentials_of_the_environment_are_named_as_such() -> None:
    error = answered("GetCallerIdentity", "ExpiredToken", "The security token included in the request is expired")
    message, hint = refusal(error, AccountSettings())
    assert message == "account consumer: its credentials have expired: those of the environment"
    assert "sso login" not in hint, "variables go before single sign-on"
    assert "sandbox.accounts.consumer.profile" in hint


def test_role_that_can_not_be_assumed_has_the_words_of_aws() -> None:
    words = f"User: arn:aws:iam::444455556666:user/ci is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    message, hint = refusal(answered("AssumeRole", "AccessDenied", words), BY_ROLE)
    assert message == f"account consumer: role {ROLE} can't be assumed: AccessDenied: {words}"
    assert "trust policy" in hint


def test_rejected_token_has_the_words_of_aws() -> None:
    words = "No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com"
    message, _ = refusal(answered("AssumeRoleWithWebIdentity", "InvalidIdentityToken", words), BY_ROLE)
    assert message == f"account consumer: role {ROLE} can't be assumed: InvalidIdentityToken: {words}"


def test_role_that_needs_mfa_has_the_way_to_a_session() -> None:
    words = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    message, hint = refusal(answered("AssumeRole", "AccessDenied", words), BY_ROLE)
    assert message == f"account consumer: role {ROLE} needs MFA: {words}"
    assert "aws sts get-session-token" in hint
    assert "profile" not in hint, "the environment's credentials are used"
    _, hint = refusal(answered("AssumeRole", "AccessDenied", words), AccountSettings(role_arn=ROLE, profile="dev"))
    assert hint.endswith("--sandbox accounts.consumer.profile="), "a profile goes before the environment"


def test_unknown_keys_have_the_words_of_aws() -> None:
    words = "The security token included in the request is invalid."
    message, _ = refusal(answered("GetCallerIdentity", "InvalidClientTokenId", words), BY_PROFILE)
    assert message == f"account consumer: GetCallerIdentity: InvalidClientTokenId: {words}"


def test_unreachable_api_is_named() -> None:
    message, _ = refusal(EndpointConnectionError(endpoint_url="https://sts.us-east-1.amazonaws.com"), BY_PROFILE)
    assert message == ('account consumer: Could not connect to the endpoint URL: "https://sts.us-east-1.amazonaws.com"')
