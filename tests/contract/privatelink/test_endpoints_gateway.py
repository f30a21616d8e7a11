"""Gateway endpoints: prefix lists, and routes to them in route tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def routes(account: Any, table: str) -> dict[str, str]:
    """Give a table's routes to prefix lists."""
    (found,) = account.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {
        each["DestinationPrefixListId"]: each["GatewayId"]
        for each in found["Routes"]
        if "DestinationPrefixListId" in each
    }


def table_of(account: Any, vpc: str) -> str:
    return str(account.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"])


def prefix_list(account: Any, service: str = "s3") -> dict[str, Any]:
    filters = [{"Name": "prefix-list-name", "Values": [f"com.amazonaws.us-east-1.{service}"]}]
    (found,) = account.ec2.describe_prefix_lists(Filters=filters)["PrefixLists"]
    return dict(found)


def test_a_gateway_endpoint_routes_its_prefix_list(mine: Any) -> None:
    vpc = mine.vpc()
    table = table_of(mine, vpc)
    made = mine.gateway_endpoint(vpc, RouteTableIds=[table])
    assert {prefix_list(mine)["PrefixListId"]: made["VpcEndpointId"]} == routes(mine, table)
    assert [table] == made["RouteTableIds"]


def test_it_has_no_addresses_names_or_options(mine: Any) -> None:
    made = mine.gateway_endpoint(mine.vpc(), "dynamodb")
    described = mine.available(made["VpcEndpointId"])
    assert set() == {"IpAddressType", "DnsOptions"} & set(described)
    assert tuple(
        described[name] for name in ("SubnetIds", "Groups", "NetworkInterfaceIds", "DnsEntries", "PrivateDnsEnabled")
    ) == ([], [], [], [], False)


def test_prefix_lists_have_ranges_and_other_services_have_no_list(mine: Any) -> None:
    assert all("/" in each for each in prefix_list(mine)["Cidrs"])
    assert all("/" in each for each in prefix_list(mine, "s3express")["Cidrs"])
    filters = [{"Name": "prefix-list-name", "Values": ["com.amazonaws.us-east-1.lambda"]}]
    assert mine.ec2.describe_prefix_lists(Filters=filters)["PrefixLists"] == []


def test_route_tables_are_added_and_removed(mine: Any) -> None:
    vpc = mine.vpc()
    first, second = table_of(mine, vpc), table_of(mine, vpc)
    made = mine.gateway_endpoint(vpc, RouteTableIds=[first])
    mine.ec2.modify_vpc_endpoint(
        VpcEndpointId=made["VpcEndpointId"], AddRouteTableIds=[second], RemoveRouteTableIds=[first]
    )
    assert (routes(mine, first), len(routes(mine, second))) == ({}, 1)
    assert [second] == mine.endpoint(made["VpcEndpointId"])["RouteTableIds"]


def test_a_table_has_one_route_for_a_service(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    table = table_of(mine, vpc)
    mine.gateway_endpoint(vpc, RouteTableIds=[table])
    met = refused(mine.gateway_endpoint, vpc=vpc, RouteTableIds=[table])
    assert met == (
        f"RouteAlreadyExists: route table {table} already has a route with destination-prefix-list-id "
        f"{prefix_list(mine)['PrefixListId']}"
    )


def test_a_table_of_another_vpc_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    table = table_of(mine, mine.vpc())
    met = refused(mine.gateway_endpoint, vpc=mine.vpc(), RouteTableIds=[table])
    assert met == f"InvalidRouteTableId.NotFound: The routeTable ID '{table}' does not exist"


def test_an_address_type_and_records_come_back_if_they_were_asked_for(mine: Any) -> None:
    asked = {"IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "ipv6"}}
    bare, made = mine.gateway_endpoint(mine.vpc()), mine.gateway_endpoint(mine.vpc(), **asked)
    assert set() == {"IpAddressType", "DnsOptions"} & set(bare)
    assert asked == {name: made[name] for name in asked}
    mine.ec2.modify_vpc_endpoint(VpcEndpointId=bare["VpcEndpointId"], IpAddressType="ipv6")
    assert mine.endpoint(bare["VpcEndpointId"])["IpAddressType"] == "ipv6"


def test_deleting_removes_the_routes_and_frees_the_vpc(mine: Any) -> None:
    vpc = mine.vpc()
    table = table_of(mine, vpc)
    made = mine.gateway_endpoint(vpc, RouteTableIds=[table])
    mine.delete(made["VpcEndpointId"])
    assert routes(mine, table) == {}
    mine.ec2.delete_route_table(RouteTableId=table)
    mine.ec2.delete_vpc(VpcId=vpc)


def test_twenty_in_a_region_are_the_quota(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    for _ in range(20):
        mine.gateway_endpoint(vpc)
    assert refused(mine.gateway_endpoint, vpc=vpc).startswith("VpcEndpointLimitExceeded: ")


def test_a_deleted_table_belongs_to_no_endpoint(mine: Any) -> None:
    vpc = mine.vpc()
    tables = [table_of(mine, vpc), table_of(mine, vpc)]
    made = mine.gateway_endpoint(vpc, RouteTableIds=tables)["VpcEndpointId"]
    mine.ec2.delete_route_table(RouteTableId=tables[0])
    assert [tables[1]] == mine.endpoint(made)["RouteTableIds"]
