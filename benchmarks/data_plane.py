"""The figures of the data plane with many endpoints, of new network interfaces, and of TLS."""

from __future__ import annotations

import ssl
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from ipaddress import ip_address, ip_network
from pathlib import Path

import relay
from figure import Figure
from timing import seconds

from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    AwsEndpoint,
    Certificate,
    Endpoint,
    Interface,
    Route,
    State,
    Subnet,
    Tls,
    Vpc,
)

SAMPLES = 40
IN_ONE_VPC, IN_VPCS, VPCS = 1000, 2000, 50
PATIENCE = 60.0
NAME = "lambda.us-east-1.amazonaws.com"


@contextmanager
def plane(directory: Path) -> Iterator[tuple[Process, Client]]:
    """Start a data plane, with a connection to it."""
    with Process(directory / "plane") as process, process.client() as client:
        yield process, client


def endpoint(number: int, vpc: str, base: int) -> State:
    """Return an endpoint of the service, whose two network interfaces are in a VPC."""
    key = f"vpce-{vpc}-{number}"
    interfaces = [
        Interface(f"{key}-{at}", vpc, vpc, (ip_address(base + 2 * number + at),), ("all",)) for at in range(2)
    ]
    own = Endpoint(key, vpc, tuple(each.id for each in interfaces), "service")
    return State(interfaces={each.id: each for each in interfaces}, endpoints={key: own})


def joined(states: list[State]) -> State:
    """Return a state with the records of several."""
    return State(
        *({key: own for each in states for key, own in getattr(each, name).items()} for name in State.__slots__)
    )


def new_endpoint(directory: Path) -> float:
    """Return the median time in seconds from the push of an endpoint beside 1,000 others to an answer through it."""
    base = int(ip_address("10.0.16.0"))
    with plane(directory) as (_, client):
        many = [endpoint(number, "consumer", base) for number in range(IN_ONE_VPC)]
        client.push(joined([relay.state(), *many]), whole=True)

        def made(number: int) -> None:
            client.push(endpoint(number, "consumer", base))
            with client.connect("eni-client", str(ip_address(base + 2 * number)), relay.PORT, PATIENCE) as connection:
                connection.sendall(b"x")
                connection.recv(1)

        with relay.Bed(client, relay.compiled(directory)).target():
            numbers = range(IN_ONE_VPC, IN_ONE_VPC + SAMPLES)
            return statistics.median(seconds(partial(made, number)) for number in numbers)


def memory(directory: Path) -> float:
    """Return the memory of a plane with 2,000 endpoints in 50 VPCs, in MB."""
    block, keys = ip_network("10.0.0.0/16"), [f"vpc-{number}" for number in range(VPCS)]
    vpcs = State(
        vpcs={key: Vpc(key, (block,)) for key in keys},
        subnets={key: Subnet(key, key, "a", (Route(block, LOCAL),)) for key in keys},
    )
    base = int(ip_address("10.0.16.0"))
    each_has = IN_VPCS // VPCS
    many = [endpoint(number, key, base) for key in keys for number in range(each_has)]
    with plane(directory) as (process, client):
        client.push(joined([relay.state(), vpcs, *many]), whole=True)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return int(fields["VmRSS"].split()[0]) / 1000


def first_connections(directory: Path) -> float:
    """Return the longest time in seconds of a first connection of a network interface with a link of its own."""
    base = int(ip_address("10.0.32.0"))
    took = []
    with plane(directory) as (_, client):
        client.push(relay.state(), whole=True)
        with client.listen("eni-target", relay.TARGET_PORT):
            for number in range(SAMPLES):
                key = f"eni-{number}"
                own = Interface(key, "consumer", "consumer", (ip_address(base + number),), ("all",), workload=True)
                client.push(State(interfaces={key: own}))
                before = time.perf_counter()
                client.connect(key, relay.RELAYED, relay.PORT, PATIENCE).close()
                took.append(time.perf_counter() - before)
    return max(took)


def handshakes(directory: Path) -> float:
    """Return the median time in seconds of a TLS handshake with the endpoint of an AWS service."""
    state = relay.state()
    tls = Tls((Certificate((NAME,)),), ("http/1.1",))
    own = AwsEndpoint("aws", "consumer", ("eni-proxy",), ip_address("127.64.0.1"), 1, tls)
    took = []
    with plane(directory) as (_, client):
        client.push(replace(state, aws_endpoints={own.id: own}), whole=True)
        context = ssl.create_default_context(cafile=str(client.authority()))
        for _ in range(SAMPLES):
            with client.connect("eni-client", relay.PROXIED, relay.PORT, PATIENCE) as plain:
                before = time.perf_counter()
                context.wrap_socket(plain, server_hostname=NAME)
                took.append(time.perf_counter() - before)
    return statistics.median(took)


def measure(directory: Path) -> list[Figure]:
    """Measure all of it."""
    title = f"data plane: endpoint made and answering, beside {IN_ONE_VPC:,} in its VPC"
    handshake = handshakes(directory)
    return [
        Figure(title, new_endpoint(directory) * 1000, " ms", 10),
        Figure(f"data plane: memory with {IN_VPCS:,} endpoints in {VPCS} VPCs", memory(directory), " MB", 100),
        Figure(
            f"data plane: slowest first connection of {SAMPLES} new links",
            first_connections(directory) * 1000,
            " ms",
            500,
        ),
        Figure("data plane: TLS handshake with an endpoint of an AWS service", handshake * 1000, " ms", 15),
        Figure("data plane: TLS handshakes a second", 1 / handshake, ""),
    ]
