"""Gateway Load Balancer endpoints: made for such a service, and targets of routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_route_leads_to_it_and_to_no_other_type(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc, "a")
    elbv2 = mine.client("elbv2")
    balancer = elbv2.create_load_balancer(Name="inspection", Type="gateway", Subnets=[mine.subnet(mine.vpc(), "a")])
    service = mine.ec2.create_vpc_endpoint_service_configuration(
        GatewayLoadBalancerArns=[balancer["LoadBalancers"][0]["LoadBalancerArn"]], AcceptanceRequired=False
    )["ServiceConfiguration"]
    made = mine.ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName=service["ServiceName"], VpcEndpointType="GatewayLoadBalancer", SubnetIds=[subnet]
    )["VpcEndpoint"]
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert interface["InterfaceType"] == "gateway_load_balancer_endpoint"
    assert (made["Groups"], made["DnsEntries"]) == ([], [])
    table = mine.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    mine.ec2.create_route(**route, VpcEndpointId=made["VpcEndpointId"])
    (found,) = mine.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert made["VpcEndpointId"] in {each["GatewayId"] for each in found["Routes"]}
    other = mine.interface_endpoint(vpc)["VpcEndpointId"]
    assert refused(mine.ec2.create_route, **route, VpcEndpointId=other).startswith("RouteNotSupported: ")
    assert refused(mine.ec2.create_route, **route, VpcEndpointId="vpce-0").startswith("InvalidVpcEndpointId.NotFound: ")
