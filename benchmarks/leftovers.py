"""The figure of `privatelink sweep`: what killed runs have left in several accounts, found and removed."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from figure import Figure

from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_localstack.runtime import process

ACCOUNTS, VPCS = 4, 5
EACH = 10
"""Resources in each VPC, the VPC among them."""

RUN = RunTags("0123456789abcdef", "bench@here", "2026-01-02T03:04:05Z")
TAGS: Any = [{"Key": key, "Value": value} for key, value in RUN.values.items()]


def measure() -> list[Figure]:
    """Start a LocalStack, and measure the sweep of it, process and all."""
    total = ACCOUNTS * VPCS * EACH
    with ExitStack() as exits:
        work = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        endpoint = process.up(directory=work / "localstack").endpoint
        exits.callback(process.down, directory=work / "localstack")
        environment = os.environ | {"LOCALSTACK_ENDPOINT": endpoint, "XDG_STATE_HOME": str(work / "state")}
        numbers = count(100_000_000_000)
        times = [one(endpoint, environment, [str(next(numbers)) for _ in range(ACCOUNTS)], total) for _ in range(4)]
    return [
        Figure(
            f"`privatelink sweep` of {total} leftovers in {ACCOUNTS} accounts", statistics.median(times[1:]), " s", 60
        )
    ]


def one(endpoint: str, environment: dict[str, str], accounts: list[str], total: int) -> float:
    """Leave resources in new accounts, sweep them, and return the seconds of the sweep."""
    for account in accounts:
        for number in range(VPCS):
            leave(LocalStackSession(endpoint, account), number)
    privatelink = str(Path(sys.executable).with_name("privatelink"))
    begin = time.perf_counter()
    swept = subprocess.run(
        [privatelink, "sweep", "--format", "json"], env=environment, stdout=subprocess.PIPE, check=True
    ).stdout
    took = time.perf_counter() - begin
    data = json.loads(swept)["data"]
    assert (len(data["found"]), data["left"]) == (total, []), data
    return took


def leave(account: LocalStackSession, number: int) -> None:
    """Leave a VPC with a service in it, and an endpoint of another one."""
    ec2, elbv2 = account.client("ec2"), account.client("elbv2")

    def tagged(resource_type: str) -> Any:
        return {"TagSpecifications": [{"ResourceType": resource_type, "Tags": TAGS}]}

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", **tagged("vpc"))["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{zone}.0/24", **tagged("subnet"))["Subnet"]["SubnetId"]
        for zone in range(2)
    ]
    ec2.create_route_table(VpcId=vpc, **tagged("route-table"))
    group = ec2.create_security_group(VpcId=vpc, GroupName="left", Description="left", **tagged("security-group"))
    balancer = elbv2.create_load_balancer(
        Name=f"left-{number}", Type="network", Scheme="internal", Subnets=subnets[:1], Tags=TAGS
    )["LoadBalancers"][0]["LoadBalancerArn"]
    targets = elbv2.create_target_group(
        Name=f"left-{number}", Protocol="TCP", Port=80, VpcId=vpc, TargetType="ip", Tags=TAGS
    )["TargetGroups"][0]["TargetGroupArn"]
    forward: Any = [{"Type": "forward", "TargetGroupArn": targets}]
    elbv2.create_listener(LoadBalancerArn=balancer, Protocol="TCP", Port=80, DefaultActions=forward, Tags=TAGS)
    ec2.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer], AcceptanceRequired=True, **tagged("vpc-endpoint-service")
    )
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.us-east-1.sqs",
        SubnetIds=subnets[1:],
        SecurityGroupIds=[group["GroupId"]],
        PrivateDnsEnabled=False,
        **tagged("vpc-endpoint"),
    )
