"""The check that the API knows nothing of what was in the state."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Verdict
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.snapshot import Resource
from tests.support.api import StubbedApi
from tests.support.leftovers import resource

EC2: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("aws_vpc", "describe_vpcs", {"Filters": "vpc-id"}, {"Vpcs": [{"VpcId": "x-1"}]}),
    ("aws_subnet", "describe_subnets", {"Filters": "subnet-id"}, {"Subnets": [{"SubnetId": "x-1"}]}),
    (
        "aws_route_table",
        "describe_route_tables",
        {"Filters": "route-table-id"},
        {"RouteTables": [{"RouteTableId": "x-1"}]},
    ),
    (
        "aws_security_group",
        "describe_security_groups",
        {"Filters": "group-id"},
        {"SecurityGroups": [{"GroupId": "x-1"}]},
    ),
    (
        "aws_network_interface",
        "describe_network_interfaces",
        {"Filters": "network-interface-id"},
        {"NetworkInterfaces": [{"NetworkInterfaceId": "x-1", "Status": "in-use"}]},
    ),
    (
        "aws_internet_gateway",
        "describe_internet_gateways",
        {"Filters": "internet-gateway-id"},
        {"InternetGateways": [{"InternetGatewayId": "x-1"}]},
    ),
    (
        "aws_nat_gateway",
        "describe_nat_gateways",
        {"Filter": "nat-gateway-id"},
        {"NatGateways": [{"NatGatewayId": "x-1", "State": "available"}]},
    ),
    (
        "aws_instance",
        "describe_instances",
        {"Filters": "instance-id"},
        {"Reservations": [{"Instances": [{"InstanceId": "x-1", "State": {"Name": "running"}}]}]},
    ),
    (
        "aws_vpc_peering_connection",
        "describe_vpc_peering_connections",
        {"Filters": "vpc-peering-connection-id"},
        {"VpcPeeringConnections": [{"VpcPeeringConnectionId": "x-1", "Status": {"Code": "active"}}]},
    ),
    (
        "aws_customer_gateway",
        "describe_customer_gateways",
        {"Filters": "customer-gateway-id"},
        {"CustomerGateways": [{"CustomerGatewayId": "x-1", "State": "available"}]},
    ),
    (
        "aws_vpn_connection",
        "describe_vpn_connections",
        {"Filters": "vpn-connection-id"},
        {"VpnConnections": [{"VpnConnectionId": "x-1", "State": "available"}]},
    ),
    (
        "aws_vpn_gateway",
        "describe_vpn_gateways",
        {"Filters": "vpn-gateway-id"},
        {"VpnGateways": [{"VpnGatewayId": "x-1", "State": "available"}]},
    ),
    (
        "aws_vpc_endpoint",
        "describe_vpc_endpoints",
        {},
        {"VpcEndpoints": [{"VpcEndpointId": "x-1", "State": "available"}, {"VpcEndpointId": "of-others"}]},
    ),
    (
        "aws_vpc_endpoint_service",
        "describe_vpc_endpoint_service_configurations",
        {"Filters": "service-id"},
        {"ServiceConfigurations": [{"ServiceId": "x-1", "ServiceState": "Available"}]},
    ),
    (
        "aws_vpc_endpoint_connection_notification",
        "describe_vpc_endpoint_connection_notifications",
        {"Filters": "connection-notification-id"},
        {"ConnectionNotificationSet": [{"ConnectionNotificationId": "x-1", "ConnectionNotificationState": "Enabled"}]},
    ),
    (
        "aws_ec2_transit_gateway",
        "describe_transit_gateways",
        {"Filters": "transit-gateway-id"},
        {"TransitGateways": [{"TransitGatewayId": "x-1", "State": "available"}]},
    ),
    (
        "aws_ec2_transit_gateway_route_table",
        "describe_transit_gateway_route_tables",
        {"Filters": "transit-gateway-route-table-id"},
        {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "x-1", "State": "available"}]},
    ),
    (
        "aws_ec2_transit_gateway_vpc_attachment",
        "describe_transit_gateway_vpc_attachments",
        {"Filters": "transit-gateway-attachment-id"},
        {"TransitGatewayVpcAttachments": [{"TransitGatewayAttachmentId": "x-1", "State": "pendingAcceptance"}]},
    ),
    (
        "aws_ec2_transit_gateway_peering_attachment",
        "describe_transit_gateway_peering_attachments",
        {"Filters": "transit-gateway-attachment-id"},
        {"TransitGatewayPeeringAttachments": [{"TransitGatewayAttachmentId": "x-1", "State": "available"}]},
    ),
]
"""Of each type: how it is asked for, and an answer in which it is left."""


def expected(filters: dict[str, Any]) -> dict[str, Any]:
    if not filters:
        return {"Filters": []}
    [(argument, name)] = filters.items()
    return {argument: [{"Name": name, "Values": ["x-1"]}]}


@pytest.mark.parametrize(("kind", "operation", "filters", "answer"), EC2, ids=[row[0] for row in EC2])
def test_check_fails_with_a_resource_that_is_left(
    kind: str, operation: str, filters: dict[str, Any], answer: dict[str, Any]
) -> None:
    api = StubbedApi()
    api.stub("ec2").add_response(operation, answer, expected(filters))
    check = leftovers.check([resource(kind, "x-1")], api)
    assert (check.verdict, check.found) == (Verdict.FAILED, "x-1")


@pytest.mark.parametrize(("kind", "operation", "filters", "answer"), EC2, ids=[row[0] for row in EC2])
def test_check_passes_with_an_unknown_id(
    kind: str, operation: str, filters: dict[str, Any], answer: dict[str, Any]
) -> None:
    api = StubbedApi()
    api.stub("ec2").add_response(operation, {next(iter(answer)): []}, expected(filters))
    check = leftovers.check([resource(kind, "x-1")], api)
    assert (check.verdict, check.found, check.note) == (Verdict.PASSED, "none", "")


@pytest.mark.parametrize(
    ("kind", "operation", "filters", "answer"),
    [
        ("aws_vpc_endpoint", "describe_vpc_endpoints", {}, {"VpcEndpointId": "x-1", "State": "Deleted"}),
        ("aws_nat_gateway", "describe_nat_gateways", EC2[6][2], {"NatGatewayId": "x-1", "State": "deleted"}),
        (
            "aws_instance",
            "describe_instances",
            EC2[7][2],
            {"Instances": [{"InstanceId": "x-1", "State": {"Name": "terminated"}}]},
        ),
        (
            "aws_vpn_connection",
            "describe_vpn_connections",
            {"Filters": "vpn-connection-id"},
            {"VpnConnectionId": "x-1", "State": "deleted"},
        ),
        (
            "aws_vpc_peering_connection",
            "describe_vpc_peering_connections",
            EC2[8][2],
            {"VpcPeeringConnectionId": "x-1", "Status": {"Code": "deleted"}},
        ),
        (
            "aws_ec2_transit_gateway_vpc_attachment",
            "describe_transit_gateway_vpc_attachments",
            {"Filters": "transit-gateway-attachment-id"},
            {"TransitGatewayAttachmentId": "x-1", "State": "rejected"},
        ),
        (
            "aws_vpc_endpoint_service",
            "describe_vpc_endpoint_service_configurations",
            next(row[2] for row in EC2 if row[0] == "aws_vpc_endpoint_service"),
            {"ServiceId": "x-1", "ServiceState": "Deleting"},
        ),
    ],
)
def test_check_passes_with_a_resource_listed_as_deleted(
    kind: str, operation: str, filters: dict[str, Any], answer: dict[str, Any]
) -> None:
    api = StubbedApi()
    [key] = [next(iter(row[3])) for row in EC2 if row[0] == kind]
    api.stub("ec2").add_response(operation, {key: [answer]}, expected(filters))
    assert leftovers.check([resource(kind, "x-1")], api).verdict is Verdict.PASSED


@pytest.mark.parametrize("state", ["rejected", "expired", "failed", "pendingAcceptance"])
def test_check_fails_with_an_endpoint_that_has_no_connection(state: str) -> None:
    api = StubbedApi()
    answer = {"VpcEndpoints": [{"VpcEndpointId": "x-1", "State": state}]}
    api.stub("ec2").add_response("describe_vpc_endpoints", answer, expected({}))
    assert leftovers.check([resource("aws_vpc_endpoint", "x-1")], api).verdict is Verdict.FAILED


NOT_IN_USE = "AWSOrganizationsNotInUseException"
ORGANIZATIONS: list[tuple[str, str, dict[str, str], str]] = [
    ("organization", "describe_organization", {}, NOT_IN_USE),
    (
        "organizational_unit",
        "describe_organizational_unit",
        {"OrganizationalUnitId": "ou-abcd-12345678"},
        "OrganizationalUnitNotFoundException",
    ),
    ("account", "describe_account", {"AccountId": "222222222222"}, "AccountNotFoundException"),
]


@pytest.mark.parametrize(
    ("kind", "operation", "named", "unknown"), ORGANIZATIONS, ids=[row[0] for row in ORGANIZATIONS]
)
def test_check_looks_for_what_organizations_have(
    kind: str, operation: str, named: dict[str, str], unknown: str
) -> None:
    left = resource(f"aws_organizations_{kind}", next(iter(named.values()), "o-exampleorgid"))
    api = StubbedApi()
    api.stub("organizations").add_response(
        operation, {"Account": {"Status": "ACTIVE"}} if kind == "account" else {}, named
    )
    for code in (unknown, NOT_IN_USE):
        api.stub("organizations").add_client_error(operation, code, expected_params=named)
    verdicts = [leftovers.check([left], api).verdict for _ in range(3)]
    assert verdicts == [Verdict.FAILED, Verdict.PASSED, Verdict.PASSED]


def test_check_passes_with_a_closed_account() -> None:
    api = StubbedApi()
    closed = {"Account": {"Status": "SUSPENDED"}}
    api.stub("organizations").add_response("describe_account", closed, {"AccountId": "222222222222"})
    assert leftovers.check([resource("aws_organizations_account", "222222222222")], api).verdict is Verdict.PASSED


def test_check_asks_for_network_interfaces_of_endpoints() -> None:
    api = StubbedApi()
    parameters = {"Filters": [{"Name": "network-interface-id", "Values": ["eni-1", "eni-2"]}]}
    answer = {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-2"}]}
    api.stub("ec2").add_response("describe_network_interfaces", answer, parameters)
    row = leftovers.check(
        [
            Resource(
                "", "x", "y", None, {"owner_id": "1" * 12, "region": "r", "network_interface_ids": ["eni-1", "eni-2"]}
            )
        ],
        api,
    )
    assert (row.verdict, row.api) == (Verdict.FAILED, "eni-2")


def test_check_raises_any_other_error() -> None:
    api = StubbedApi()
    api.stub("iam").add_client_error("get_role", "AccessDenied", "not yours")
    with pytest.raises(HarnessError, match=r"^stub: .*not yours"):
        leftovers.check([resource("aws_iam_role", "app")], api)


def test_check_is_not_provable_with_unknown_types() -> None:
    check = leftovers.check([resource("aws_sqs_queue", "q"), resource("aws_kms_key", "k")], StubbedApi())
    assert (check.verdict, check.note) == (
        Verdict.UNPROVABLE,
        "the check can't ask the API for aws_kms_key, aws_sqs_queue",
    )


@pytest.mark.parametrize("kind", ["aws_route_table_association", "aws_vpc_endpoint_policy", "terraform_data"])
def test_check_skips_parts_of_others_and_other_providers_resources(kind: str) -> None:
    assert leftovers.check([resource(kind, "x-1")], StubbedApi()).verdict is Verdict.PASSED


def test_check_asks_where_the_state_says_that_each_was_created() -> None:
    api = StubbedApi()
    api.stub("ec2").add_response("describe_vpcs", {"Vpcs": []})
    api.stub("iam").add_client_error("get_role", "NoSuchEntity")
    role = resource("aws_iam_role", "app", arn="arn:aws:iam::777788889999:role/app")
    api.asked.clear()
    assert leftovers.check([resource("aws_vpc", "vpc-1"), role], api).verdict is Verdict.PASSED
    assert sorted(api.asked) == [("ec2", "444455556666", "eu-west-1"), ("iam", "777788889999", "us-east-1")]


def test_check_is_not_provable_where_the_state_tells_no_account() -> None:
    check = leftovers.check([Resource("", "aws_nat_gateway", "this", None, {"id": "nat-1"})], StubbedApi())
    assert (check.verdict, check.note) == (
        Verdict.UNPROVABLE,
        "the state does not tell the account and Region of aws_nat_gateway.this",
    )
