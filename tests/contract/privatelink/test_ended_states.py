"""What has ended is listed as that for a while, and then no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.account import filters, state
from tests.support.refusal import refusal, refusal_code
from tests.support.until import until

if TYPE_CHECKING:
    from tests.support.account import Account

LONG = 3600
"""Seconds that no test waits for, however busy the machine is."""


def last(own: Account, kind: str, *, ending: float, ended: float) -> None:
    """Set the durations of the states of what is deleted from now on, in seconds."""
    own.http("PUT", "durations", {f"{kind}.deleting": ending, f"{kind}.deleted": ended})


def deleted_endpoint(own: Account) -> str:
    """Delete a new endpoint, and return its ID."""
    endpoint_id = own.interface_endpoint_id(own.vpc())
    own.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    return endpoint_id


def states(own: Account, endpoint_id: str) -> list[str]:
    """Return the state that an endpoint is listed with; none once it is gone."""
    listed = own.ec2.describe_vpc_endpoints(Filters=filters({"vpc-endpoint-id": endpoint_id}))["VpcEndpoints"]
    return [each["State"] for each in listed]


def test_deleted_endpoint_is_deleting_then_deleted_then_gone(own: Account) -> None:
    last(own, "endpoint", ending=LONG, ended=LONG)
    assert states(own, deleted_endpoint(own)) == ["deleting"]
    last(own, "endpoint", ending=0, ended=LONG)
    assert states(own, deleted_endpoint(own)) == ["deleted"]
    last(own, "endpoint", ending=0, ended=0)
    endpoint_id = deleted_endpoint(own)
    until(lambda: states(own, endpoint_id), lambda found: found == [])
    assert refusal_code(own.ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint_id]) == "InvalidVpcEndpointId.NotFound"


def test_delete_handles_each_endpoint_alone(own: Account) -> None:
    last(own, "endpoint", ending=LONG, ended=LONG)
    endpoint_id = own.interface_endpoint_id(own.vpc())
    response = own.ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0", endpoint_id])
    assert response["Unsuccessful"] == [
        {
            "ResourceId": "vpce-0",
            "Error": {
                "Code": "InvalidVpcEndpoint.NotFound",
                "Message": "The Vpc Endpoint Id 'vpce-0' does not exist",
            },
        }
    ]
    assert state(own.endpoint(endpoint_id)) == "deleting"


def test_modify_rejects_a_deleting_endpoint(own: Account) -> None:
    last(own, "endpoint", ending=LONG, ended=LONG)
    change: Any = {"VpcEndpointId": deleted_endpoint(own), "ResetPolicy": True}
    assert refusal_code(own.ec2.modify_vpc_endpoint, **change) == "IncorrectState"


def test_connection_is_listed_as_long_as_its_endpoint(own: Account) -> None:
    """Source: the documented values of the filter `vpc-endpoint-state` include deleting and deleted."""
    last(own, "endpoint", ending=0, ended=LONG)
    service = own.new_service("a")
    endpoint_id = own.interface_endpoint_id(own.vpc(), service["ServiceName"])
    own.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    deleted = filters({"vpc-endpoint-state": "deleted"})
    describe = own.ec2.describe_vpc_endpoint_connections
    (connection,) = describe(Filters=deleted)["VpcEndpointConnections"]
    own.http("POST", "reset")
    assert (connection["VpcEndpointId"], describe()["VpcEndpointConnections"]) == (endpoint_id, [])


def test_deleted_customer_gateway_is_listed_for_a_while(own: Account) -> None:
    device: Any = {"Type": "ipsec.1", "BgpAsn": 65010, "IpAddress": "198.51.100.7"}
    last(own, "vpn", ending=0, ended=LONG)
    first = own.ec2.create_customer_gateway(**device)["CustomerGateway"]["CustomerGatewayId"]
    own.ec2.delete_customer_gateway(CustomerGatewayId=first)
    assert refusal(own.ec2.delete_customer_gateway, CustomerGatewayId=first) == (
        "InvalidCustomerGatewayID.NotFound",
        f"The customerGateway ID '{first}' does not exist",
    )
    (found,) = own.ec2.describe_customer_gateways(CustomerGatewayIds=[first])["CustomerGateways"]
    assert found["State"] == "deleted"
    last(own, "vpn", ending=0, ended=0)
    second = own.ec2.create_customer_gateway(**device)["CustomerGateway"]["CustomerGatewayId"]
    assert second != first
    own.ec2.delete_customer_gateway(CustomerGatewayId=second)
    until(
        lambda: refusal_code(own.ec2.describe_customer_gateways, CustomerGatewayIds=[second]),
        lambda code: code == "InvalidCustomerGatewayID.NotFound",
    )


def test_deleted_vpn_connection_has_no_configuration(own: Account) -> None:
    last(own, "vpn", ending=0, ended=LONG)
    device = own.ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7")["CustomerGateway"]
    gateway = own.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]
    connection = own.ec2.create_vpn_connection(
        Type="ipsec.1", CustomerGatewayId=device["CustomerGatewayId"], VpnGatewayId=gateway["VpnGatewayId"]
    )["VpnConnection"]["VpnConnectionId"]
    own.ec2.delete_vpn_connection(VpnConnectionId=connection)
    (deleted,) = own.ec2.describe_vpn_connections(VpnConnectionIds=[connection])["VpnConnections"]
    assert (deleted["State"], deleted.get("CustomerGatewayConfiguration")) == ("deleted", None)
