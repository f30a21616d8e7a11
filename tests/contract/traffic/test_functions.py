"""Lambda functions in VPCs: one in a private subnet calls another through an interface endpoint, or can't."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.namespaces import need_namespaces
from tests.support.private_function import Private
from tests.support.until import until

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

WHERE = """
import os, socket

def handler(event, context):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outgoing:
        outgoing.connect(("10.0.0.2", 53))
        address = outgoing.getsockname()[0]
    return [address, os.getpid(), "AWS_ENDPOINT_URL" in os.environ, os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")[0]]
"""


@pytest.fixture(scope="module")
def private(own_localstack: Instance) -> Iterator[Private]:
    """The private subnet."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account = Account(own_localstack.endpoint, fresh())
        yield Private(account)
        account.http("POST", "reset")


def test_function_is_behind_its_interface(private: Private) -> None:
    for name in ("first", "second"):
        private.functions.create(name, WHERE, **private.inside)
    answers = [private.functions.invoke(name).value for name in ("first", "second")]
    (interface,) = private.ec2.describe_network_interfaces(Filters=[{"Name": "interface-type", "Values": ["lambda"]}])[
        "NetworkInterfaces"
    ]
    assert [(address, past, api) for address, _, past, api in answers] == [
        (interface["PrivateIpAddress"], False, "127.0.0.1")
    ] * 2
    for name in ("first", "second"):
        private.functions.client.delete_function(FunctionName=name)
    until(lambda: [_is_running(pid) for _, pid, _, _ in answers], lambda running: running == [False, False])


def test_function_calls_another_through_the_endpoint(private: Private) -> None:
    assert private.call("orders") == 7


def test_endpoint_policy_refuses_another_function(private: Private) -> None:
    assert private.call("secret") == "AccessDeniedException"


def test_closed_group_times_out(private: Private) -> None:
    with private.closed_group():
        assert private.call("orders", brief=True) == "ConnectTimeoutError"
    assert private.call("orders") == 7


def test_name_is_unknown_without_private_dns(private: Private) -> None:
    with private.without_private_dns():
        assert private.call("orders") == "EndpointConnectionError"
    assert private.call("orders") == 7


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
