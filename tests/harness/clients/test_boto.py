"""What a real boto3 client's socket says on loopback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.config import Config

from privatelink_harness.clients.boto import client_of_function, measure
from privatelink_harness.clients.keepalive import KeepAlive
from privatelink_harness.errors import HarnessError
from tests.support.lambda_page import CLIENT, OPTIONS, run_block

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def system() -> KeepAlive:
    """The system's own values, which a socket without options has."""
    names = ("tcp_keepalive_time", "tcp_keepalive_intvl", "tcp_keepalive_probes")
    values = [int(Path("/proc/sys/net/ipv4", name).read_text(encoding="ascii")) for name in names]
    return KeepAlive(True, *values)  # noqa: FBT003


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """An empty module of the user's, `app_aws`."""
    made = ModuleType("app_aws")
    monkeypatch.setitem(sys.modules, "app_aws", made)
    return made


def documented_client(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the function of docs/lambda.md, in a module that `--function` can name."""
    made = ModuleType("documented")
    made.__dict__.update(run_block(CLIENT))
    monkeypatch.setitem(sys.modules, "documented", made)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return client_of_function("documented:client")


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own values in /proc/sys")
def test_documented_client_has_keep_alive_at_the_systems_pace(
    system: KeepAlive, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = measure(documented_client(monkeypatch))

    assert measured.keep_alive == system
    assert (measured.read_timeout, measured.attempts) == (910, 1)


def test_documented_socket_options_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    run_block(OPTIONS)
    measured = measure(documented_client(monkeypatch))

    assert measured.keep_alive == KeepAlive(enabled=True, idle=60, interval=30, count=5)
    assert (measured.survives, measured.keep_alive.survives, measured.waits) == (True, True, True)


def test_measuring_keeps_no_descriptor_of_the_process_open() -> None:
    reader, writer = os.pipe()
    measure()
    os.close(writer)
    os.set_blocking(reader, False)

    assert os.read(reader, 1) == b"", "another descriptor keeps the pipe open"
    os.close(reader)


def test_client_of_a_bare_environment_does_not_survive() -> None:
    measured = measure()

    assert (measured.keep_alive.enabled, measured.keep_alive.survives, measured.survives) == (False, False, False)
    assert (measured.profile, measured.read_timeout, measured.attempts) == ("default", 60, 5)
    assert (measured.retry_mode, measured.proxy) == ("legacy", False)


def test_profile_of_the_environment_is_read(configuration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration.write_text("[profile long]\ntcp_keepalive = true\nmax_attempts = 2\nretry_mode = standard\n")
    monkeypatch.setenv("AWS_PROFILE", "long")

    measured = measure()

    assert (measured.profile, measured.keep_alive.enabled) == ("long", True)
    assert (measured.attempts, measured.retry_mode) == (2, "standard")


@pytest.mark.parametrize(("mode", "attempts"), [("standard", 3), ("adaptive", 3), ("legacy", 5)])
def test_attempts_default_to_those_of_the_mode(mode: str, attempts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_RETRY_MODE", mode)
    assert measure().attempts == attempts


def test_proxy_is_told_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://user:secret@192.0.2.1:3128")
    assert measure().proxy is True


@pytest.mark.parametrize("name", ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
def test_settings_that_refuse_an_endpoint_url_do_not_matter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "true")
    assert measure().retry_mode == "legacy"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("AWS_PROFILE", "nobody", "boto3 makes no client: The config profile (nobody) could not be found"),
        ("AWS_MAX_ATTEMPTS", "many", "boto3 makes no client: invalid literal for int() with base 10: 'many'"),
        ("AWS_RETRY_MODE", "never", 'boto3 makes no client: Invalid value provided to "mode": "never" must be one of'),
    ],
)
def test_settings_that_boto3_refuses_are_named(
    name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(HarnessError) as caught:
        measure()
    assert caught.value.message.startswith(message)


def test_function_of_the_users_is_measured(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    session = boto3.Session("none", "none", region_name="eu-west-1")
    module.__dict__["client"] = lambda: session.client("lambda", config=Config(read_timeout=1000))
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")

    assert measure(client_of_function("app_aws:client")).read_timeout == 1000
    assert "AWS_ENDPOINT_URL_LAMBDA" not in os.environ


@pytest.mark.parametrize("name", ["app_aws", "app_aws:", ":client", "app_aws:1"])
def test_function_of_another_form_is_rejected(name: str) -> None:
    with pytest.raises(HarnessError, match="names no function"):
        client_of_function(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_module:client", "no_such_module:client: ModuleNotFoundError: No module named 'no_such_module'"),
        ("app_aws:client", "app_aws:client: AttributeError: module 'app_aws' has no attribute 'client'"),
    ],
)
def test_function_that_is_not_there_is_named(name: str, message: str, module: ModuleType) -> None:
    assert module.__name__ == "app_aws"
    with pytest.raises(HarnessError) as caught:
        measure(client_of_function(name))
    assert caught.value.message == message


@pytest.mark.parametrize(
    "make",
    [
        lambda: boto3.client("lambda", "eu-west-1", endpoint_url="http://192.0.2.1"),
        lambda: boto3.client("sts", "eu-west-1"),
        lambda: boto3.resource("s3", "eu-west-1"),
        object,
    ],
    ids=["another endpoint", "another service", "a resource", "no client"],
)
def test_client_that_would_reach_aws_is_never_called(make: Callable[[], object], module: ModuleType) -> None:
    module.__dict__["client"] = make
    with pytest.raises(
        HarnessError, match="returns no Lambda client of the endpoint that AWS_ENDPOINT_URL_LAMBDA names"
    ):
        measure(client_of_function("app_aws:client"))


def test_function_needs_no_credentials_and_its_call_passes_every_proxy(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    monkeypatch.setenv("no_proxy", "example.com")
    module.__dict__["client"] = lambda: boto3.client("lambda", "eu-west-1")

    measured = measure(client_of_function("app_aws:client"))

    assert (measured.read_timeout, measured.proxy, os.environ["no_proxy"]) == (60, False, "example.com")


def test_proxy_in_code_is_told(module: ModuleType) -> None:
    config = Config(proxies={"https": "http://192.0.2.1:3128"})
    module.__dict__["client"] = lambda: boto3.client("lambda", "eu-west-1", config=config)

    assert measure(client_of_function("app_aws:client")).proxy is True


def test_function_whose_proxy_would_get_the_call_is_refused(module: ModuleType) -> None:
    config = Config(proxies={"http": "http://192.0.2.1:3128"})
    module.__dict__["client"] = lambda: boto3.client("lambda", "eu-west-1", config=config)

    with pytest.raises(HarnessError, match="returns a client that sends calls over HTTP through a proxy"):
        measure(client_of_function("app_aws:client"))


def test_function_that_ends_the_process_is_named(module: ModuleType) -> None:
    module.__dict__["client"] = lambda: sys.exit("set APP_ENV")

    with pytest.raises(HarnessError, match="app_aws:client: SystemExit: set APP_ENV"):
        measure(client_of_function("app_aws:client"))
