"""Many clients at once, on this LocalStack and on a stock one in turn.

`python benchmarks/many_clients.py` measures these alone. The clients share the processors with LocalStack. They are
tasks of one thread that only sends and reads, so that the time is LocalStack's.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from figure import Figure, Ratio

from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account
from privatelink_localstack.runtime import process

CLIENTS = 200
ACCOUNTS = 20
ROUNDS = 5

type Parameters = dict[str, str]
type Life = Iterator[tuple[str, Parameters]]


@dataclass(slots=True)
class Client:
    """A client with one connection, in an account that others use too.

    Parameters:
        seconds: the duration of each call.
        failures: statuses other than 200, with their bodies.
    """

    url: str
    account: str
    number: int
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Create, describe and delete a VPC with an endpoint."""
        place = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        found: Parameters = {}
        for action, parameters in life(self.number):
            body = urlencode(
                {
                    "Action": action,
                    "Version": "2016-11-15",
                    **{key: each.format(**found) for key, each in parameters.items()},
                }
            ).encode()
            start = time.perf_counter()
            writer.write(self.head(place.netloc, len(body)) + body)
            status, text = await answer(reader)
            self.seconds.append(time.perf_counter() - start)
            if status != 200:
                self.failures.append(f"{action}: {status}: {text[:300]}")
            for name in ("vpcId", "subnetId", "groupId", "vpcEndpointId"):
                if action.startswith("Create") and (match := re.search(rf"<{name}>([^<]+)<", text)):
                    found[name] = match[1]
        writer.close()

    def head(self, host: str, length: int) -> bytes:
        """Return the head of a request. LocalStack reads the account from the credentials, and checks no signature."""
        scope = f"{self.account}/20260101/us-east-1/ec2/aws4_request"
        return (
            f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
            f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n\r\n"
        ).encode()


def life(number: int) -> Life:
    """Yield the calls of a client; names in braces stand for IDs of earlier answers."""
    yield "CreateVpc", {"CidrBlock": f"10.{number}.0.0/16"}
    yield "CreateSubnet", {"VpcId": "{vpcId}", "CidrBlock": f"10.{number}.0.0/24"}
    yield "CreateSecurityGroup", {"VpcId": "{vpcId}", "GroupName": f"g-{number}", "GroupDescription": "g"}
    yield (
        "CreateVpcEndpoint",
        {
            "VpcId": "{vpcId}",
            "ServiceName": "com.amazonaws.us-east-1.sqs",
            "VpcEndpointType": "Interface",
            "SubnetId.1": "{subnetId}",
            "SecurityGroupId.1": "{groupId}",
            "PrivateDnsEnabled": "false",
        },
    )
    for _ in range(4):
        yield "DescribeVpcEndpoints", {"VpcEndpointId.1": "{vpcEndpointId}"}
    yield "DescribeNetworkInterfaces", {"Filter.1.Name": "subnet-id", "Filter.1.Value.1": "{subnetId}"}
    yield "CreateTags", {"ResourceId.1": "{vpcEndpointId}", "Tag.1.Key": "a", "Tag.1.Value": "b"}
    yield "DescribeTags", {"Filter.1.Name": "resource-id", "Filter.1.Value.1": "{vpcEndpointId}"}
    yield "DescribeSubnets", {"SubnetId.1": "{subnetId}"}
    yield "DeleteVpcEndpoints", {"VpcEndpointId.1": "{vpcEndpointId}"}


async def answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """Read a response, and return its status and body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    if length := re.search(r"content-length: (\d+)", head, re.IGNORECASE):
        return status, (await reader.readexactly(int(length[1]))).decode()
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return status, body.decode()


@dataclass(frozen=True, slots=True)
class Load:
    """One round of all clients.

    Parameters:
        rate: calls a second.
        half, most: the time in which half of the calls were answered, and 99 of 100; in seconds.
    """

    rate: float
    half: float
    most: float


def load(url: str, accounts: list[str]) -> Load:
    """Run all clients at once.

    Raises:
        RuntimeError: a call was refused, or failed.
    """
    clients = [Client(url, accounts[number % ACCOUNTS], number) for number in range(CLIENTS)]

    async def together() -> None:
        await asyncio.gather(*(client.run() for client in clients))

    for account in accounts:
        # Stock LocalStack creates a thousand images at an account's first call.
        LocalStackSession(url, account).client("ec2").describe_vpcs()
    start = time.perf_counter()
    asyncio.run(together())
    took = time.perf_counter() - start
    if failures := [failure for client in clients for failure in client.failures]:
        raise RuntimeError(f"{len(failures)} calls failed, first {failures[0]}")
    seconds = [each for client in clients for each in client.seconds]
    hundredths = statistics.quantiles(seconds, n=100)
    return Load(len(seconds) / took, hundredths[49], hundredths[98])


def measure() -> list[Figure]:
    """Start LocalStack with the emulation and without it, and load both in turn. The first round doesn't count."""
    with ExitStack() as exits:
        work = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        urls = []
        for stock in (False, True):
            directory = work / f"stock-{stock}"
            urls.append(process.up(directory=directory, stock=stock).endpoint)
            exits.callback(process.down, directory=directory)
        rounds = []
        for number in range(ROUNDS + 1):
            accounts = [fresh_account() for _ in range(ACCOUNTS)]
            # The order alternates, so that a slower moment of the machine falls on both.
            pair = {url: load(url, accounts) for url in (urls if number % 2 else urls[::-1])}
            rounds.append((pair[urls[0]], pair[urls[1]]))
            sys.stderr.write(f"ours {pair[urls[0]]}, stock {pair[urls[1]]}\n")
    return figures(rounds[1:])


def figures(rounds: list[tuple[Load, Load]]) -> list[Figure]:
    """Return the figures of rounds on this LocalStack and on a stock one."""
    title = f"99 of 100 calls of {CLIENTS} clients on {ACCOUNTS} accounts"
    return [
        Figure(
            title,
            statistics.median(ours.most for ours, _ in rounds),
            " s",
            ratio=Ratio(statistics.median(ours.most / stock.most for ours, stock in rounds), "stock LocalStack", 1),
        ),
        Figure(
            "… half of the calls",
            statistics.median(ours.half for ours, _ in rounds),
            " s",
            ratio=Ratio(statistics.median(ours.half / stock.half for ours, stock in rounds), "stock LocalStack", 1),
        ),
        Figure(
            "… calls a second",
            statistics.median(ours.rate for ours, _ in rounds),
            "",
            ratio=Ratio(statistics.median(ours.rate / stock.rate for ours, stock in rounds), "stock LocalStack"),
        ),
    ]


def main() -> None:
    """Measure, and print the figures as rows of the table of figures."""
    sys.stdout.write("\n".join(figure.row() for figure in measure()) + "\n")


if __name__ == "__main__":
    main()
