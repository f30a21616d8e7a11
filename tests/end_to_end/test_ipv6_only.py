"""The real AWS provider on subnets and an endpoint without IPv4."""

from __future__ import annotations

from ipaddress import IPv6Address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import Stacks


def test_stack_without_ipv4_applies_plans_nothing_and_is_destroyed(privatelink: Stacks, modules: Path) -> None:
    stack = privatelink.apply(modules / "ipv6-only")
    ec2 = stack.client("ec2")
    assert stack.plan_again().verdict.value == "passed"
    (endpoint,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[stack.outputs["endpoint"]])["VpcEndpoints"]
    interfaces = ec2.describe_network_interfaces(NetworkInterfaceIds=endpoint["NetworkInterfaceIds"])
    addresses = [(each.get("PrivateIpAddress"), each["Ipv6Address"]) for each in interfaces["NetworkInterfaces"]]
    assert [(ipv4, IPv6Address(ipv6).version) for ipv4, ipv6 in addresses] == [(None, 6)] * 2
    subnets = ec2.describe_subnets(SubnetIds=endpoint["SubnetIds"])["Subnets"]
    assert [(each["AvailableIpAddressCount"], "CidrBlock" in each) for each in subnets] == [(0, False)] * 2
    stack.stack.destroy()
    assert ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [endpoint["VpcId"]]}])["Subnets"] == []
