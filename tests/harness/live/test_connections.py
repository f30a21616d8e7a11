"""Places of functions that connect from other VPCs, and the addresses that they connect to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.live.connections import addresses_of, place_in
from privatelink_harness.live.functions import Place
from privatelink_harness.probes.expected import ClientVpc

SPOKE = ClientVpc("vpc-2", Scope("222222222222", "eu-central-1"))
SUBNETS = [
    {"SubnetId": "subnet-b", "CidrBlock": "10.1.16.0/20"},
    {"SubnetId": "subnet-a", "CidrBlock": "10.1.0.0/20"},
    {"SubnetId": "subnet-6"},
]
LOCAL = {"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local", "State": "active"}
MAIN = {"Associations": [{"Main": True}], "Routes": [LOCAL]}


class FakeClients:
    """Clients whose EC2 describes what a table has, by operation.

    Attributes:
        asked: account and Region of each client.
    """

    name = "sandbox"

    def __init__(self, **described: Sequence[Mapping[str, Any]]) -> None:
        self.described, self.asked = described, set[tuple[str | None, str | None]]()

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        assert service == "ec2"
        self.asked.add((account, region))
        return self

    def can_paginate(self, _operation: str) -> bool:
        return True

    def get_paginator(self, operation: str) -> SimpleNamespace:
        key = {
            "describe_subnets": "Subnets",
            "describe_route_tables": "RouteTables",
            "describe_network_interfaces": "NetworkInterfaces",
        }[operation]
        return SimpleNamespace(paginate=lambda **_: [{key: [each]} for each in self.described[key]])


def route(cidr: str, *, state: str = "active", **target: str) -> dict[str, str]:
    return {"DestinationCidrBlock": cidr, "State": state, **target}


def table(subnet: str, *routes: Mapping[str, str]) -> dict[str, Any]:
    return {"Associations": [{"SubnetId": subnet}], "Routes": [LOCAL, *routes]}


PEERING = route("10.20.0.0/20", VpcPeeringConnectionId="pcx-1")
TRANSIT = route("10.0.0.0/8", TransitGatewayId="tgw-1")
BLACKHOLE = route("10.20.0.0/24", state="blackhole", VpcPeeringConnectionId="pcx-2")
INTERNET = route("0.0.0.0/0", GatewayId="igw-1")
LIST = {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"}


@pytest.mark.parametrize(
    ("tables", "subnet"),
    [
        ([MAIN, table("subnet-b", LIST, PEERING)], "subnet-b"),
        ([MAIN, table("subnet-b", TRANSIT)], "subnet-b"),
        ([MAIN, table("subnet-a", PEERING), table("subnet-b", PEERING)], "subnet-a"),
        ([{**MAIN, "Routes": [LOCAL, PEERING]}, table("subnet-a")], "subnet-b"),
        ([MAIN, table("subnet-b", INTERNET)], "subnet-a"),
        ([MAIN, table("subnet-b", TRANSIT, BLACKHOLE)], "subnet-a"),
        ([MAIN], "subnet-a"),
        ([], "subnet-a"),
    ],
)
def test_function_is_where_a_route_leads_to_the_address(tables: list[Mapping[str, Any]], subnet: str) -> None:
    clients = FakeClients(Subnets=SUBNETS, RouteTables=tables)

    assert place_in(cast("Any", clients), SPOKE, "10.20.0.7") == Place("222222222222", "eu-central-1", "vpc-2", subnet)
    assert clients.asked == {("222222222222", "eu-central-1")}


def test_vpc_without_ipv4_has_no_place_for_a_function() -> None:
    clients = FakeClients(Subnets=SUBNETS[2:], RouteTables=[])

    with pytest.raises(HarnessError, match=r"^vpc-2 has no subnet with IPv4 addresses$"):
        place_in(cast("Any", clients), SPOKE, "10.20.0.7")


def test_addresses_are_the_ipv4_ones_of_the_interfaces() -> None:
    clients = FakeClients(NetworkInterfaces=[{"PrivateIpAddress": "10.1.0.5"}, {"Ipv6Addresses": []}])
    endpoint = {"NetworkInterfaceIds": ["eni-1", "eni-2"]}

    assert addresses_of(cast("Any", clients), SPOKE.scope, endpoint) == ["10.1.0.5"]
