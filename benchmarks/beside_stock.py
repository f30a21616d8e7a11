"""Each call of the emulation and of stock LocalStack, in turn.

A round is a short life of each kind of thing, on both: so that both have the same work to do and leave nothing behind.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore import xform_name

from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account

ROUNDS = 60
POLICY = json.dumps({"Statement": [{"Action": "sqs:*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]})
SERVICE = "com.amazonaws.us-east-1.sqs"
IMAGE = "ami-03cf127a"
PRINCIPAL = "arn:aws:iam::111111111111:root"


class Workload:
    """A VPC on one LocalStack, and the durations of its calls.

    Parameters:
        endpoint: LocalStack's URL. The account is a fresh one.
        stock: it has no load balancers, and so no endpoint services.
    """

    def __init__(self, endpoint: str, *, stock: bool) -> None:
        target = LocalStackSession(endpoint, fresh_account())
        self.ec2 = target.client("ec2")
        self.times: dict[str, list[float]] = defaultdict(list)
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.subnet_in(self.vpc, "10.0.0.0/17")
        self.internet = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(VpcId=self.vpc, InternetGatewayId=self.internet)
        self.balancer: str | None = None
        if not stock:
            made = target.client("elbv2").create_load_balancer(Name="a", Type="network", Subnets=[self.subnet])
            self.balancer = made["LoadBalancers"][0]["LoadBalancerArn"]

    def subnet_in(self, vpc: str, cidr: str) -> str:
        """Create a subnet, and return its ID."""
        made = self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="us-east-1a")
        return str(made["Subnet"]["SubnetId"])

    def call(self, operation: str, which: str = "", **arguments: object) -> Any:
        """Make a call, and record its duration; `which` tells two forms of the same call apart."""
        method = getattr(self.ec2, xform_name(operation))
        start = time.perf_counter()
        answer = method(**arguments)
        self.times[f"{operation} {which}".strip()].append((time.perf_counter() - start) * 1000)
        return answer

    def create_endpoint(self, subnet: str) -> str:
        """Create an interface endpoint, and return its ID."""
        made = self.call(
            "CreateVpcEndpoint",
            VpcEndpointType="Interface",
            VpcId=self.vpc,
            ServiceName=SERVICE,
            SubnetIds=[subnet],
            PrivateDnsEnabled=False,
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])


def endpoint(workload: Workload) -> None:
    """Create, change and delete an interface endpoint."""
    identity = workload.create_endpoint(workload.subnet)
    workload.call("DescribeVpcEndpoints", VpcEndpointIds=[identity])
    workload.call("DescribeNetworkInterfaces", Filters=[{"Name": "subnet-id", "Values": [workload.subnet]}])
    workload.call("ModifyVpcEndpoint", VpcEndpointId=identity, PolicyDocument=POLICY)
    workload.call("CreateTags", Resources=[identity], Tags=[{"Key": "team", "Value": "a"}])
    workload.call("DescribeTags", Filters=[{"Name": "resource-id", "Values": [identity]}])
    workload.call("DeleteTags", Resources=[identity], Tags=[{"Key": "team"}])
    workload.call("DeleteVpcEndpoints", VpcEndpointIds=[identity])


def service(workload: Workload) -> None:
    """Create, change and delete an endpoint service, and describe AWS's own."""
    workload.call("DescribeVpcEndpointServices", which="by name", ServiceNames=[SERVICE])
    workload.call("DescribeVpcEndpointServices", which="all")
    workload.call("DescribePrefixLists")
    workload.call("DescribeVpcEndpointServiceConfigurations")
    if workload.balancer is None:
        return
    made = workload.call("CreateVpcEndpointServiceConfiguration", NetworkLoadBalancerArns=[workload.balancer])
    identity = made["ServiceConfiguration"]["ServiceId"]
    workload.call("DescribeVpcEndpointServiceConfigurations", which="by id", ServiceIds=[identity])
    workload.call("ModifyVpcEndpointServiceConfiguration", ServiceId=identity, AcceptanceRequired=False)
    workload.call("ModifyVpcEndpointServicePermissions", ServiceId=identity, AddAllowedPrincipals=[PRINCIPAL])
    workload.call("DescribeVpcEndpointServicePermissions", ServiceId=identity)
    workload.call("DeleteVpcEndpointServiceConfigurations", ServiceIds=[identity])


def network(workload: Workload) -> None:
    """Create and delete the resources that endpoints need."""
    vpc = workload.call("CreateVpc", CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = workload.call("CreateSubnet", VpcId=vpc, CidrBlock="10.1.0.0/20")["Subnet"]["SubnetId"]
    group = workload.call("CreateSecurityGroup", VpcId=vpc, GroupName="a", Description="a")["GroupId"]
    interface = workload.call("CreateNetworkInterface", SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    workload.call("AssignPrivateIpAddresses", NetworkInterfaceId=interface, SecondaryPrivateIpAddressCount=1)
    instance = {"ImageId": IMAGE, "InstanceType": "t3.micro", "SubnetId": subnet, "MinCount": 1, "MaxCount": 1}
    running = workload.call("RunInstances", **instance)["Instances"][0]["InstanceId"]
    workload.call("TerminateInstances", InstanceIds=[running])
    table = workload.call("CreateRouteTable", VpcId=workload.vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": workload.internet}
    workload.call("CreateRoute", **route)
    workload.call("ReplaceRoute", **route)
    workload.call("DeleteRouteTable", RouteTableId=table)
    workload.call("DeleteNetworkInterface", NetworkInterfaceId=interface)
    workload.call("DeleteSecurityGroup", GroupId=group)
    workload.call("DeleteSubnet", SubnetId=subnet)
    workload.call("DeleteVpc", VpcId=vpc)


LIVES: tuple[Callable[[Workload], None], ...] = (endpoint, service, network)


NO_SUCH_CALL = frozenset(
    {
        "AcceptVpcEndpointConnections",
        "CreateVpcEndpointConnectionNotification",
        "DeleteVpcEndpointConnectionNotifications",
        "DescribeVpcEndpointAssociations",
        "DescribeVpcEndpointConnectionNotifications",
        "DescribeVpcEndpointConnections",
        "ModifyVpcEndpointConnectionNotification",
        "ModifyVpcEndpointServicePayerResponsibility",
        "RejectVpcEndpointConnections",
        "StartVpcEndpointServicePrivateDnsVerification",
    }
)
"""Operations that stock LocalStack lacks."""


def handled() -> set[str]:
    """Return the EC2 operations that the emulation answers."""
    from privatelink_localstack.adapters.ec2.provider import HANDLERS

    return set(HANDLERS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operation on both, at the median of all rounds.

    Parameters:
        ours, stock: milliseconds.
        ratio: ours over stock, the median of the rounds' ratios.
    """

    operation: str
    ours: float
    stock: float
    ratio: float


def compare(ours: Workload, stock: Workload) -> list[Comparison]:
    """Make each call in turn on both, the slowest beside stock first.

    Raises:
        RuntimeError: a call that this package answers was not made: it belongs into one of the lives.
    """
    for workload in (ours, stock):
        workload.times.clear()
    for number in range(ROUNDS):
        for life in LIVES:
            # Who goes first changes: the second one finds caches warm that both use.
            for workload in (ours, stock) if number % 2 else (stock, ours):
                life(workload)
    if left_out := handled() - {each.split()[0] for each in ours.times} - NO_SUCH_CALL:
        raise RuntimeError(f"not measured: {', '.join(sorted(left_out))}")
    found = [
        Comparison(
            operation,
            statistics.median(ours.times[operation]),
            statistics.median(times),
            statistics.median(a / b for a, b in zip(ours.times[operation], times, strict=True)),
        )
        for operation, times in stock.times.items()
    ]
    return sorted(found, key=lambda each: each.ratio, reverse=True)
