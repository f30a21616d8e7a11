"""The scrubber: no canary that is planted anywhere gets into a report, and what is no secret stays."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.reports.files import FORMS, write_reports
from privatelink_harness.reports.scrub import Scrubber
from privatelink_harness.reports.stream import Diagnosed, Equipped, Failed, Line, RunBegun, Verified
from privatelink_harness.runs.progress import Lines
from privatelink_harness.runs.recorder import Recorder
from privatelink_harness.terraform.likely import HIDDEN

CANARY = "cAnArY7xQ2mZ9"
"""A value that nothing but Terraform's mark tells from any other."""

BY_FORM = {
    "access key": "AKIAIOSFODNN7CANARY1",
    "session key": "ASIAIOSFODNN7CANARY2",
    "secret key": "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARY",
    "provider block": 'secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARY"',
    "environment": "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARY",
    "JSON": '{"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARY"}',
    "session token": "IQoJb3JpZ2luX2VjEJrCANARYCANARYCANARY/w==",
    "password in URL": "https://user:CANARYpass@host.example/path",
    "token in URL": "https://CANARYtoken1234@git.example/x.git",
    "signed URL": "https://s3.example/x?X-Amz-Signature=CANARY0123&X-Amz-Security-Token=CANARY4567",
    "header": "Authorization: Bearer CANARY.abc.def",
    "web identity": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.CANARYsig",
    "password": 'password = "CANARY, with words"',
    "YAML": "db_password: CANARY-12345",
    "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIICANARY\n-----END RSA PRIVATE KEY-----",
    "cut private key": "-----BEGIN PRIVATE KEY-----\nMIICANARY",
    "GitHub": "ghp_CANARYCANARYCANARYCANARY",
    "GitLab": "glpat-CANARYCANARYCANARY",
    "pre-shared key": 'tunnel1_preshared_key = "CANARYpsk"',
}

HARMLESS = [
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-AbCdEf",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders1-AbCdE7",
    "module.endpoints.aws_vpc_endpoint.secretsmanager: creating",
    "secretsmanager: exists: failed",
    "com.amazonaws.us-east-1.secretsmanager",
    "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity",
    "token: expired",
    "arn:aws:iam::111122223333:role/app",
    "subnet-0a1b2c3d4e5f67890",
    "alarm at 10.0.0.1:443, user@example.com",
]


@pytest.mark.parametrize("text", BY_FORM.values(), ids=BY_FORM)
def test_text_that_looks_like_a_secret_is_hidden(text: str) -> None:
    scrubbed = Scrubber().text(f"before {text} after")
    assert "CANARY" not in scrubbed
    assert HIDDEN in scrubbed
    assert scrubbed.startswith("before ")


@pytest.mark.parametrize("text", HARMLESS)
def test_text_that_is_no_secret_stays(text: str) -> None:
    assert Scrubber().text(text) == text


def test_known_secret_is_hidden_inside_of_words() -> None:
    assert Scrubber({CANARY}).text(f"x{CANARY}y {CANARY}") == f"x{HIDDEN}y {HIDDEN}"


def test_longer_secret_is_hidden_before_a_shorter_one_inside_it() -> None:
    assert Scrubber({"abcdef", "abcdefgh"}).text("abcdefgh") == HIDDEN


def test_short_values_are_left_in_words() -> None:
    assert Scrubber({"on", "443"}).text("443 on 10.0.0.1") == "443 on 10.0.0.1"


@pytest.mark.parametrize("part", ["a-", "a", "://", "eyJ-", "secret-", "token=", "-----BEGIN PRIVATE KEY-----"])
def test_long_text_is_scrubbed_in_time_that_grows_with_it(part: str) -> None:
    # A pattern that tries every length from every place would take minutes here, and the suite would stand still.
    assert Scrubber().text(part * 20_000)


def recorded() -> Recorder:
    """Return the record of a run in which a canary is in everything that can hold a text."""
    recorder = Recorder()
    texts = [CANARY, *BY_FORM.values()]
    everything = "\n".join(texts)
    recorder.take(RunBegun(everything))
    recorder.take(Equipped(everything, everything, everything, tuple(texts)))
    recorder.step(everything)
    recorder.take(Diagnosed("error", everything, everything, everything, everything, everything))
    recorder.take(Line(everything))
    four = (everything, everything, everything, everything)
    check = Check("lambda", Property.TAGS, Verdict.FAILED, Proof.EMULATED, *four, note=everything, output=everything)
    recorder.take(Verified((check, replace(check, verdict=Verdict.UNPROVABLE))))
    recorder.take(Failed(everything, everything))
    # Terraform tells last what is sensitive.
    recorder.hide({CANARY})
    return recorder


@pytest.mark.parametrize("ending", FORMS)
def test_no_form_shows_a_planted_secret(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"report{ending}"
    write_reports([recorded().report()], [path])
    text = path.read_text()
    assert "CANARY" not in text
    assert CANARY not in text
    assert HIDDEN in text


def test_progress_shows_no_secret() -> None:
    stream = io.StringIO()
    recorder = Recorder(Lines(stream))
    recorder.hide({CANARY})
    recorder.say(f"{CANARY} {BY_FORM['session key']}")
    assert stream.getvalue() == f"          {HIDDEN} {HIDDEN}\n"


def test_credentials_of_the_environment_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", CANARY)
    recorder = Recorder()
    recorder.take(RunBegun(f"x{CANARY}"))
    assert recorder.report().name == f"x{HIDDEN}"


def test_scrubbing_keeps_what_is_no_text() -> None:
    recorder = Recorder()
    check = Check("lambda", Property.TAGS, Verdict.PASSED, Proof.LIVE, "a", None, None, None)
    recorder.take(Verified((check,)))
    assert recorder.report().checks == (check,)
    assert json.dumps(recorder.report().checks[0].verdict) == '"passed"'
