"""Every call of ours beside stock LocalStack's, in turn.

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


class Bed:
    """A VPC on one LocalStack, and what its calls took.

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
        """Make a subnet."""
        made = self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="us-east-1a")
        return str(made["Subnet"]["SubnetId"])

    def call(self, operation: str, which: str = "", **arguments: object) -> Any:
        """Make a call, and note what it takes; `which` tells two kinds of the same call apart."""
        method = getattr(self.ec2, xform_name(operation))
        start = time.perf_counter()
        answer = method(**arguments)
        self.times[f"{operation} {which}".strip()].append((time.perf_counter() - start) * 1000)
        return answer

    def create_endpoint(self, subnet: str) -> str:
        """Make an interface endpoint, and give its id."""
        made = self.call(
            "CreateVpcEndpoint",
            VpcEndpointType="Interface",
            VpcId=self.vpc,
            ServiceName=SERVICE,
            SubnetIds=[subnet],
            PrivateDnsEnabled=False,
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])


def endpoint(bed: Bed) -> None:
    """The life of an interface endpoint."""
    identity = bed.create_endpoint(bed.subnet)
    bed.call("DescribeVpcEndpoints", VpcEndpointIds=[identity])
    bed.call("DescribeNetworkInterfaces", Filters=[{"Name": "subnet-id", "Values": [bed.subnet]}])
    bed.call("ModifyVpcEndpoint", VpcEndpointId=identity, PolicyDocument=POLICY)
    bed.call("CreateTags", Resources=[identity], Tags=[{"Key": "team", "Value": "a"}])
    bed.call("DescribeTags", Filters=[{"Name": "resource-id", "Values": [identity]}])
    bed.call("DeleteTags", Resources=[identity], Tags=[{"Key": "team"}])
    bed.call("DeleteVpcEndpoints", VpcEndpointIds=[identity])


def service(bed: Bed) -> None:
    """The life of an endpoint service, and looking for AWS's own."""
    bed.call("DescribeVpcEndpointServices", which="by name", ServiceNames=[SERVICE])
    bed.call("DescribeVpcEndpointServices", which="all")
    bed.call("DescribePrefixLists")
    bed.call("DescribeVpcEndpointServiceConfigurations")
    if bed.balancer is None:
        return
    made = bed.call("CreateVpcEndpointServiceConfiguration", NetworkLoadBalancerArns=[bed.balancer])
    identity = made["ServiceConfiguration"]["ServiceId"]
    bed.call("DescribeVpcEndpointServiceConfigurations", which="by id", ServiceIds=[identity])
    bed.call("ModifyVpcEndpointServiceConfiguration", ServiceId=identity, AcceptanceRequired=False)
    bed.call("ModifyVpcEndpointServicePermissions", ServiceId=identity, AddAllowedPrincipals=[PRINCIPAL])
    bed.call("DescribeVpcEndpointServicePermissions", ServiceId=identity)
    bed.call("DeleteVpcEndpointServiceConfigurations", ServiceIds=[identity])


def network(bed: Bed) -> None:
    """The lives of what endpoints live in."""
    vpc = bed.call("CreateVpc", CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = bed.call("CreateSubnet", VpcId=vpc, CidrBlock="10.1.0.0/20")["Subnet"]["SubnetId"]
    group = bed.call("CreateSecurityGroup", VpcId=vpc, GroupName="a", Description="a")["GroupId"]
    interface = bed.call("CreateNetworkInterface", SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    bed.call("AssignPrivateIpAddresses", NetworkInterfaceId=interface, SecondaryPrivateIpAddressCount=1)
    instance = {"ImageId": IMAGE, "InstanceType": "t3.micro", "SubnetId": subnet, "MinCount": 1, "MaxCount": 1}
    running = bed.call("RunInstances", **instance)["Instances"][0]["InstanceId"]
    bed.call("TerminateInstances", InstanceIds=[running])
    table = bed.call("CreateRouteTable", VpcId=bed.vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": bed.internet}
    bed.call("CreateRoute", **route)
    bed.call("ReplaceRoute", **route)
    bed.call("DeleteRouteTable", RouteTableId=table)
    bed.call("DeleteNetworkInterface", NetworkInterfaceId=interface)
    bed.call("DeleteSecurityGroup", GroupId=group)
    bed.call("DeleteSubnet", SubnetId=subnet)
    bed.call("DeleteVpc", VpcId=vpc)


LIVES: tuple[Callable[[Bed], None], ...] = (endpoint, service, network)


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
"""Calls that stock LocalStack does not have at all."""


def handled() -> set[str]:
    """Every EC2 call that this package answers itself."""
    from privatelink_localstack.adapters.ec2.provider import HANDLERS

    return set(HANDLERS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One call, at the median of all rounds.

    Parameters:
        operation: EC2's name of it.
        ours, stock: milliseconds.
        ratio: how many times longer ours takes: the median of the rounds' own.
    """

    operation: str
    ours: float
    stock: float
    ratio: float


def compare(ours: Bed, stock: Bed) -> list[Comparison]:
    """Make each call in turn on both, the slowest beside stock first.

    Raises:
        RuntimeError: a call that this package answers was not made: it belongs into one of the lives.
    """
    for bed in (ours, stock):
        bed.times.clear()
    for number in range(ROUNDS):
        for life in LIVES:
            # Who goes first changes: the second one finds caches warm that both use.
            for bed in (ours, stock) if number % 2 else (stock, ours):
                life(bed)
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
