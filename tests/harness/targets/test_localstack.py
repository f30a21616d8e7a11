"""What Terraform and boto3 get for a LocalStack, and what they don't."""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack import STOCK_GAPS, LocalStackTarget, fresh_account

TARGET = LocalStackTarget("http://127.0.0.1:4566", "111122223333", "eu-west-1", "1.2.3")

REAL = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "theirs",
    "AWS_SESSION_TOKEN": "theirs",
    "AWS_PROFILE": "production",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/theirs",
    "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/theirs",
    "AWS_ENDPOINT_URL_EC2": "https://ec2.amazonaws.com",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/theirs",
}


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "LOCALSTACK_ENDPOINT", "USE_SSL", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("real")
def test_terraform_gets_no_aws_setting_but_ours() -> None:
    found = {name: value for name, value in TARGET.environment().items() if name.startswith("AWS_")}
    assert found == {
        "AWS_ACCESS_KEY_ID": "111122223333",
        "AWS_SECRET_ACCESS_KEY": "localstack",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "5",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PATH", "/bin", None),
        ("NO_PROXY", "example.com", "example.com,127.0.0.1"),
        ("no_proxy", "example.com", "example.com,127.0.0.1"),
        ("HTTPS_PROXY", "http://proxy:3128", None),
    ],
)
def test_localstack_is_never_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str | None
) -> None:
    monkeypatch.setenv(name, value)
    environment = TARGET.environment()
    assert environment["NO_PROXY"] == environment["no_proxy"] == (expected or "127.0.0.1")
    assert environment[name] == (expected or value)


@pytest.mark.usefixtures("real")
def test_clients_go_to_localstack_with_its_keys() -> None:
    client = LocalStackTarget("http://127.0.0.1:4566", "111122223333", "eu-west-1").client("ec2")
    credentials = client._request_signer._credentials
    assert (client.meta.endpoint_url, client.meta.region_name, credentials.access_key, credentials.secret_key) == (
        "http://127.0.0.1:4566",
        "eu-west-1",
        "111122223333",
        "localstack",
    )


@pytest.mark.usefixtures("real")
def test_the_users_own_default_session_stays_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = object()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", theirs)
    LocalStackTarget("http://127.0.0.1:4566", "111122223333").client("sts")
    assert boto3.DEFAULT_SESSION is theirs


def test_one_client_for_a_service() -> None:
    target = LocalStackTarget("http://127.0.0.1:4566", "111122223333")
    assert target.client("ec2") is target.client("ec2")


@pytest.mark.parametrize(("name", "value"), [("AWS_ENDPOINT_URL", "http://127.0.0.1:4599"), ("USE_SSL", "1")])
def test_a_localstack_client_that_is_led_elsewhere_is_an_error(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(HarnessError, match=r"localstack-client goes to .*, and LocalStack is at http://127") as caught:
        LocalStackTarget("http://127.0.0.1:4566", "111122223333").client("ec2")
    assert caught.value.hint is not None


def test_clients_use_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>")

        def log_message(self, *_: object) -> None:  # Not to standard error.
            return

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy", "AWS_ENDPOINT_URL", "USE_SSL"):
        monkeypatch.delenv(name, raising=False)
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        target = LocalStackTarget(f"http://127.0.0.1:{server.server_port}", "111122223333")
        assert target.client("ec2").describe_vpcs()["Vpcs"] == []
        thread.join()
    assert asked == ["/"]


def test_its_secrets_and_clients_are_in_no_repr(tmp_path: Path) -> None:
    assert repr(LocalStackTarget(f"http://{tmp_path.name}", "111122223333")) == (
        f"LocalStackTarget(endpoint='http://{tmp_path.name}', account='111122223333', region='us-east-1', "
        "version=None, emulated=False, temporary=False)"
    )


@pytest.mark.parametrize(
    ("temporary", "emulated", "deleted"),
    [(True, True, ["/_privatelink/accounts/111122223333"]), (False, True, []), (True, False, [])],
)
def test_only_a_temporary_account_is_forgotten(*, temporary: bool, emulated: bool, deleted: list[str]) -> None:
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_DELETE(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:  # Not to standard error.
            return

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        LocalStackTarget(endpoint, "111122223333", emulated=emulated, temporary=temporary).forget()
        server.shutdown()
        thread.join()
    assert asked == deleted


def test_what_nobody_listens_at_has_nothing_to_forget() -> None:
    LocalStackTarget("http://127.0.0.1:1", "111122223333", emulated=True, temporary=True).forget()


def test_what_nobody_listens_at_is_not_alive() -> None:
    assert LocalStackTarget("http://127.0.0.1:1", "111122223333").alive() is False


@pytest.mark.parametrize(
    ("version", "emulated", "name"),
    [
        ("1.2.3", True, "LocalStack 1.2.3 at http://127.0.0.1:4566"),
        ("1.2.3", False, "stock LocalStack 1.2.3 at http://127.0.0.1:4566"),
        (None, True, "LocalStack at http://127.0.0.1:4566"),
    ],
)
def test_its_name(version: str | None, emulated: bool, name: str) -> None:  # noqa: FBT001 (a parameter of the test)
    assert LocalStackTarget("http://127.0.0.1:4566", "1", version=version, emulated=emulated).name == name


def test_only_stock_localstack_has_gaps() -> None:
    ours, stock = (LocalStackTarget("http://127.0.0.1:4566", "1", emulated=emulated) for emulated in (True, False))
    assert (ours.gaps, stock.gaps) == ({}, STOCK_GAPS)


def test_fresh_accounts_are_ids_of_their_own() -> None:
    accounts = {fresh_account() for _ in range(100)}
    assert len(accounts) == 100
    assert all(len(each) == 12 and each.isdigit() and not each.startswith("0") for each in accounts)
