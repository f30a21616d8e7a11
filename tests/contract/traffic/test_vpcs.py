"""VPCs as tests have them: `stack.vpc(NAME)`, on the traffic of a link."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin.vpc import StackVpc
from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.runtime.traffic import open_traffic
from tests.support.account import Account
from tests.support.echo import page, serving
from tests.support.traffic import PORT, TARGET_ADDRESS, TARGET_PORT, Link

BRIEF = 0.5
"""Seconds after which a connection counts as silent."""


@contextmanager
def opened(account: Account, interface: str) -> Iterator[StackVpc]:
    """Provide the VPC of a network interface."""
    described = account.ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
    status = open_traffic(account.url)
    assert status.socket is not None
    path = status.socket
    vpc = StackVpc(described["VpcId"], lambda: Client(path))
    try:
        yield vpc
    finally:
        vpc.close()


@pytest.mark.usefixtures("plane")
def test_client_in_a_vpc_meets_what_the_stack_allows(linked: Link) -> None:
    clients = [each["GroupId"] for each in linked.admitted["UserIdGroupPairs"]]
    with opened(linked.consumer, linked.client) as consumer, opened(linked.provider, linked.target) as provider:
        with serving(provider.listen(TARGET_PORT, TARGET_ADDRESS), page("204 No Content")):
            answer = consumer.http(f"http://{linked.name}:{PORT}/orders?of=today", groups=clients)
            with consumer.connect(linked.name, PORT, groups=clients) as connection:
                address = connection.getpeername()[0]
            with pytest.raises(TimeoutError):
                consumer.connect(linked.name, PORT, timeout=BRIEF)

        assert (answer.status, answer.headers, answer.body) == (204, {"content-length": "0"}, b"")
        assert consumer.addresses(linked.name) == {address}
        assert consumer.addresses("unknown.example.com") == frozenset()
        with pytest.raises(socket.gaierror):
            consumer.connect("unknown.example.com", PORT)
        with pytest.raises(HarnessError, match="the data plane has no such security group"):
            consumer.connect(linked.name, PORT, groups=["sg-0"])


@pytest.mark.usefixtures("plane")
def test_program_in_a_vpc_is_reached_by_its_address(linked: Link) -> None:
    with opened(linked.consumer, linked.client) as consumer:
        listener = consumer.listen(8080)
        address, port = listener.getsockname()
        with serving(listener, page("200 OK")):
            assert consumer.http(f"http://{address}:{port}/").status == 200
