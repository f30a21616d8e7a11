"""Accounts in a LocalStack: what Terraform and boto3 get, and what they don't."""

from __future__ import annotations

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Self

import boto3
import pytest

from privatelink_generator.patterns.base import ForeignService, OrganizationalUnit, Spec
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack import session as session_module
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.stock import STOCK_GAPS

SESSION = LocalStackSession("http://127.0.0.1:4566", "111122223333", "eu-west-1", "1.2.3")
ALIASES = {"consumer": "111122223333", "provider": "444455556666"}

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
def test_environment_holds_no_aws_setting_of_the_users() -> None:
    settings = {name: value for name, value in SESSION.environment().items() if name.startswith("AWS_")}
    assert settings == {
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
def test_environment_excludes_localstack_from_proxies(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str | None
) -> None:
    monkeypatch.setenv(name, value)
    environment = SESSION.environment()
    assert environment["NO_PROXY"] == environment["no_proxy"] == (expected or "127.0.0.1")
    assert environment[name] == (expected or value)


@pytest.mark.process
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("service", ["ec2", "directconnect"])
def test_client_goes_to_localstack_with_the_accounts_keys(service: str) -> None:
    client = LocalStackSession("http://127.0.0.1:4566", "111122223333", "eu-west-1").client(service)
    credentials = client._request_signer._credentials
    assert (client.meta.endpoint_url, client.meta.region_name, credentials.access_key, credentials.secret_key) == (
        "http://127.0.0.1:4566",
        "eu-west-1",
        "111122223333",
        "localstack",
    )


@pytest.mark.usefixtures("real")
def test_client_leaves_boto3s_default_session_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = object()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", theirs)
    LocalStackSession("http://127.0.0.1:4566", "111122223333").client("sts")
    assert boto3.DEFAULT_SESSION is theirs


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_MAX_ATTEMPTS", "x"),
        ("AWS_RETRY_MODE", "bogus"),
        ("AWS_DEFAULTS_MODE", "bogus"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_CA_BUNDLE", "/gone"),
        ("AWS_PROFILE", "gone"),
        ("AWS_DATA_PATH", "/gone"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "bogus"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "bogus"),
        ("AWS_SIGV4A_SIGNING_REGION_SET", ""),
        ("AWS_SDK_UA_APP_ID", "x" * 60),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "bogus"),
    ],
)
@pytest.mark.parametrize("service", ["ec2", "route53profiles"])
def test_client_reads_no_variable_of_the_users(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, service: str
) -> None:
    monkeypatch.setenv(name, value)
    session_module._plain_session.cache_clear()
    client = LocalStackSession("http://127.0.0.1:4566", "111122223333").client(service)
    config = client.meta.config
    assert (client.meta.endpoint_url, config.retries["mode"], config.user_agent_appid) == (
        "http://127.0.0.1:4566",
        "legacy",
        None,
    )


def test_client_is_made_once_for_a_service() -> None:
    target = LocalStackSession("http://127.0.0.1:4566", "111122223333")
    assert target.client("ec2") is target.client("ec2")


def test_client_signs_for_the_named_account() -> None:
    session = LocalStackSession("http://127.0.0.1:4566", "111122223333", aliases=ALIASES)
    keys = [session.client("ec2", alias)._request_signer._credentials.access_key for alias in ("consumer", "provider")]
    assert keys == ["111122223333", "444455556666"]


def test_client_of_a_service_that_localstack_client_lacks_leads_to_localstack() -> None:
    client = LocalStackSession("http://127.0.0.1:4566", "111122223333").client("route53profiles", region="eu-west-1")
    assert (client.meta.endpoint_url, client.meta.region_name) == ("http://127.0.0.1:4566", "eu-west-1")
    assert client._request_signer._credentials.access_key == "111122223333"


def test_client_rejects_an_unknown_account() -> None:
    with pytest.raises(HarnessError, match="the run has no account 'provider'"):
        LocalStackSession("http://127.0.0.1:4566", "111122223333").client("ec2", "provider")


@pytest.mark.parametrize(("name", "value"), [("AWS_ENDPOINT_URL", "http://127.0.0.1:4599"), ("USE_SSL", "1")])
def test_client_rejects_an_environment_that_leads_elsewhere(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(HarnessError, match=r"localstack-client goes to .*, and LocalStack is at http://127") as caught:
        LocalStackSession("http://127.0.0.1:4566", "111122223333").client("ec2")
    assert caught.value.hint is not None


@pytest.mark.process
def test_client_uses_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>")

        def log_message(self, *_: object) -> None:  # Not to standard error.
            return

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy", "AWS_ENDPOINT_URL", "USE_SSL"):
        monkeypatch.delenv(name, raising=False)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        target = LocalStackSession(f"http://127.0.0.1:{server.server_port}", "111122223333")
        assert target.client("ec2").describe_vpcs()["Vpcs"] == []
        thread.join()
    assert paths == ["/"]


def test_repr_holds_no_secret_and_no_client(tmp_path: Path) -> None:
    assert repr(LocalStackSession(f"http://{tmp_path.name}", "111122223333")) == (
        f"LocalStackSession(endpoint='http://{tmp_path.name}', account='111122223333', region='us-east-1', "
        "version=None, aliases={}, emulated=False, has_roles=False, temporary=(), fresh=(), run='', stack=None)"
    )


class RecordingServer:
    """A LocalStack that notes requests and finds nothing.

    Parameters:
        requests: method, path and body of each.
    """

    def __init__(self) -> None:
        requests: list[tuple[str, str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_DELETE(self) -> None:
                self._answer(404)

            def do_POST(self) -> None:
                self._answer(201)

            def _answer(self, status: int) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                requests.append((self.command, self.path, json.loads(body) if body else None))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:  # Not to standard error.
                return

        self.requests = requests
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.mark.process
@pytest.mark.parametrize(
    ("clean", "temporary", "emulated", "deleted"),
    [
        (True, ("1", "2"), True, ["/_privatelink/accounts/1", "/_privatelink/accounts/2"]),
        (True, (), True, []),
        (True, ("1",), False, []),
        (False, ("1",), True, ["/_privatelink/accounts/1"]),
    ],
)
def test_release_forgets_temporary_accounts_alone(
    *, clean: bool, temporary: tuple[str, ...], emulated: bool, deleted: list[str]
) -> None:
    with RecordingServer() as server:
        session = LocalStackSession(server.endpoint, "111122223333", emulated=emulated, temporary=temporary)
        session.release(clean=clean)
    assert server.requests == [("DELETE", path, None) for path in deleted]


class VendorSpec(Spec):
    """A spec of a pattern that the harness does not know."""

    @property
    def organizational_units(self) -> tuple[OrganizationalUnit, ...]:
        """One unit that the run's own account reads, and one that another reads, of a known organization."""
        return (
            OrganizationalUnit("ou-abcd-12345678"),
            OrganizationalUnit("r-wxyz", "o-exampleorgid", account="provider"),
        )

    @property
    def foreign_services(self) -> tuple[ForeignService, ...]:
        """One service with a private DNS name, one without, one of the run's own account, one of another's."""
        return (
            ForeignService("first", ("ipv4", "ipv6"), acceptance_required=True, has_private_dns=True),
            ForeignService("second", ("ipv4",), acceptance_required=False, has_private_dns=False),
            ForeignService("own", ("ipv4",), acceptance_required=True, has_private_dns=False, own_account=True),
            ForeignService(
                "theirs",
                ("ipv4",),
                acceptance_required=True,
                has_private_dns=False,
                own_account=True,
                account="provider",
                region="eu-west-3",
            ),
        )


VENDOR = VendorSpec(version=1, pattern="vendor", name="vendor")
FIRST = {
    "name": "first",
    "regions": ["eu-west-1"],
    "address_types": ["ipv4", "ipv6"],
    "acceptance_required": True,
    "private_dns_name": "first.example.com",
}
SECOND = {"name": "second", "regions": ["eu-west-1"], "address_types": ["ipv4"], "acceptance_required": False}
OWN = {
    "name": "own",
    "regions": ["eu-west-1"],
    "address_types": ["ipv4"],
    "acceptance_required": True,
    "owner": "111122223333",
}
THEIRS = {**OWN, "name": "theirs", "regions": ["eu-west-3"], "owner": "444455556666"}


UNIT = {"id": "ou-abcd-12345678", "owner": "111122223333", "partition": "aws", "accounts": ["444455556666"]}
ROOT = {
    "id": "r-wxyz",
    "owner": "444455556666",
    "partition": "aws",
    "organization": "o-exampleorgid",
    "accounts": ["111122223333"],
}


@pytest.mark.process
@pytest.mark.parametrize(
    ("emulated", "services", "units"), [(True, [FIRST, SECOND, OWN, THEIRS], [UNIT, ROOT]), (False, [], [])]
)
def test_prepare_registers_foreign_services_and_units_of_any_pattern(
    *, emulated: bool, services: list[dict[str, object]], units: list[dict[str, object]]
) -> None:
    with RecordingServer() as server:
        session = LocalStackSession(server.endpoint, "111122223333", "eu-west-1", aliases=ALIASES, emulated=emulated)
        session.prepare(VENDOR)
    assert server.requests == [
        *(("POST", "/_privatelink/services", each) for each in services),
        *(("POST", "/_privatelink/organizational-units", each) for each in units),
    ]


@pytest.mark.process
def test_prepare_names_the_service_that_is_refused() -> None:
    with pytest.raises(HarnessError, match=r"^http://127\.0\.0\.1:1: no stand-in for first: "):
        LocalStackSession("http://127.0.0.1:1", "111122223333", emulated=True).prepare(VENDOR)


@pytest.mark.process
def test_release_ignores_a_localstack_that_has_ended() -> None:
    LocalStackSession("http://127.0.0.1:1", "111122223333", emulated=True, temporary=("1",)).release(clean=True)


@pytest.mark.process
def test_alive_is_false_where_nothing_listens() -> None:
    assert LocalStackSession("http://127.0.0.1:1", "111122223333").alive() is False


@pytest.mark.parametrize(
    ("version", "emulated", "name"),
    [
        ("1.2.3", True, "LocalStack 1.2.3 at http://127.0.0.1:4566"),
        ("1.2.3", False, "stock LocalStack 1.2.3 at http://127.0.0.1:4566"),
        (None, True, "LocalStack at http://127.0.0.1:4566"),
    ],
)
def test_name_tells_the_version_and_the_endpoint(version: str | None, emulated: bool, name: str) -> None:  # noqa: FBT001 (a parameter of the test)
    assert LocalStackSession("http://127.0.0.1:4566", "1", version=version, emulated=emulated).name == name


def test_gaps_are_those_of_stock_localstack() -> None:
    ours, stock = (LocalStackSession("http://127.0.0.1:4566", "1", emulated=emulated) for emulated in (True, False))
    assert (ours.gaps, stock.gaps) == ({}, STOCK_GAPS)


def test_the_emulation_keeps_what_stock_drops_of_vpn() -> None:
    ours, stock = (LocalStackSession("http://127.0.0.1:4566", "1", emulated=emulated) for emulated in (True, False))
    assert stock.drops.keys() - ours.drops.keys() == {
        ("aws_customer_gateway", "device_name"),
        ("aws_vpn_connection", "static_routes_only"),
    }
