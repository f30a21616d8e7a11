"""Gateway Load Balancer endpoints: made for such a service, and targets of routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def endpoint_in(account: Any, vpc: str) -> dict[str, Any]:
    """Make a Gateway Load Balancer endpoint in a VPC's new subnet, and its service."""
    elbv2 = account.client("elbv2")
    subnets = [account.subnet(account.vpc(), "a")]
    balancer = elbv2.create_load_balancer(Name="inspection", Type="gateway", Subnets=subnets)
    service = account.ec2.create_vpc_endpoint_service_configuration(
        GatewayLoadBalancerArns=[balancer["LoadBalancers"][0]["LoadBalancerArn"]], AcceptanceRequired=False
    )["ServiceConfiguration"]
    made = account.ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=service["ServiceName"],
        VpcEndpointType="GatewayLoadBalancer",
        SubnetIds=[account.subnet(vpc, "a")],
    )
    return dict(made["VpcEndpoint"])


def test_it_has_no_groups_names_or_policy(mine: Any, refused: Callable[..., str]) -> None:
    made = endpoint_in(mine, mine.vpc())
    (interface,) = mine.interfaces(made["VpcEndpointId"])
    assert interface["InterfaceType"] == "gateway_load_balancer_endpoint"
    assert (made["Groups"], made["DnsEntries"]) == ([], [])
    assert set() == {"PolicyDocument", "DnsOptions"} & set(made)
    met = refused(mine.ec2.modify_vpc_endpoint, VpcEndpointId=made["VpcEndpointId"], ResetPolicy=True)
    assert met == f"InvalidParameter: The service {made['ServiceName']} does not support endpoint policies."


def test_its_subnet_stays(mine: Any, refused: Callable[..., str]) -> None:
    made = endpoint_in(mine, mine.vpc())
    change = {"VpcEndpointId": made["VpcEndpointId"], "RemoveSubnetIds": made["SubnetIds"]}
    met = refused(mine.ec2.modify_vpc_endpoint, **change)
    assert met == "InvalidParameter: The subnet of a GatewayLoadBalancer VPC Endpoint cannot be changed."


def test_it_stays_while_a_route_leads_to_it(mine: Any) -> None:
    vpc = mine.vpc()
    made = endpoint_in(mine, vpc)["VpcEndpointId"]
    table = mine.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    mine.ec2.create_route(**route, VpcEndpointId=made)
    (failed,) = mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])["Unsuccessful"]
    message = "Endpoint must be removed from route table before deletion"
    assert failed == {"ResourceId": made, "Error": {"Code": "InvalidParameter", "Message": message}}
    mine.ec2.delete_route(**route)
    assert mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])["Unsuccessful"] == []


def test_a_route_leads_to_it_and_to_no_other_type(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    made = endpoint_in(mine, vpc)
    table = mine.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    mine.ec2.create_route(**route, VpcEndpointId=made["VpcEndpointId"])
    (found,) = mine.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert made["VpcEndpointId"] in {each["GatewayId"] for each in found["Routes"]}
    other = mine.interface_endpoint(vpc)["VpcEndpointId"]
    assert refused(mine.ec2.create_route, **route, VpcEndpointId=other).startswith("RouteNotSupported: ")
    assert refused(mine.ec2.create_route, **route, VpcEndpointId="vpce-0").startswith("InvalidVpcEndpointId.NotFound: ")
