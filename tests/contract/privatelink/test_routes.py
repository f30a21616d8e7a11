"""Routes to Gateway Load Balancer endpoints, created and replaced as by Terraform's aws_route."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account
from tests.support.refusal import refusal

DEFAULT: dict[str, Any] = {"DestinationCidrBlock": "0.0.0.0/0"}


class Inspected:
    """A VPC with two Gateway Load Balancer endpoints, an internet gateway, and an empty route table."""

    def __init__(self, account: Account) -> None:
        self.ec2 = account.ec2
        self.vpc = account.vpc()
        load_balancer = account.gateway_load_balancer(account.subnet(self.vpc, "b"))
        service = self.ec2.create_vpc_endpoint_service_configuration(
            GatewayLoadBalancerArns=[load_balancer], AcceptanceRequired=False
        )["ServiceConfiguration"]
        subnet = account.subnet(self.vpc, "b", 7)
        parameters: dict[str, Any] = {
            "VpcEndpointType": "GatewayLoadBalancer",
            "ServiceName": service["ServiceName"],
            "SubnetIds": [subnet],
        }
        self.endpoints = [
            self.ec2.create_vpc_endpoint(VpcId=self.vpc, **parameters)["VpcEndpoint"]["VpcEndpointId"] for _ in range(2)
        ]
        self.gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(VpcId=self.vpc, InternetGatewayId=self.gateway)
        self.table = account.route_table(self.vpc)

    def targets(self) -> list[dict[str, object]]:
        """Return the members of the table's own routes that name their targets."""
        (table,) = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"]
        common = {"DestinationCidrBlock", "DestinationIpv6CidrBlock", "Origin", "State"}
        own = [each for each in table["Routes"] if each.get("GatewayId") != "local"]
        return [{key: value for key, value in each.items() if key not in common} for each in own]


@pytest.fixture
def inspected(mine: Account) -> Inspected:
    """The VPC of a test's account."""
    return Inspected(mine)


def test_replace_route_changes_the_target_in_place(inspected: Inspected) -> None:
    first, second = inspected.endpoints
    inspected.ec2.create_route(RouteTableId=inspected.table, **DEFAULT, VpcEndpointId=first)
    targets = [inspected.targets()]
    replacements: list[dict[str, Any]] = [
        {"VpcEndpointId": second},
        {"GatewayId": inspected.gateway},
        {"VpcEndpointId": first},
    ]
    for target in replacements:
        inspected.ec2.replace_route(RouteTableId=inspected.table, **DEFAULT, **target)
        targets.append(inspected.targets())
    # DescribeRouteTables shows an endpoint as `GatewayId`.
    assert [[{"GatewayId": each}] for each in (first, second, inspected.gateway, first)] == targets


def test_replace_route_changes_the_target_of_an_ipv6_route(inspected: Inspected) -> None:
    first, second = inspected.endpoints
    everything: dict[str, Any] = {"DestinationIpv6CidrBlock": "::/0"}
    inspected.ec2.create_route(RouteTableId=inspected.table, **everything, VpcEndpointId=first)
    inspected.ec2.replace_route(RouteTableId=inspected.table, **everything, VpcEndpointId=second)
    assert inspected.targets() == [{"GatewayId": second}]


def test_refused_replacement_changes_nothing(inspected: Inspected, mine: Account) -> None:
    first, second = inspected.endpoints
    inspected.ec2.create_route(RouteTableId=inspected.table, **DEFAULT, VpcEndpointId=first)
    other = mine.interface_endpoint_id(inspected.vpc)
    elsewhere = mine.route_table(mine.vpc())
    route: dict[str, Any] = {"RouteTableId": inspected.table, **DEFAULT}
    requests: list[dict[str, Any]] = [
        {**route, "VpcEndpointId": "vpce-0"},
        {**route, "VpcEndpointId": other},
        {**route, "VpcEndpointId": second, "RouteTableId": elsewhere},
        {**route, "VpcEndpointId": second, "DryRun": True},
        {**route, "VpcEndpointId": second, "DestinationCidrBlock": "192.0.2.0/24"},
    ]
    codes = [refusal(inspected.ec2.replace_route, **each).code for each in requests]
    assert codes == [
        "InvalidVpcEndpointId.NotFound",
        "RouteNotSupported",
        "InvalidParameterValue",
        "DryRunOperation",
        "InvalidParameterValue",
    ]
    assert inspected.targets() == [{"GatewayId": first}]
