"""Stand-ins for vendors' services."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.support.account import Account, MakeAccount, state
from tests.support.refusal import refusal
from tests.support.until import until


def new_name(region: str = "us-east-1") -> str:
    """Return the name of a service that nobody has."""
    return f"com.amazonaws.vpce.{region}.vpce-svc-0{secrets.token_hex(8)}"


def test_stand_in_allows_all_accounts(mine: Account) -> None:
    name = new_name()
    mine.http("POST", "services", {"name": name})
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, name, SubnetIds=[mine.subnet(vpc, "a"), mine.subnet(vpc, "b")])
    assert mine.available(endpoint["VpcEndpointId"])["ServiceName"] == name
    (detail,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"]
    zones = mine.ec2.describe_availability_zones()["AvailabilityZones"]
    assert (detail["Owner"], detail["AvailabilityZones"]) == (
        "999999999999",
        sorted(each["ZoneName"] for each in zones),
    )


def test_stand_in_of_some_zones_takes_no_subnet_elsewhere(mine: Account) -> None:
    name = new_name()
    zones = {each["ZoneName"]: each["ZoneId"] for each in mine.ec2.describe_availability_zones()["AvailabilityZones"]}
    made = mine.http("POST", "services", {"name": name, "zones": [zones["us-east-1a"]]})
    vpc = mine.vpc()
    elsewhere = mine.subnet(vpc, "b")
    (detail,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"]

    assert (made["zones"], detail["AvailabilityZones"]) == ([zones["us-east-1a"]], ["us-east-1a"])
    assert refusal(mine.interface_endpoint, vpc, name, SubnetIds=[elsewhere]) == (
        "InvalidParameter",
        f"The VPC endpoint service {name} does not support the availability zone of the subnet: {elsewhere}.",
    )


def test_stand_in_of_gateway_load_balancers_takes_routes(mine: Account) -> None:
    name = new_name()
    mine.http("POST", "services", {"name": name, "type": "GatewayLoadBalancer"})
    vpc = mine.vpc()
    endpoint = mine.ec2.create_vpc_endpoint(
        VpcEndpointType="GatewayLoadBalancer", VpcId=vpc, ServiceName=name, SubnetIds=[mine.subnet(vpc)]
    )["VpcEndpoint"]["VpcEndpointId"]
    mine.available(endpoint)
    table = mine.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    mine.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", VpcEndpointId=endpoint)
    (detail,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"]

    assert detail["ServiceType"] == [{"ServiceType": "GatewayLoadBalancer"}]
    assert endpoint in {
        route.get("GatewayId")
        for route in mine.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    }


def test_stand_in_owner_accepts_connections_of_other_regions(mine: Account, make_account: MakeAccount) -> None:
    name = new_name("eu-west-1")
    settings = {
        "name": name,
        "owner": mine.id,
        "acceptance_required": True,
        "regions": ["us-east-1"],
        "private_dns_name": "vendor.example.com",
    }
    first = mine.http("POST", "services", settings)
    theirs, owner = make_account(), mine.in_region("eu-west-1")
    vpc = theirs.vpc()
    endpoint = theirs.interface_endpoint(vpc, name, ServiceRegion="eu-west-1", SubnetIds=[theirs.subnet(vpc)])
    assert state(endpoint) == "pendingAcceptance"
    owner.ec2.accept_vpc_endpoint_connections(ServiceId=first["id"], VpcEndpointIds=[endpoint["VpcEndpointId"]])
    theirs.available(endpoint["VpcEndpointId"])
    theirs.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], PrivateDnsEnabled=True)
    assert theirs.endpoint(endpoint["VpcEndpointId"])["DnsEntries"][-1]["DnsName"] == "vendor.example.com"
    assert mine.http("POST", "services", {"name": name}) == first


def test_stand_in_named_again_takes_the_given_settings(mine: Account, make_account: MakeAccount) -> None:
    name, other = new_name(), make_account()
    mine.http("POST", "services", {"name": name, "owner": other.id, "address_types": ["ipv4"]})
    changed = {"owner": mine.id, "acceptance_required": True, "address_types": ["ipv6"], "regions": ["eu-west-1"]}
    mine.http("POST", "services", {"name": name, **changed, "private_dns_name": "vendor.example.com"})
    (service,) = mine.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    assert (
        service["ServiceName"],
        service["AcceptanceRequired"],
        service["SupportedIpAddressTypes"],
        [each["Region"] for each in service["SupportedRegions"]],
        service["PrivateDnsName"],
    ) == (name, True, ["ipv4", "ipv6"], ["us-east-1", "eu-west-1"], "vendor.example.com")
    assert other.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"] == []


def test_stand_in_leaves_a_service_with_load_balancers_alone(mine: Account) -> None:
    made = mine.new_service("ab")["ServiceId"]
    service = until(lambda: mine.service(made), lambda service: service["ServiceState"] == "Available")
    mine.http("POST", "services", {"name": service["ServiceName"], "owner": "111122223333"})
    assert mine.service(made) == service


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": "lambda"}, "name: 'lambda' is not com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>"),
        ({"name": new_name(), "owner": "me"}, "owner: 'me' is not an account's 12 digits"),
        ({"name": new_name(), "regions": "eu-west-1"}, "regions: 'eu-west-1' is not a list of texts"),
        ({"name": new_name(), "regions": ["Europe"]}, "regions: 'Europe' is not a Region's name"),
        ({"name": new_name(), "address_types": ["dualstack"]}, "address_types: 'dualstack' is neither ipv4 nor ipv6"),
        ({"name": new_name(), "acceptance_required": "no"}, "acceptance_required: 'no' is neither true nor false"),
        ({"name": new_name(), "private_dns_name": 5}, "private_dns_name: 5 is not a domain's name"),
        ({"name": new_name(), "type": "Gateway"}, "type: 'Gateway' is neither Interface nor GatewayLoadBalancer"),
        ({"name": new_name(), "zones": ["a"]}, "zones: 'a' is not a zone's ID, such as use1-az1"),
        (
            {"name": new_name(), "type": "GatewayLoadBalancer", "private_dns_name": "vendor.example.com"},
            "private_dns_name: services of type GatewayLoadBalancer have none",
        ),
        ({"name": new_name(), "typo": 1}, "typo: unknown. Known are: acceptance_required, address_types, name"),
    ],
    ids=[
        "name",
        "owner",
        "regions",
        "region",
        "address type",
        "acceptance",
        "private name",
        "type",
        "zone",
        "no name",
        "typo",
    ],
)
def test_stand_in_rejects_invalid_settings(body: dict[str, Any], message: str, mine: Account) -> None:
    assert mine.http("POST", "services", body)["error"].startswith(message)


def test_stand_in_rejects_a_second_name_of_an_id(mine: Account) -> None:
    name = new_name()
    mine.http("POST", "services", {"name": name})
    response = mine.http("POST", "services", {"name": name.replace("us-east-1", "eu-west-1")})
    assert response["error"] == f"name: {name.rpartition('.')[2]} is {name} already"


def test_organizational_unit_has_accounts(mine: Account) -> None:
    made = mine.http("POST", "organizational-units", {"id": "ou-abcd-12345678", "owner": mine.id})
    api = mine.client("organizations")
    accounts = api.list_accounts_for_parent(ParentId="ou-abcd-12345678")["Accounts"]
    (within,) = api.list_organizational_units_for_parent(ParentId="ou-abcd-12345678")["OrganizationalUnits"]
    accounts += api.list_accounts_for_parent(ParentId=within["Id"])["Accounts"]
    assert {each["Id"] for each in accounts} == set(made["accounts"])
    assert api.describe_organization()["Organization"]["Id"] == made["organization"]
    assert mine.http("POST", "organizational-units", {"id": "ou-abcd-12345678", "owner": mine.id}) == made
