"""Every integer of an answer fits the type of the model: the AWS provider, in Go, reads no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv6Network
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.ec2.models.instance_types import INSTANCE_TYPES

from tests.support.account import Account

BITS = {"integer": 32, "long": 64}
"""Sizes of botocore's types of signed integers."""

READING = ("Describe", "List", "Get")

ONE_TYPE = {"InstanceTypes": ["m5.large"]}
OF_ONE_TYPE = {"DescribeInstanceTypes": ONE_TYPE, "DescribeSpotPriceHistory": ONE_TYPE}
"""What operations are asked for that else tell of more than a thousand types, which takes half of the test's time."""


def misfits(shape: Any, value: Any, path: str) -> Iterator[str]:
    """Yield the integers of a value that the type of its shape does not hold, with their paths."""
    if shape is None or value is None:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from misfits(member, value.get(name), f"{path}.{name}")
    elif shape.type_name == "list":
        for each in value:
            yield from misfits(shape.member, each, f"{path}[]")
    elif shape.type_name == "map":
        for each in value.values():
            yield from misfits(shape.value, each, f"{path}{{}}")
    elif shape.type_name in BITS:
        limit = 1 << BITS[shape.type_name] - 1
        if not -limit <= value < limit:
            yield f"{path} = {value}"


@pytest.fixture
def found(mine: Account) -> dict[str, list[str]]:
    """Return the misfits of every later answer to the account's clients, by operation."""
    found: dict[str, list[str]] = {}

    def look(parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if "Error" not in parsed:
            found.setdefault(model.name, []).extend(misfits(model.output_shape, parsed, model.name))

    for client in (mine.ec2, mine.elbv2):
        client.meta.events.register("after-call", look)
    return found


def build(account: Account) -> None:
    """Create what has integers: VPCs and subnets of each family, interfaces, a load balancer, a service, endpoints."""
    ec2, elbv2 = account.ec2, account.elbv2
    vpc = account.vpc(AmazonProvidedIpv6CidrBlock=True)
    first, second, *_ = (str(each) for each in IPv6Network(account.ipv6_block(vpc)).subnets(new_prefix=64))
    dual_stack = account.subnet(vpc, "a", Ipv6CidrBlock=first)
    ipv6 = ec2.create_subnet(VpcId=vpc, AvailabilityZone="us-east-1b", Ipv6Native=True, Ipv6CidrBlock=second)
    account.interface_endpoint(vpc, "ec2", SubnetIds=[ipv6["Subnet"]["SubnetId"]], IpAddressType="ipv6")
    account.interface_endpoint(vpc, "ec2", SubnetIds=[dual_stack], IpAddressType="dualstack")
    account.gateway_endpoint(vpc, RouteTableIds=[account.route_table(vpc)])
    ec2.create_network_interface(SubnetId=dual_stack)
    group = account.group(vpc, "any")
    permission = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])  # type: ignore[list-item]
    load_balancer = account.load_balancer(vpc, "c")
    target_group = elbv2.create_target_group(Name="t", TargetType="ip", Protocol="TCP", Port=443, VpcId=vpc)
    target_group_arn = target_group["TargetGroups"][0]["TargetGroupArn"]
    elbv2.register_targets(TargetGroupArn=target_group_arn, Targets=[{"Id": "10.0.0.9"}])
    elbv2.describe_target_health(TargetGroupArn=target_group_arn)
    forward: Any = [{"Type": "forward", "TargetGroupArn": target_group_arn}]
    elbv2.create_listener(LoadBalancerArn=load_balancer, Protocol="TCP", Port=443, DefaultActions=forward)
    elbv2.describe_listeners(LoadBalancerArn=load_balancer)
    elbv2.describe_capacity_reservation(LoadBalancerArn=load_balancer)
    account.service_of([load_balancer])


def test_every_integer_fits_its_type(mine: Account, found: dict[str, list[str]]) -> None:
    build(mine)
    for client in (mine.ec2, mine.elbv2):
        model = client.meta.service_model
        for method, operation in client.meta.method_to_api_mapping.items():
            shape = model.operation_model(operation).input_shape
            if operation.startswith(READING) and not (shape and shape.required_members):
                try:
                    getattr(client, method)(**OF_ONE_TYPE.get(operation, {}))
                except ClientError:
                    continue  # LocalStack lacks many operations.
    assert {"CreateSubnet", "DescribeSubnets", "DescribeVpcEndpoints", "DescribeLoadBalancers"} <= found.keys()
    assert {operation: faults for operation, faults in found.items() if faults} == {}


def test_every_integer_of_every_instance_type_fits_its_type(mine: Account) -> None:
    shape = mine.ec2.meta.service_model.operation_model("DescribeInstanceTypes").output_shape
    every = list(INSTANCE_TYPES.values())
    assert len(every) > 1000
    assert list(misfits(shape, {"InstanceTypes": every}, "DescribeInstanceTypes")) == []


def test_integer_beyond_its_type_is_found(mine: Account) -> None:
    shape = mine.ec2.meta.service_model.operation_model("CreateSubnet").output_shape
    assert list(misfits(shape, {"Subnet": {"AvailableIpAddressCount": 1 << 31}}, "CreateSubnet")) == [
        "CreateSubnet.Subnet.AvailableIpAddressCount = 2147483648"
    ]
