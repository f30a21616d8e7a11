"""Routes to Gateway Load Balancer endpoints: made, and led elsewhere in place, as Terraform's aws_route does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

DEFAULT = {"DestinationCidrBlock": "0.0.0.0/0"}


class Inspected:
    """A VPC with two Gateway Load Balancer endpoints, an internet gateway, and an empty route table."""

    def __init__(self, account: Any) -> None:
        self.ec2 = account.ec2
        self.vpc = account.vpc()
        elbv2 = account.client("elbv2")
        made = elbv2.create_load_balancer(Name="inspection", Type="gateway", Subnets=[account.subnet(self.vpc, "b")])
        service = self.ec2.create_vpc_endpoint_service_configuration(
            GatewayLoadBalancerArns=[made["LoadBalancers"][0]["LoadBalancerArn"]], AcceptanceRequired=False
        )["ServiceConfiguration"]
        subnet = account.subnet(self.vpc, "b", 7)
        asked = {"VpcEndpointType": "GatewayLoadBalancer", "ServiceName": service["ServiceName"], "SubnetIds": [subnet]}
        self.endpoints = [
            self.ec2.create_vpc_endpoint(VpcId=self.vpc, **asked)["VpcEndpoint"]["VpcEndpointId"] for _ in range(2)
        ]
        self.gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(VpcId=self.vpc, InternetGatewayId=self.gateway)
        self.table = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]

    def targets(self) -> list[dict[str, str]]:
        """Describe where the table's own routes lead, without what all of them have."""
        (table,) = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"]
        common = {"DestinationCidrBlock", "DestinationIpv6CidrBlock", "Origin", "State"}
        own = [each for each in table["Routes"] if each.get("GatewayId") != "local"]
        return [{key: value for key, value in each.items() if key not in common} for each in own]


@pytest.fixture
def inspected(mine: Any) -> Inspected:
    """The VPC."""
    return Inspected(mine)


def test_a_route_is_led_to_another_endpoint_and_away_again(inspected: Inspected) -> None:
    first, second = inspected.endpoints
    inspected.ec2.create_route(RouteTableId=inspected.table, **DEFAULT, VpcEndpointId=first)
    seen = [inspected.targets()]
    for target in ({"VpcEndpointId": second}, {"GatewayId": inspected.gateway}, {"VpcEndpointId": first}):
        inspected.ec2.replace_route(RouteTableId=inspected.table, **DEFAULT, **target)
        seen.append(inspected.targets())
    # DescribeRouteTables gives an endpoint as `GatewayId`.
    assert [[{"GatewayId": each}] for each in (first, second, inspected.gateway, first)] == seen


def test_a_route_for_ipv6_is_led_to_another_endpoint(inspected: Inspected) -> None:
    first, second = inspected.endpoints
    everything = {"DestinationIpv6CidrBlock": "::/0"}
    inspected.ec2.create_route(RouteTableId=inspected.table, **everything, VpcEndpointId=first)
    inspected.ec2.replace_route(RouteTableId=inspected.table, **everything, VpcEndpointId=second)
    assert inspected.targets() == [{"GatewayId": second}]


def test_what_is_refused_changes_nothing(inspected: Inspected, mine: Any, refused: Callable[..., str]) -> None:
    first, second = inspected.endpoints
    inspected.ec2.create_route(RouteTableId=inspected.table, **DEFAULT, VpcEndpointId=first)
    other = mine.interface_endpoint(inspected.vpc)["VpcEndpointId"]
    elsewhere = mine.ec2.create_route_table(VpcId=mine.vpc())["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": inspected.table, **DEFAULT}
    asked = [
        {**route, "VpcEndpointId": "vpce-0"},
        {**route, "VpcEndpointId": other},
        {**route, "VpcEndpointId": second, "RouteTableId": elsewhere},
        {**route, "VpcEndpointId": second, "DryRun": True},
        {**route, "VpcEndpointId": second, "DestinationCidrBlock": "192.0.2.0/24"},
    ]
    codes = [refused(inspected.ec2.replace_route, **each).partition(":")[0] for each in asked]
    assert codes == [
        "InvalidVpcEndpointId.NotFound",
        "RouteNotSupported",
        "InvalidParameterValue",
        "DryRunOperation",
        "InvalidParameterValue",
    ]
    assert inspected.targets() == [{"GatewayId": first}]
