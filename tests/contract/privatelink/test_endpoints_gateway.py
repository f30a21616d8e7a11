"""Gateway endpoints: prefix lists and routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.account import Account, filters
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import PrefixListTypeDef


def routes(account: Account, table: str) -> dict[str, str]:
    """Return the targets of a table's routes to prefix lists."""
    (route_table,) = account.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {
        each["DestinationPrefixListId"]: each["GatewayId"]
        for each in route_table["Routes"]
        if "DestinationPrefixListId" in each
    }


def prefix_list(account: Account, service: str = "s3") -> PrefixListTypeDef:
    """Describe the prefix list of a service."""
    selection = filters({"prefix-list-name": f"com.amazonaws.us-east-1.{service}"})
    (described,) = account.ec2.describe_prefix_lists(Filters=selection)["PrefixLists"]
    return described


def test_gateway_endpoint_routes_its_prefix_list(mine: Account) -> None:
    vpc = mine.vpc()
    table = mine.route_table(vpc)
    endpoint = mine.gateway_endpoint(vpc, RouteTableIds=[table])
    assert {prefix_list(mine)["PrefixListId"]: endpoint["VpcEndpointId"]} == routes(mine, table)
    assert [table] == endpoint["RouteTableIds"]


def test_gateway_endpoint_has_no_addresses_names_or_options(mine: Account) -> None:
    endpoint = mine.gateway_endpoint(mine.vpc(), "dynamodb")
    described = mine.available(endpoint["VpcEndpointId"])
    assert set() == {"IpAddressType", "DnsOptions"} & set(described)
    assert tuple(
        described.get(name)
        for name in ("SubnetIds", "Groups", "NetworkInterfaceIds", "DnsEntries", "PrivateDnsEnabled")
    ) == ([], [], [], [], False)


def test_only_services_with_gateway_endpoints_have_prefix_lists(mine: Account) -> None:
    assert all("/" in each for each in prefix_list(mine)["Cidrs"])
    assert all("/" in each for each in prefix_list(mine, "s3express")["Cidrs"])
    selection = filters({"prefix-list-name": "com.amazonaws.us-east-1.lambda"})
    assert mine.ec2.describe_prefix_lists(Filters=selection)["PrefixLists"] == []


def test_modify_adds_and_removes_route_tables(mine: Account) -> None:
    vpc = mine.vpc()
    first, second = mine.route_table(vpc), mine.route_table(vpc)
    endpoint = mine.gateway_endpoint(vpc, RouteTableIds=[first])
    mine.ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint["VpcEndpointId"], AddRouteTableIds=[second], RemoveRouteTableIds=[first]
    )
    assert (routes(mine, first), len(routes(mine, second))) == ({}, 1)
    assert [second] == mine.endpoint(endpoint["VpcEndpointId"])["RouteTableIds"]


def test_route_table_has_one_route_to_a_service(mine: Account) -> None:
    vpc = mine.vpc()
    table = mine.route_table(vpc)
    mine.gateway_endpoint(vpc, RouteTableIds=[table])
    error = refusal(mine.gateway_endpoint, vpc=vpc, RouteTableIds=[table])
    assert error == (
        "RouteAlreadyExists",
        f"route table {table} already has a route with destination-prefix-list-id {prefix_list(mine)['PrefixListId']}",
    )


def test_create_rejects_a_route_table_of_another_vpc(mine: Account) -> None:
    table = mine.route_table(mine.vpc())
    error = refusal(mine.gateway_endpoint, vpc=mine.vpc(), RouteTableIds=[table])
    assert error == ("InvalidRouteTableId.NotFound", f"The routeTable ID '{table}' does not exist")


def test_gateway_endpoint_has_the_requested_address_type_and_dns_options(mine: Account) -> None:
    parameters: dict[str, Any] = {"IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "ipv6"}}
    default, endpoint = mine.gateway_endpoint(mine.vpc()), mine.gateway_endpoint(mine.vpc(), **parameters)
    assert set() == {"IpAddressType", "DnsOptions"} & set(default)
    assert parameters == {name: endpoint.get(name) for name in parameters}
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=default["VpcEndpointId"], IpAddressType="ipv6")
    assert mine.endpoint(default["VpcEndpointId"])["IpAddressType"] == "ipv6"


def test_delete_removes_the_routes_and_frees_the_vpc(mine: Account) -> None:
    vpc = mine.vpc()
    table = mine.route_table(vpc)
    endpoint = mine.gateway_endpoint(vpc, RouteTableIds=[table])
    mine.delete(endpoint["VpcEndpointId"])
    assert routes(mine, table) == {}
    mine.ec2.delete_route_table(RouteTableId=table)
    mine.ec2.delete_vpc(VpcId=vpc)


def test_quota_of_gateway_endpoints_in_a_region_is_20(mine: Account) -> None:
    vpc = mine.vpc()
    for _ in range(20):
        mine.gateway_endpoint(vpc)
    assert refusal(mine.gateway_endpoint, vpc=vpc).code == "VpcEndpointLimitExceeded"


def test_deleted_route_table_is_removed_from_its_endpoint(mine: Account) -> None:
    vpc = mine.vpc()
    tables = [mine.route_table(vpc), mine.route_table(vpc)]
    endpoint_id = mine.gateway_endpoint(vpc, RouteTableIds=tables)["VpcEndpointId"]
    mine.ec2.delete_route_table(RouteTableId=tables[0])
    assert [tables[1]] == mine.endpoint(endpoint_id)["RouteTableIds"]


NAMED = (
    '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/app"},'
    '"Action":"*","Resource":"*"}]}'
)
NOTE = (
    "the policy lets nobody but root users in: statement 1 is about the root user of an account alone, because the "
    'Principal of a gateway endpoint\'s policy must be "*", with a condition on aws:PrincipalArn'
)


def notes(account: Account, endpoint_id: str) -> list[tuple[str, str, str]]:
    """Return what the history of an endpoint says about its policy."""
    events = account.http("GET", f"history/{endpoint_id}")["history"]
    return [(each["account"], each["action"], each["detail"]) for each in events if "Principal" in each["detail"]]


def test_principal_of_a_gateway_is_taken_and_noted_in_its_history(mine: Account) -> None:
    made = mine.ec2.create_vpc_endpoint(
        VpcId=mine.vpc(), ServiceName="com.amazonaws.us-east-1.s3", PolicyDocument=NAMED
    )["VpcEndpoint"]
    endpoint = made["VpcEndpointId"]
    assert made["PolicyDocument"] == NAMED
    assert notes(mine, endpoint) == [(mine.id, "CreateVpcEndpoint", NOTE)]

    mine.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, ResetPolicy=True)
    assert notes(mine, endpoint) == [(mine.id, "CreateVpcEndpoint", NOTE)]

    mine.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PolicyDocument=NAMED)
    assert notes(mine, endpoint) == [(mine.id, "CreateVpcEndpoint", NOTE), (mine.id, "ModifyVpcEndpoint", NOTE)]


def test_principal_of_an_interface_endpoint_is_not_noted(mine: Account) -> None:
    endpoint = mine.interface_endpoint(mine.vpc(), PolicyDocument=NAMED)
    assert notes(mine, endpoint["VpcEndpointId"]) == []
