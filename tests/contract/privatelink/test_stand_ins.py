"""Stand-ins for services of others, of which only the name is known."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest


def new_name(region: str = "us-east-1") -> str:
    return f"com.amazonaws.vpce.{region}.vpce-svc-0{secrets.token_hex(8)}"


def test_anybody_connects_to_it(mine: Any, http: Callable[..., Any]) -> None:
    name = new_name()
    http(mine, "POST", "services", {"name": name})
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, name, SubnetIds=[mine.subnet(vpc, "a"), mine.subnet(vpc, "b")])
    assert mine.available(made["VpcEndpointId"])["ServiceName"] == name
    (seen,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"]
    zones = mine.ec2.describe_availability_zones()["AvailabilityZones"]
    assert (seen["Owner"], seen["AvailabilityZones"]) == (
        "999999999999",
        sorted(each["ZoneName"] for each in zones),
    )


def test_its_owner_accepts_connections_from_other_regions(
    mine: Any, make_account: Callable[..., Any], http: Callable[..., Any]
) -> None:
    name = new_name("eu-west-1")
    asked = {
        "name": name,
        "owner": mine.id,
        "acceptance_required": True,
        "regions": ["us-east-1"],
        "private_dns_name": "vendor.example.com",
    }
    first = http(mine, "POST", "services", asked)
    theirs, owner = make_account(), mine.in_region("eu-west-1")
    vpc = theirs.vpc()
    made = theirs.interface_endpoint(vpc, name, ServiceRegion="eu-west-1", SubnetIds=[theirs.subnet(vpc)])
    assert made["State"] == "pendingAcceptance"
    owner.ec2.accept_vpc_endpoint_connections(ServiceId=first["id"], VpcEndpointIds=[made["VpcEndpointId"]])
    theirs.available(made["VpcEndpointId"])
    theirs.ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], PrivateDnsEnabled=True)
    assert theirs.endpoint(made["VpcEndpointId"])["DnsEntries"][-1]["DnsName"] == "vendor.example.com"
    assert http(mine, "POST", "services", {"name": name}) == first


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
        ({"name": new_name(), "typo": 1}, "typo: unknown. Known are: acceptance_required, address_types, name"),
    ],
    ids=["name", "owner", "regions", "region", "address type", "acceptance", "private name", "typo"],
)
def test_nonsense_is_refused(body: dict[str, Any], message: str, mine: Any, http: Callable[..., Any]) -> None:
    assert http(mine, "POST", "services", body)["error"].startswith(message)


def test_an_id_has_one_name(mine: Any, http: Callable[..., Any]) -> None:
    name = new_name()
    http(mine, "POST", "services", {"name": name})
    met = http(mine, "POST", "services", {"name": name.replace("us-east-1", "eu-west-1")})
    assert met["error"] == f"name: {name.rpartition('.')[2]} is {name} already"
