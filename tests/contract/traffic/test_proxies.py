"""Traffic where the kernel refuses namespaces: LocalStack's plane works by proxies, and says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.runtime.traffic import Mode, Phase, read_traffic
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.echo import echo, read, serving
from tests.support.namespaces import with_namespaces_refused
from tests.support.ordinary_localstack import PRIVATELINK, localstack
from tests.support.private_function import CALLER, Private
from tests.support.traffic import PORT, TARGET_PORT, Link, link

PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
SILENCE = 0.5
"""Seconds after which no answer is silence."""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a LocalStack whose kernel refuses namespaces."""
    with localstack(tmp_path_factory.mktemp("refused"), with_namespaces_refused) as url:
        yield url


@pytest.fixture(scope="module")
def linked(refused: str) -> Iterator[Link]:
    """A service and an endpoint."""
    with temporary_accounts(refused) as fresh:
        yield link(Account(refused, fresh()), Account(refused, fresh()))


@pytest.fixture(scope="module")
def private(refused: str) -> Iterator[Private]:
    """A private subnet with an endpoint for Lambda, and functions."""
    with temporary_accounts(refused) as fresh:
        yield Private(Account(refused, fresh()))


@pytest.fixture
def plane(refused: str) -> Iterator[Client]:
    """A connection to the plane."""
    with traffic.plane(refused) as client:
        yield client


def test_status_says_why_proxies_stand_for_namespaces(refused: str, plane: Client) -> None:
    status = read_traffic(refused)

    assert (status.phase, status.mode, status.problem) == (Phase.RUNNING, Mode.PROXIES, None)
    assert status.refusal is not None
    assert status.way_out is not None
    assert plane.limits()


def test_client_reaches_the_target_and_a_stranger_does_not(linked: Link, plane: Client) -> None:
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        with plane.connect(linked.client, linked.name, PORT, PATIENCE) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(b"hello")
            assert read(connection, 15) == b"127.0.0.1 hello"
            linked.reject()
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        linked.accept()
        traffic.available(linked)
        with pytest.raises(TimeoutError):
            plane.connect(linked.stranger, linked.name, PORT, SILENCE)


def test_function_calls_another_through_the_endpoint(private: Private) -> None:
    assert private.call("orders") == 7


def test_endpoint_policy_refuses_another_function(private: Private) -> None:
    assert private.call("secret") == "AccessDeniedException"


def test_name_is_unknown_without_private_dns(private: Private) -> None:
    with private.without_private_dns():
        assert private.call("orders") == "ProxyConnectionError"


def test_closed_group_is_silent_until_the_client_gives_up(private: Private) -> None:
    with private.closed_group():
        assert private.call("orders", brief=True) == "ReadTimeoutError"
    assert private.call("orders") == 7


def test_program_behind_an_interface_calls_aws_with_boto3(private: Private, plane: Client) -> None:
    interface = private.ec2.describe_network_interfaces(Filters=[{"Name": "interface-type", "Values": ["lambda"]}])[
        "NetworkInterfaces"
    ][0]["NetworkInterfaceId"]
    program = f"{CALLER}\nimport sys\nprint(handler(json.loads(sys.argv[1]), None))"
    with plane.entrance(interface) as entrance:
        command = entrance.command(
            "env",
            f"AWS_ACCESS_KEY_ID={private.account.id}",
            "AWS_SECRET_ACCESS_KEY=secret",
            "AWS_DEFAULT_REGION=us-east-1",
            sys.executable,
            "-c",
            program,
            '{"call": "orders"}',
        )
        shown = subprocess.run(
            command, pass_fds=entrance.descriptors, capture_output=True, text=True, check=False, timeout=PATIENCE
        )

    assert shown.stdout == "7\n", shown.stderr


def test_command_s_rows_say_what_proxies_do_not_show(refused: str, tmp_path: Path) -> None:
    spec = Path("specs/consumer/lambda-from-private-subnets.yaml").resolve()
    environment = {**os.environ, "LOCALSTACK_ENDPOINT": refused}
    command = [PRIVATELINK, "test", str(spec), "--traffic", "on", "--format", "json"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    checks = json.loads(done.stdout)["data"]["checks"]
    notes = {each["property"]: each["note"] for each in checks if each["proof"] == "traffic"}
    assert {"names answer", "who reaches it", "silent to others", "function calls"} <= notes.keys()
    assert all("isolation" in each for each in notes.values())
    assert Limit.SYN in notes["silent to others"]


def test_exec_runs_a_command_behind_the_proxy(refused: str, private: Private) -> None:
    environment = {**os.environ, "LOCALSTACK_ENDPOINT": refused}
    command = [PRIVATELINK, "exec", private.vpc, "--", "sh", "-c", "echo $HTTPS_PROXY"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout[:10]) == (0, "http://10."), done.stderr
