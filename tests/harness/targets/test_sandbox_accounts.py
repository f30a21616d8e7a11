"""Accounts of the sandbox: credentials that are not there, each with its message. STS is asked in tests/contract."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox.accounts import ResolvedAccount, main_region, resolve
from privatelink_harness.targets.sandbox.settings import SandboxSettings

CONFIGURATION = """\
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/admin
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/phone

[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = theirs

[profile empty]
region = eu-west-1
"""


@pytest.fixture(autouse=True)
def _profiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """AWS's settings are the test's own: a file of profiles, and nothing else."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(CONFIGURATION)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def refusal(**account: Any) -> tuple[str, str | None]:
    """Return message and hint of an account that can't be resolved."""
    settings = SandboxSettings.model_validate({"region": "eu-west-1", "accounts": {"consumer": account}})
    with pytest.raises(HarnessError) as caught:
        resolve(settings)
    return caught.value.message, caught.value.hint


def test_missing_profile_is_named_with_the_known_ones() -> None:
    message, hint = refusal(profile="gone")
    assert message == "account consumer: profile 'gone' is not there"
    assert hint == "Known profiles: mfa, keys, empty."


def test_profile_with_an_mfa_device_is_refused_and_nobody_is_asked() -> None:
    message, hint = refusal(profile="mfa")
    assert message == "account consumer: profile 'mfa' needs an MFA code, and a run asks for none"
    assert hint
    assert "export-credentials --profile mfa" in hint
    assert hint.endswith("--sandbox accounts.consumer.profile="), "a profile goes before the environment"


def test_profile_without_credentials_is_named() -> None:
    assert refusal(profile="empty")[0] == "account consumer: profile 'empty' has no credentials"


def test_environment_without_credentials_is_named() -> None:
    assert refusal()[0] == "account consumer: the environment has no credentials"


def test_missing_token_file_is_named(tmp_path: Path) -> None:
    message, _ = refusal(
        role_arn="arn:aws:iam::111122223333:role/terraform", web_identity_token_file=tmp_path / "token"
    )
    assert message == f"account consumer: {tmp_path}/token: can't be read: No such file or directory"


def test_account_without_a_region_is_named() -> None:
    with pytest.raises(HarnessError, match="account consumer: has no Region"):
        resolve(SandboxSettings.model_validate({"accounts": {"consumer": {"profile": "keys"}}}))


def test_settings_without_accounts_are_refused() -> None:
    with pytest.raises(HarnessError, match="the sandbox has no accounts"):
        resolve(SandboxSettings())


def test_representation_has_no_credentials() -> None:
    environment = {"AWS_ACCESS_KEY_ID": "ASIA", "AWS_SECRET_ACCESS_KEY": "theirs", "AWS_SESSION_TOKEN": "token"}
    account = ResolvedAccount(
        "consumer", "111122223333", "arn:aws:iam::111122223333:root", "eu-west-1", "x", environment
    )
    assert not {value for value in environment.values() if value in repr(account)}


@pytest.mark.parametrize(
    ("region", "expected"),
    [("ap-east-1", "us-east-1"), ("cn-northwest-1", "cn-north-1"), ("us-gov-east-1", "us-gov-west-1")],
)
def test_main_region_is_one_that_no_account_disables(region: str, expected: str) -> None:
    assert main_region(region) == expected
