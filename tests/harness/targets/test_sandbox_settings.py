"""Settings of sandbox accounts: the file, the environment and flags, in rising order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox.settings import PRODUCTION, SandboxSettings, load

ROLE = "arn:aws:iam::111122223333:role/terraform"

TOML = """\
[sandbox]
allowed_accounts = ["111122223333", "444455556666"]
region = "eu-west-1"

[sandbox.accounts.consumer]
profile = "dev"

[sandbox.accounts.provider]
role_arn = "arn:aws:iam::444455556666:role/terraform"
external_id = "of-the-file"
session_tags = { team = "network" }
duration = 900
region = "eu-central-1"
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., SandboxSettings]:
    """The way to the settings of a file with this text."""

    def settings(text: str = TOML, *flags: str, **variables: str) -> SandboxSettings:
        (tmp_path / "privatelink.toml").write_text(text)
        return load(tmp_path, flags, variables)

    return settings


@pytest.fixture
def fault(read: Callable[..., SandboxSettings], tmp_path: Path) -> Callable[..., str]:
    """The way to the message of wrong settings, without the directory."""

    def message(*arguments: str, **variables: str) -> str:
        with pytest.raises(HarnessError) as caught:
            read(*arguments, **variables)
        return caught.value.message.replace(f"{tmp_path}/", "")

    return message


def test_file_gives_accounts(read: Callable[..., SandboxSettings]) -> None:
    settings = read()
    assert list(settings.accounts) == ["consumer", "provider"]
    assert settings.allowed_accounts == ("111122223333", "444455556666")
    assert settings.accounts["provider"].session_tags == {"team": "network"}


def test_account_has_the_common_region_or_its_own(read: Callable[..., SandboxSettings]) -> None:
    settings = read()
    assert [settings.region_of(alias) for alias in settings.accounts] == ["eu-west-1", "eu-central-1"]


def test_without_a_file_there_are_no_accounts(tmp_path: Path) -> None:
    settings = load(tmp_path, (), {})
    assert settings.model_dump() == SandboxSettings(production=PRODUCTION).model_dump()
    assert settings.file == tmp_path / "privatelink.toml"


def test_environment_goes_before_the_file(read: Callable[..., SandboxSettings]) -> None:
    settings = read(
        TOML,
        PRIVATELINK_SANDBOX__ACCOUNTS__PROVIDER__EXTERNAL_ID="of-the-environment",
        PRIVATELINK_SANDBOX__ALLOWED_ACCOUNTS="777788889999, 111122223333",
    )
    assert settings.accounts["provider"].external_id == "of-the-environment"
    assert settings.allowed_accounts == ("777788889999", "111122223333")


def test_flags_go_before_the_environment(read: Callable[..., SandboxSettings]) -> None:
    settings = read(
        TOML,
        "region=us-east-1",
        "accounts.consumer.profile=mine",
        f"accounts.consumer.role_arn={ROLE}",
        "accounts.consumer.duration=1800",
        PRIVATELINK_SANDBOX__REGION="us-west-2",
    )
    consumer = settings.accounts["consumer"]
    assert (settings.region, consumer.profile, consumer.duration) == ("us-east-1", "mine", 1800)


def test_empty_profile_takes_back_that_of_the_file(read: Callable[..., SandboxSettings]) -> None:
    assert read().accounts["consumer"].profile
    assert read(TOML, "accounts.consumer.profile=").accounts["consumer"].profile is None


def test_representation_has_no_external_id(read: Callable[..., SandboxSettings]) -> None:
    assert "of-the-file" not in repr(read())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sandbox\n", "privatelink.toml: can't be read: "),
        ("[sandbx]\n", "privatelink.toml: 'sandbx' is unknown; did you mean 'sandbox'?"),
        ("sandbox = 1\n", "privatelink.toml: sandbox is not a table"),
        (
            "[sandbox]\nalowed_accounts = []\n",
            "privatelink.toml: sandbox.alowed_accounts: no such setting; did you mean 'allowed_accounts'?",
        ),
        (
            "[sandbox.accounts.consumer]\nprofil = 'dev'\n",
            "privatelink.toml: sandbox.accounts.consumer.profil: no such setting; did you mean 'profile'?",
        ),
        (
            "[sandbox]\nallowed_accounts = ['12']\n",
            "privatelink.toml: sandbox.allowed_accounts.0: String should match pattern",
        ),
        (
            "[sandbox.accounts.consumer]\nexternal_id = 'x'\n",
            "privatelink.toml: sandbox.accounts.consumer: external_id is for a role: name it in role_arn",
        ),
        (
            f"[sandbox.accounts.consumer]\nprofile = 'dev'\nweb_identity_token_file = '/token'\nrole_arn = '{ROLE}'\n",
            "privatelink.toml: sandbox.accounts.consumer: web_identity_token_file goes without profile",
        ),
    ],
)
def test_wrong_file_is_named_with_the_setting(fault: Callable[..., str], text: str, message: str) -> None:
    assert fault(text).startswith(message)


def test_wrong_variable_is_named(fault: Callable[..., str]) -> None:
    message = fault(TOML, PRIVATELINK_SANDBOX__ACCOUNTS__PROVIDER__DURATION="soon")
    assert message.startswith("PRIVATELINK_SANDBOX__ACCOUNTS__PROVIDER__DURATION: Input should be a valid integer")


def test_wrong_flag_is_named(fault: Callable[..., str]) -> None:
    assert fault(TOML, "regoin=eu-west-1") == "--sandbox regoin: no such setting; did you mean 'region'?"


def test_external_id_is_no_flag(fault: Callable[..., str]) -> None:
    message = fault(TOML, "accounts.provider.external_id=canary")
    assert message == "--sandbox accounts.provider.external_id: whoever lists processes reads arguments"


def test_flag_without_a_value_is_named(fault: Callable[..., str]) -> None:
    assert fault(TOML, "region") == "--sandbox region: has no value"


def test_flag_below_a_value_is_named(fault: Callable[..., str]) -> None:
    assert fault(TOML, "region.name=x") == "--sandbox region.name: 'region' is a value, not a table"


def test_message_has_no_value_of_a_setting(fault: Callable[..., str]) -> None:
    secret = "wJalrXUtnFEMI"  # noqa: S105 - a canary
    assert secret not in fault(TOML, f"region={secret}", f"accounts.provider.duration={secret}")
