"""Each operation of the emulation and of stock LocalStack, in turn.

A round creates, changes and deletes one of each resource on both, so that both do the same work and nothing is left.
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
    """A VPC in a new account on one LocalStack, and the durations of the calls.

    Parameters:
        endpoint: LocalStack's URL.
        stock: whether LocalStack is stock; it then has no load balancers, and so no endpoint services.
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
            elb = target.client("elbv2")
            response = elb.create_load_balancer(Name="a", Type="network", Subnets=[self.subnet])
            self.balancer = response["LoadBalancers"][0]["LoadBalancerArn"]

    def subnet_in(self, vpc: str, cidr: str) -> str:
        """Create a subnet, and return its ID."""
        response = self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="us-east-1a")
        return str(response["Subnet"]["SubnetId"])

    def call(self, operation: str, form: str = "", **arguments: object) -> Any:
        """Call an operation, and record the duration, in ms. `form` separates two uses of one operation."""
        method = getattr(self.ec2, xform_name(operation))
        start = time.perf_counter()
        response = method(**arguments)
        self.times[f"{operation} {form}".strip()].append((time.perf_counter() - start) * 1000)
        return response

    def create_endpoint(self, subnet: str) -> str:
        """Create an interface endpoint, and return its ID."""
        response = self.call(
            "CreateVpcEndpoint",
            VpcEndpointType="Interface",
            VpcId=self.vpc,
            ServiceName=SERVICE,
            SubnetIds=[subnet],
            PrivateDnsEnabled=False,
        )
        return str(response["VpcEndpoint"]["VpcEndpointId"])


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
    workload.call("DescribeVpcEndpointServices", form="by name", ServiceNames=[SERVICE])
    workload.call("DescribeVpcEndpointServices", form="all")
    workload.call("DescribePrefixLists")
    workload.call("DescribeManagedPrefixLists")
    workload.call("DescribeVpcEndpointServiceConfigurations")
    if workload.balancer is None:
        return
    response = workload.call("CreateVpcEndpointServiceConfiguration", NetworkLoadBalancerArns=[workload.balancer])
    identity = response["ServiceConfiguration"]["ServiceId"]
    workload.call("DescribeVpcEndpointServiceConfigurations", form="by id", ServiceIds=[identity])
    workload.call("ModifyVpcEndpointServiceConfiguration", ServiceId=identity, AcceptanceRequired=False)
    workload.call("ModifyVpcEndpointServicePermissions", ServiceId=identity, AddAllowedPrincipals=[PRINCIPAL])
    workload.call("DescribeVpcEndpointServicePermissions", ServiceId=identity)
    workload.call("DeleteVpcEndpointServiceConfigurations", ServiceIds=[identity])


def network(workload: Workload) -> None:
    """Create and delete the resources that endpoints need."""
    vpc = workload.call("CreateVpc", CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = workload.call("CreateSubnet", VpcId=vpc, CidrBlock="10.1.0.0/20")["Subnet"]["SubnetId"]
    gateway = workload.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    workload.ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
    workload.call("DetachInternetGateway", VpcId=vpc, InternetGatewayId=gateway)
    workload.ec2.delete_internet_gateway(InternetGatewayId=gateway)
    block = workload.ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock="10.2.0.0/16")["CidrBlockAssociation"]
    workload.call("DisassociateVpcCidrBlock", AssociationId=block["AssociationId"])
    ipv6 = workload.ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock="2001:db8::/64")
    association = ipv6["Ipv6CidrBlockAssociation"]["AssociationId"]
    workload.call("DisassociateSubnetCidrBlock", AssociationId=association)
    workload.call("ModifySubnetAttribute", SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    group = workload.call("CreateSecurityGroup", VpcId=vpc, GroupName="a", Description="a")["GroupId"]
    interface = workload.call("CreateNetworkInterface", SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    workload.call("AssignPrivateIpAddresses", NetworkInterfaceId=interface, SecondaryPrivateIpAddressCount=1)
    workload.call("ModifyNetworkInterfaceAttribute", NetworkInterfaceId=interface, Groups=[group])
    allocation = workload.ec2.allocate_address(Domain="vpc")["AllocationId"]
    association = workload.call("AssociateAddress", AllocationId=allocation, NetworkInterfaceId=interface)
    workload.call("DisassociateAddress", AssociationId=association["AssociationId"])
    workload.call("ReleaseAddress", AllocationId=allocation)
    instance = {"ImageId": IMAGE, "InstanceType": "t3.micro", "SubnetId": subnet, "MinCount": 1, "MaxCount": 1}
    running = workload.call("RunInstances", **instance)["Instances"][0]["InstanceId"]
    workload.call("TerminateInstances", InstanceIds=[running])
    table = workload.call("CreateRouteTable", VpcId=workload.vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": workload.internet}
    workload.call("CreateRoute", **route)
    workload.call("ReplaceRoute", **route)
    workload.call("DeleteRoute", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    workload.call("DeleteRouteTable", RouteTableId=table)
    workload.call("DeleteNetworkInterface", NetworkInterfaceId=interface)
    workload.call("DeleteSecurityGroup", GroupId=group)
    workload.call("DeleteSubnet", SubnetId=subnet)
    workload.call("DeleteVpc", VpcId=vpc)


LIVES: tuple[Callable[[Workload], None], ...] = (endpoint, service, network)

NOT_IN_STOCK = frozenset(
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
    """One operation on both, as medians of all rounds.

    Parameters:
        ours, stock: milliseconds.
        ratio: ours over stock, the median of the rounds' ratios.
    """

    operation: str
    ours: float
    stock: float
    ratio: float


def compare(ours: Workload, stock: Workload) -> list[Comparison]:
    """Measure each operation in turn on both; return the highest ratio first.

    Raises:
        RuntimeError: an operation that the emulation answers is in none of `LIVES`.
    """
    for workload in (ours, stock):
        workload.times.clear()
    for number in range(ROUNDS):
        for life in LIVES:
            # The order alternates, because the first one warms caches that both use.
            for workload in (ours, stock) if number % 2 else (stock, ours):
                life(workload)
    if left_out := handled() - {name.split()[0] for name in ours.times} - NOT_IN_STOCK:
        raise RuntimeError(f"not measured: {', '.join(sorted(left_out))}")
    comparisons = [
        Comparison(
            operation,
            statistics.median(ours.times[operation]),
            statistics.median(times),
            statistics.median(a / b for a, b in zip(ours.times[operation], times, strict=True)),
        )
        for operation, times in stock.times.items()
    ]
    return sorted(comparisons, key=lambda comparison: comparison.ratio, reverse=True)
