"""What clients with botocore 1.44 send, and LocalStack's own botocore does not know."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.newer import newer_client, query
from tests.support.refusal import refusal

SERVICE_OWNER = [{"Scope": "vpc-endpoint-charges", "PayerResponsibilityType": "vpc-endpoint-service-account"}]
ATTACHMENT = "transit-gateway-attachment"


def gateway_service(account: Account) -> str:
    """Create an endpoint service with a gateway load balancer, and return its ID."""
    load_balancer = account.gateway_load_balancer(account.subnet(account.vpc(), "a"))
    create = account.ec2.create_vpc_endpoint_service_configuration
    return create(GatewayLoadBalancerArns=[load_balancer])["ServiceConfiguration"]["ServiceId"]


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("ec2", "The action MakeVpcEndpoint is not valid for this web service."),
        ("elasticloadbalancing", "Could not find operation MakeVpcEndpoint for version 2015-12-01"),
    ],
)
def test_unknown_operation_is_a_400(mine: Account, service: str, message: str) -> None:
    assert query(mine, service, "MakeVpcEndpoint") == (400, "InvalidAction", message)


def test_tunnel_endpoint_is_refused(mine: Account) -> None:
    arn = "arn:aws:vpc-lattice:us-east-1:111111111111:resourceconfiguration/rcfg-0123456789abcdef0"
    request = {"VpcId": mine.vpc(), "VpcEndpointType": "Tunnel", "ResourceConfigurationArn": arn}
    expected = (400, "UnsupportedOperation", "VPC endpoints of type Tunnel are not emulated here.")
    assert query(mine, "ec2", "CreateVpcEndpoint", **request) == expected


def test_service_owner_pays_for_an_endpoint(mine: Account, make_account: MakeAccount) -> None:
    theirs = make_account()
    service = mine.new_service("a", allow=[theirs.root])
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    own, other = newer_client(mine, "ec2"), newer_client(theirs, "ec2")

    answer = own.modify_vpc_endpoint_payer_responsibility(
        ServiceId=service["ServiceId"],
        VpcEndpointId=endpoint_id,
        PayerResponsibility="vpc-endpoint-service-account",
        Scope="vpc-endpoint-charges",
    )

    (connection,) = own.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    (endpoint,) = other.describe_vpc_endpoints()["VpcEndpoints"]
    assert (answer["VpcEndpointId"], answer["PayerResponsibilities"]) == (endpoint_id, SERVICE_OWNER)
    assert connection["PayerResponsibilities"] == SERVICE_OWNER
    assert endpoint["PayerResponsibilities"] == SERVICE_OWNER


def test_endpoint_owner_takes_the_charges_back(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    request = {"PayerResponsibility": "vpc-endpoint-account", "Scope": "vpc-endpoint-charges"}

    newer_client(mine, "ec2").modify_vpc_endpoint_payer_responsibility(VpcEndpointId=endpoint_id, **request)

    (endpoint,) = newer_client(mine, "ec2").describe_vpc_endpoints()["VpcEndpoints"]
    entry = {"Scope": "vpc-endpoint-charges", "PayerResponsibilityType": "vpc-endpoint-account"}
    assert endpoint["PayerResponsibilities"] == [entry]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PayerResponsibility": "somebody"}, "InvalidParameterValue"),
        ({"Scope": "everything"}, "InvalidParameterValue"),
        ({"Scope": "resource-gateway-charges"}, "InvalidParameter"),
        ({"PayerResponsibility": "resource-gateway-account"}, "InvalidParameter"),
        ({"PayerResponsibility": "vpc-endpoint-service-account"}, "MissingParameter"),
        ({"VpcEndpointId": "vpce-0123456789abcdef0"}, "InvalidVpcEndpointId.NotFound"),
        ({"ServiceId": "vpce-svc-0123456789abcdef0"}, "InvalidVpcEndpointServiceId.NotFound"),
        ({"DryRun": "true"}, "DryRunOperation"),
    ],
)
def test_payer_responsibility_is_refused(mine: Account, changes: dict[str, str], code: str) -> None:
    request = {
        "VpcEndpointId": mine.interface_endpoint_id(mine.vpc()),
        "PayerResponsibility": "vpc-endpoint-account",
        "Scope": "vpc-endpoint-charges",
        **changes,
    }
    reply = query(mine, "ec2", "ModifyVpcEndpointPayerResponsibility", **request)
    assert (400 <= reply.status < 500, reply.code) == (True, code)


def test_payer_responsibility_names_a_missing_parameter(mine: Account) -> None:
    expected = (400, "MissingParameter", "The request must contain the parameter VpcEndpointId")
    assert query(mine, "ec2", "ModifyVpcEndpointPayerResponsibility", Scope="vpc-endpoint-charges") == expected


def test_permission_for_transit_gateway_attachments_is_beside_the_one_for_endpoints(mine: Account) -> None:
    service, client = gateway_service(mine), newer_client(mine, "ec2")
    modify, describe = (
        client.modify_vpc_endpoint_service_permissions,
        client.describe_vpc_endpoint_service_permissions,
    )

    modify(ServiceId=service, AddAllowedPrincipals=[mine.root])
    (added,) = modify(ServiceId=service, AddAllowedPrincipals=[mine.root], PermissionType=ATTACHMENT)["AddedPrincipals"]

    assert added["PermissionType"] == ATTACHMENT
    types = {each["PermissionType"] for each in describe(ServiceId=service)["AllowedPrincipals"]}
    assert types == {"vpc-endpoint", ATTACHMENT}
    chosen: list[dict[str, Any]] = [{"Name": "permission-type", "Values": [ATTACHMENT]}]
    (found,) = describe(ServiceId=service, Filters=chosen)["AllowedPrincipals"]
    assert found["ServicePermissionId"] == added["ServicePermissionId"]
    modify(ServiceId=service, RemoveAllowedPrincipals=[mine.root])
    (left,) = describe(ServiceId=service)["AllowedPrincipals"]
    assert left["PermissionType"] == ATTACHMENT


def test_permission_for_transit_gateway_attachments_admits_no_endpoints(
    mine: Account, make_account: MakeAccount
) -> None:
    theirs = make_account()
    service = gateway_service(mine)
    request = {"ServiceId": service, "AddAllowedPrincipals": [theirs.root], "PermissionType": ATTACHMENT}
    newer_client(mine, "ec2").modify_vpc_endpoint_service_permissions(**request)
    name = mine.service(service)["ServiceName"]
    error = ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    assert refusal(theirs.ec2.describe_vpc_endpoint_services, ServiceNames=[name]) == error


def test_permission_type_is_refused_where_it_does_not_fit(mine: Account) -> None:
    network, gateway = mine.new_service("a")["ServiceId"], gateway_service(mine)
    modify = newer_client(mine, "ec2").modify_vpc_endpoint_service_permissions
    unknown = {"ServiceId": gateway, "AddAllowedPrincipals": [mine.root], "PermissionType": "door"}
    other_type = {"ServiceId": network, "AddAllowedPrincipals": [mine.root], "PermissionType": ATTACHMENT}
    everybody = {"ServiceId": gateway, "AddAllowedPrincipals": ["*"], "PermissionType": ATTACHMENT}
    codes = [refusal(modify, **request).code for request in (unknown, other_type, everybody)]
    assert codes == ["InvalidParameterValue", "InvalidParameter", "InvalidPrincipal"]


@pytest.mark.parametrize("operation", ["accept_vpc_endpoint_connections", "reject_vpc_endpoint_connections"])
def test_transit_gateway_attachments_are_never_connections(mine: Account, operation: str) -> None:
    call = getattr(newer_client(mine, "ec2"), operation)
    attachment = "tgw-attach-0123456789abcdef0"
    network, gateway = mine.new_service("a")["ServiceId"], gateway_service(mine)

    (refused,) = call(ServiceId=gateway, TransitGatewayAttachmentIds=[attachment])["Unsuccessful"]

    assert refused == {
        "ResourceId": attachment,
        "Error": {
            "Code": "InvalidTransitGatewayAttachmentID.NotFound",
            "Message": f"Transit Gateway Attachment {attachment} was deleted or does not exist.",
        },
    }
    both = {"VpcEndpointIds": ["vpce-0123456789abcdef0"], "TransitGatewayAttachmentIds": [attachment]}
    assert refusal(call, ServiceId=gateway, **both).code == "InvalidParameterCombination"
    assert refusal(call, ServiceId=gateway).code == "MissingParameter"
    assert refusal(call, ServiceId=network, TransitGatewayAttachmentIds=[attachment]).code == "InvalidParameter"


def test_connections_are_filtered_by_transit_gateway_attachment(mine: Account) -> None:
    mine.interface_endpoint(mine.vpc(), mine.new_service("a")["ServiceName"])
    chosen: Any = [{"Name": "transit-gateway-attachment-id", "Values": ["tgw-attach-0123456789abcdef0"]}]
    assert mine.ec2.describe_vpc_endpoint_connections(Filters=chosen)["VpcEndpointConnections"] == []


@pytest.mark.parametrize(
    "options", [{"DnsOptions.PrivateDnsPreference": "ALL_DOMAINS"}, {"DnsOptions.PrivateDnsSpecifiedDomain.1": "a.com"}]
)
def test_private_domains_are_refused_for_interface_endpoints(mine: Account, options: dict[str, str]) -> None:
    request = {"VpcId": mine.vpc(), "VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.us-east-1.lambda"}
    reply = query(mine, "ec2", "CreateVpcEndpoint", **request, **options)
    assert (reply.status, reply.code) == (400, "InvalidParameter")
