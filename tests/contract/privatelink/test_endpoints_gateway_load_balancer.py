"""Gateway Load Balancer endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.account import Account
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcEndpointTypeDef


def endpoint_in(account: Account, vpc: str) -> VpcEndpointTypeDef:
    """Create a service, and a Gateway Load Balancer endpoint in a new subnet of a VPC."""
    load_balancer = account.gateway_load_balancer(account.subnet(account.vpc(), "a"))
    service = account.ec2.create_vpc_endpoint_service_configuration(
        GatewayLoadBalancerArns=[load_balancer], AcceptanceRequired=False
    )["ServiceConfiguration"]
    return account.ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName=service["ServiceName"],
        VpcEndpointType="GatewayLoadBalancer",
        SubnetIds=[account.subnet(vpc, "a")],
    )["VpcEndpoint"]


def test_gateway_load_balancer_endpoint_has_no_groups_names_or_policy(mine: Account) -> None:
    endpoint = endpoint_in(mine, mine.vpc())
    (interface,) = mine.interfaces(endpoint["VpcEndpointId"])
    assert interface["InterfaceType"] == "gateway_load_balancer_endpoint"
    assert (endpoint["Groups"], endpoint["DnsEntries"]) == ([], [])
    assert set() == {"PolicyDocument", "DnsOptions"} & set(endpoint)
    error = refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint["VpcEndpointId"], ResetPolicy=True)
    assert error == ("InvalidParameter", f"The service {endpoint['ServiceName']} does not support endpoint policies.")


def test_gateway_load_balancer_endpoint_keeps_its_subnet(mine: Account) -> None:
    endpoint = endpoint_in(mine, mine.vpc())
    change: dict[str, Any] = {"VpcEndpointId": endpoint["VpcEndpointId"], "RemoveSubnetIds": endpoint["SubnetIds"]}
    error = refusal(mine.ec2.modify_vpc_endpoint, **change)
    assert error == ("InvalidParameter", "The subnet of a GatewayLoadBalancer VPC Endpoint cannot be changed.")


def test_delete_is_unsuccessful_while_a_route_leads_to_the_endpoint(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint_id = endpoint_in(mine, vpc)["VpcEndpointId"]
    table = mine.route_table(vpc)
    route: dict[str, Any] = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    mine.ec2.create_route(**route, VpcEndpointId=endpoint_id)
    (failed,) = mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])["Unsuccessful"]
    message = "Endpoint must be removed from route table before deletion"
    assert failed == {"ResourceId": endpoint_id, "Error": {"Code": "InvalidParameter", "Message": message}}
    mine.ec2.delete_route(**route)
    assert mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])["Unsuccessful"] == []


def test_create_route_rejects_endpoints_of_other_types(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = endpoint_in(mine, vpc)
    table = mine.route_table(vpc)
    route: dict[str, Any] = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
    mine.ec2.create_route(**route, VpcEndpointId=endpoint["VpcEndpointId"])
    (route_table,) = mine.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert endpoint["VpcEndpointId"] in {each["GatewayId"] for each in route_table["Routes"]}
    other = mine.interface_endpoint_id(vpc)
    assert refusal(mine.ec2.create_route, **route, VpcEndpointId=other).code == "RouteNotSupported"
    assert refusal(mine.ec2.create_route, **route, VpcEndpointId="vpce-0").code == "InvalidVpcEndpointId.NotFound"
