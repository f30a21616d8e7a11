"""Answers of AWS's that no emulation gives: each cause has its message, before anything else is done."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import botocore.endpoint
import pytest
from botocore.retries.standard import ExponentialBackoff

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import accounts
from privatelink_harness.targets.sandbox.session import SandboxSession
from tests.support import aws_stub
from tests.support.aws_stub import ACCOUNT, ARN, AwsStub, as_json, refused, refused_by_ec2

if TYPE_CHECKING:
    from tests.conftest import Command

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci"
SETTINGS = f"""\
[sandbox]
allowed_accounts = ["{ACCOUNT}"]
region = "eu-west-1"

[sandbox.accounts.consumer]
"""
LATE = "Signature expired: 20261126T150419Z is now earlier than 20261126T151450Z (20261126T151950Z - 5 min.)"
EARLY = "Signature not yet current: 20261126T153419Z is still later than 20261126T152450Z (20261126T151950Z + 5 min.)"


@dataclass(slots=True)
class Clock:
    """The clock of botocore's retries: a wait is over at once.

    Parameters:
        now: seconds that retries have waited.
    """

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=clock.sleep))
    return clock


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock) -> Iterator[AwsStub]:  # noqa: ARG001 - retries
    """An AWS on loopback, a user's keys, and settings that name one account."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "privatelink.toml").write_text(SETTINGS)
    with aws_stub.aws_stub() as stub:
        monkeypatch.setenv("AWS_ENDPOINT_URL", stub.url)
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "theirs")
        yield stub


def refusal(directory: Path, *flags: str, regions: tuple[str, ...] = ()) -> HarnessError:
    """Return the error of a session that is refused."""
    with pytest.raises(HarnessError) as caught:
        SandboxSession.open(directory, flags, regions={"consumer": regions})
    return caught.value


@pytest.mark.parametrize(
    ("operation", "answer", "message", "hint"),
    [
        (
            "GetCallerIdentity",
            refused("ExpiredToken", "The security token included in the request is expired"),
            "account consumer: its credentials have expired: those of the environment",
            "Export new ones",
        ),
        (
            "GetCallerIdentity",
            refused("InvalidClientTokenId", "The security token included in the request is invalid."),
            (
                "account consumer: GetCallerIdentity: InvalidClientTokenId: The security token included in the "
                "request is invalid."
            ),
            "credentials",
        ),
        (
            "GetCallerIdentity",
            refused("SignatureDoesNotMatch", LATE),
            f"account consumer: GetCallerIdentity: AWS does not take this machine's clock: {LATE}",
            "Set the clock",
        ),
        (
            "GetCallerIdentity",
            refused("SignatureDoesNotMatch", EARLY),
            f"account consumer: GetCallerIdentity: AWS does not take this machine's clock: {EARLY}",
            "Set the clock",
        ),
        (
            "DescribeRegions",
            refused_by_ec2("RequestExpired", "Request has expired.", 400),
            "account consumer: DescribeRegions: AWS does not take this machine's clock: Request has expired.",
            "Set the clock",
        ),
    ],
)
def test_refusal_has_its_message(
    aws: AwsStub, tmp_path: Path, operation: str, answer: aws_stub.Answer, message: str, hint: str
) -> None:
    aws.answers[operation] = answer
    error = refusal(tmp_path)
    assert error.message == message
    assert hint in (error.hint or "")
    assert aws.calls[-1] == operation


@pytest.mark.parametrize(
    ("code", "words", "message", "hint"),
    [
        (
            "AccessDenied",
            f"User: {ARN} is not authorized to perform: sts:AssumeRole on resource: {ROLE}",
            (
                f"account consumer: role {ROLE} can't be assumed: AccessDenied: User: {ARN} is not authorized to "
                f"perform: sts:AssumeRole on resource: {ROLE}"
            ),
            "trust policy",
        ),
        (
            "AccessDenied",
            "MultiFactorAuthentication failed, must provide MFA serial number.",
            (
                f"account consumer: role {ROLE} needs MFA: MultiFactorAuthentication failed, must provide MFA serial "
                "number."
            ),
            "get-session-token",
        ),
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            (
                f"account consumer: role {ROLE} can't be assumed: ValidationError: The requested DurationSeconds "
                "exceeds the MaxSessionDuration set for this role."
            ),
            "maximum session duration",
        ),
    ],
)
def test_role_that_is_not_given_has_its_message(
    aws: AwsStub, tmp_path: Path, code: str, words: str, message: str, hint: str
) -> None:
    aws.answers["AssumeRole"] = refused(code, words)
    error = refusal(tmp_path, f"accounts.consumer.role_arn={ROLE}")
    assert error.message == message
    assert hint in (error.hint or "")


def test_role_is_assumed_as_the_settings_say(aws: AwsStub, tmp_path: Path) -> None:
    settings = ("role_arn=" + ROLE, "session_name=release", "session_tags.team=network", "duration=1800")
    (tmp_path / "privatelink.toml").write_text(f'{SETTINGS}role_arn = "{ROLE}"\nexternal_id = "outside"\n')
    session = SandboxSession.open(tmp_path, tuple(f"accounts.consumer.{each}" for each in settings))
    assumed = aws.parameters[aws.calls.index("AssumeRole")]
    assert {name: value for name, value in assumed.items() if name not in {"Action", "Version"}} == {
        "RoleArn": ROLE,
        "ExternalId": "outside",
        "RoleSessionName": "release",
        "Tags.member.1.Key": "team",
        "Tags.member.1.Value": "network",
        "DurationSeconds": "1800",
    }
    assert "token-of-the-role" in session.secrets
    assert "Credential=ASIAIOSFODNN7EXAMPLE/" in aws.signatures[aws.calls.index("GetCallerIdentity")]


def test_token_is_exchanged_for_a_role_without_a_signature(
    aws: AwsStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    (tmp_path / "token").write_text("of-the-ci\n")
    role = (f"accounts.consumer.role_arn={ROLE}", f"accounts.consumer.web_identity_token_file={tmp_path / 'token'}")
    session = SandboxSession.open(tmp_path, role)
    assert aws.parameters[0]["WebIdentityToken"] == "of-the-ci"
    assert aws.signatures[0] == ""
    assert session.own.found_by == f"role {ROLE}, by web identity"


FAULT = refused("InternalFailure", "An internal error has occurred.", 500)
BUSY = refused("Throttling", "Rate exceeded", 400)


@pytest.mark.parametrize("answer", [FAULT, BUSY], ids=["fault", "throttled"])
def test_fault_of_a_minute_is_waited_for(
    aws: AwsStub, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, answer: aws_stub.Answer
) -> None:
    # Each wait is drawn between none and its limit: here it is a third of it, which is rare.
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda _, made: min(2 ** (made.attempt_number - 1), 20) / 3)
    aws.answers["GetCallerIdentity"] = answer

    def sleep(seconds: float) -> None:
        clock.now += seconds
        if clock.now > 60:
            aws.answers.pop("GetCallerIdentity", None)

    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=sleep))
    assert SandboxSession.open(tmp_path, ()).accounts == {"consumer": ACCOUNT}
    assert clock.now > 60


@pytest.mark.parametrize("operation", ["GetCallerIdentity", "ListAccountAliases"])
def test_fault_that_stays_has_its_message(aws: AwsStub, tmp_path: Path, operation: str) -> None:
    aws.answers[operation] = FAULT
    error = refusal(tmp_path)
    assert error.message == (
        f"account consumer: {operation}: AWS has a fault, also after {accounts.ATTEMPTS} attempts: InternalFailure: An "
        "internal error has occurred."
    )
    assert error.hint
    assert error.hint.startswith("Nothing was done.")
    assert aws.calls.count(operation) == accounts.ATTEMPTS


def test_throttling_that_stays_has_its_message(aws: AwsStub, tmp_path: Path) -> None:
    aws.answers["ListAccountAliases"] = BUSY
    assert refusal(tmp_path).message == (
        f"account consumer: ListAccountAliases: AWS throttles the account's calls, also after {accounts.ATTEMPTS} "
        "attempts: Rate exceeded"
    )


def test_users_own_number_of_attempts_goes_before(
    aws: AwsStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    aws.answers["GetCallerIdentity"] = FAULT
    assert "also after 2 attempts" in refusal(tmp_path).message


def test_name_that_may_not_be_read_is_noted(
    aws: AwsStub, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    aws.answers["ListAccountAliases"] = refused("AccessDenied", "no")
    aws.answers["ListParents"] = as_json({"__type": "AccessDeniedException", "Message": "no"}, 400)
    answer = command("accounts")
    assert answer.code == 0
    assert answer.out.splitlines()[1:] == [
        "not compared: account consumer: its identity may not call ListAccountAliases, ListParents"
    ]


@pytest.mark.usefixtures("aws")
def test_accounts_shows_names_and_regions(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = command("accounts", "--format", "json")
    assert json.loads(answer.out)["data"]["accounts"] == [
        {
            "alias": "consumer",
            "id": ACCOUNT,
            "arn": ARN,
            "region": "eu-west-1",
            "found_by": "the environment (env)",
            "regions": ["eu-west-1"],
            "account_alias": "tools-dev",
            "organizational_units": [],
            "unread": [],
            "refusal": None,
        }
    ]


def test_region_that_is_not_enabled_is_refused(aws: AwsStub, tmp_path: Path) -> None:
    error = refusal(tmp_path, regions=("me-south-1", "af-south-1"))
    assert error.message == f"account consumer: Region af-south-1 is not enabled in {ACCOUNT}"
    assert "GetRegionOptStatus" not in aws.calls


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("DISABLED", f"account consumer: Region af-south-1 is not enabled in {ACCOUNT}"),
        ("ENABLING", f"account consumer: Region af-south-1 is still being enabled in {ACCOUNT}"),
    ],
)
def test_account_management_tells_where_ec2_may_not(aws: AwsStub, tmp_path: Path, status: str, message: str) -> None:
    aws.answers["DescribeRegions"] = refused_by_ec2("UnauthorizedOperation", "no")
    aws.answers["getRegionOptStatus"] = as_json({"RegionName": "x", "RegionOptStatus": status})
    assert refusal(tmp_path, "region=af-south-1").message == message


def test_region_that_aws_does_not_list_is_unknown(aws: AwsStub, tmp_path: Path) -> None:
    error = refusal(tmp_path, "region=eu-west-9")
    assert error.message == f"account consumer: Region eu-west-9 is not among the Regions of {ACCOUNT}"
    assert aws.calls[-1] == "DescribeRegions"


def test_refusal_names_the_file_of_the_settings(aws: AwsStub, tmp_path: Path) -> None:  # noqa: ARG001 - the account
    file = tmp_path / "privatelink.toml"
    file.write_text(SETTINGS.replace(ACCOUNT, "444455556666"))
    assert str(file) in (refusal(tmp_path).hint or "")
    file.unlink()
    assert str(file) in (refusal(tmp_path).hint or "")


def test_regions_that_nobody_tells_are_left_to_terraform(aws: AwsStub, tmp_path: Path) -> None:
    aws.answers["DescribeRegions"] = refused_by_ec2("UnauthorizedOperation", "no")
    aws.answers["getRegionOptStatus"] = as_json({"message": "no", "__type": "AccessDeniedException"}, 403)
    assert SandboxSession.open(tmp_path, ("region=af-south-1",)).accounts == {"consumer": ACCOUNT}


def test_accounts_shows_the_others_where_one_does_not_answer(
    aws: AwsStub, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    more = '[sandbox.accounts.provider]\nprofile = "gone"\n[sandbox.accounts.spoke]\nrole_arn = "' + ROLE + '"\n'
    (tmp_path / "privatelink.toml").write_text(f"{SETTINGS}{more}")
    aws.answers["AssumeRole"] = refused("AccessDenied", "no")
    answer = command("accounts")
    assert answer.code == 2
    assert [line.split()[0] for line in answer.out.splitlines()] == [
        "consumer",
        "refused:",
        "refused:",
        "hint:",
        "hint:",
    ]
    assert answer.out.splitlines()[1:3] == [
        "refused: account provider: profile 'gone' is not there",
        f"refused: account spoke: role {ROLE} can't be assumed: AccessDenied: no",
    ]
