"""The emulation's figures: with 5,000 endpoints, and beside stock LocalStack in turn."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from figure import Figure

from privatelink_harness.target import LocalStackTarget, fresh_account
from privatelink_localstack import process

MANY = 5000
SERVICE = "com.amazonaws.us-east-1.sqs"


def milliseconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


class Bed:
    """A VPC with room for thousands of endpoints, on one LocalStack."""

    def __init__(self, endpoint: str) -> None:
        """`endpoint` is LocalStack's URL; the account is a fresh one."""
        self.ec2 = LocalStackTarget(endpoint, fresh_account()).client("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.0.0/17", AvailabilityZone="us-east-1a")
        self.subnet = subnet["Subnet"]["SubnetId"]

    def create(self) -> str:
        """Make an interface endpoint, and give its id."""
        made = self.ec2.create_vpc_endpoint(
            VpcEndpointType="Interface",
            VpcId=self.vpc,
            ServiceName=SERVICE,
            SubnetIds=[self.subnet],
            PrivateDnsEnabled=False,
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def describe(self, identity: str) -> dict[str, Any]:
        """Describe one endpoint by its id."""
        found: dict[str, Any] = self.ec2.describe_vpc_endpoints(VpcEndpointIds=[identity])
        return found

    def modify(self, identity: str) -> None:
        """Give an endpoint a policy."""
        policy = '{"Statement":[{"Action":"sqs:*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
        self.ec2.modify_vpc_endpoint(VpcEndpointId=identity, PolicyDocument=policy)

    def delete(self, identity: str) -> None:
        """Delete an endpoint."""
        self.ec2.delete_vpc_endpoints(VpcEndpointIds=[identity])


def raise_quota(endpoint: str) -> None:
    """Let a VPC have as many endpoints as we need."""
    import json
    from urllib.request import Request, urlopen

    body = json.dumps({"interface_endpoints_per_vpc": 2 * MANY}).encode()
    urlopen(Request(f"{endpoint}/_privatelink/quotas", body, method="PUT")).close()  # noqa: S310 (loopback)


def measure() -> list[Figure]:
    """With 5,000 endpoints, then 60 of each call beside stock LocalStack."""
    with ExitStack() as exits:
        work = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        up = {}
        for name, stock in (("ours", False), ("stock", True)):
            directory = work / name
            # LocalStack indexes its services in a directory's first life, and keeps that: the second one is measured.
            Bed(process.up(directory=directory, stock=stock).endpoint)
            process.down(directory=directory)
            up[name] = process.up(directory=directory, stock=stock)
            exits.callback(process.down, directory=directory)
        raise_quota(up["ours"].endpoint)
        ratios = side_by_side(Bed(up["ours"].endpoint), Bed(up["stock"].endpoint))
        bed = Bed(up["ours"].endpoint)
        creates = [milliseconds(bed.create) for _ in range(MANY)]
        last = bed.create()
        describes = [milliseconds(lambda: bed.describe(last)) for _ in range(200)]
        memory = psutil.Process(up["ours"].pid).memory_info().rss / 1e6
    slowest = max(ratios, key=lambda name: ratios[name])
    return [
        Figure(f"DescribeVpcEndpoints by id among {MANY:,}", statistics.median(describes), " ms", 20),
        Figure(f"CreateVpcEndpoint, up to {MANY:,}", statistics.median(creates[-500:]), " ms", 60),
        Figure(f"LocalStack's memory with {MANY:,} endpoints, after a restart", memory, " MB", 600),
        Figure(f"slowest call beside stock LocalStack ({slowest})", ratios[slowest], " times", 1.5),
    ]


def side_by_side(ours: Bed, stock: Bed) -> dict[str, float]:
    """How many times longer each call takes than on stock LocalStack, at the median of 60 pairs."""
    pairs: dict[str, list[float]] = {"create": [], "describe": [], "modify": [], "delete": []}
    for _ in range(60):
        times: dict[str, list[float]] = {name: [] for name in pairs}
        for bed in (ours, stock):
            start = time.perf_counter()
            made = bed.create()
            times["create"].append((time.perf_counter() - start) * 1000)
            for name in ("describe", "modify", "delete"):
                times[name].append(milliseconds(partial(getattr(bed, name), made)))
        for name, (mine, theirs) in times.items():
            pairs[name].append(mine / theirs)
    return {name: statistics.median(found) for name, found in pairs.items()}
