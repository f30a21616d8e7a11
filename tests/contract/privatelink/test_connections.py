"""Connections between accounts: acceptance, rejection, zones, load balancers, and what keeps a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def theirs(make_account: Callable[..., Any]) -> Any:
    """The consumer's account."""
    return make_account()


def connections(account: Any, **filters: str) -> list[dict[str, Any]]:
    given = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
    return list(account.ec2.describe_vpc_endpoint_connections(Filters=given)["VpcEndpointConnections"])


def decide(account: Any, verb: str, service: dict[str, Any], *endpoints: str) -> list[dict[str, Any]]:
    call = getattr(account.ec2, f"{verb}_vpc_endpoint_connections")
    return list(call(ServiceId=service["ServiceId"], VpcEndpointIds=list(endpoints))["Unsuccessful"])


def test_a_connection_waits_until_it_is_accepted(mine: Any, theirs: Any) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    made = theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[theirs.subnet(vpc)])
    (seen,) = connections(mine, service_id=service["ServiceId"])
    assert {
        "ServiceId": service["ServiceId"],
        "VpcEndpointId": made["VpcEndpointId"],
        "VpcEndpointOwner": theirs.id,
        "VpcEndpointState": "pendingAcceptance",
        "NetworkLoadBalancerArns": service["NetworkLoadBalancerArns"],
        "IpAddressType": "ipv4",
        "VpcEndpointRegion": "us-east-1",
        "DnsEntries": made["DnsEntries"],
    }.items() <= seen.items()
    assert decide(mine, "accept", service, made["VpcEndpointId"]) == []
    assert theirs.available(made["VpcEndpointId"])["State"] == "available"


def test_without_acceptance_a_connection_is_available_by_itself(mine: Any, theirs: Any) -> None:
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])
    assert (made["State"], theirs.available(made["VpcEndpointId"])["State"]) == ("pending", "available")


def test_the_owner_may_reject_at_any_time_and_accept_again(mine: Any, theirs: Any) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])["VpcEndpointId"]
    states = []
    for verb in ("reject", "accept", "reject"):
        decide(mine, verb, service, made)
        if verb == "accept":
            theirs.available(made)
        states.append(theirs.endpoint(made)["State"])
    assert states == ["rejected", "available", "rejected"]


def test_what_is_not_there_is_unsuccessful(mine: Any, theirs: Any) -> None:
    service, other = mine.new_service("a", allow=[theirs.root]), mine.new_service("a")
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])["VpcEndpointId"]
    for verb in ("accept", "reject"):
        failed = decide(mine, verb, other, made, "vpce-0")
        assert [made, "vpce-0"] == [each["ResourceId"] for each in failed]
        assert {each["Error"]["Code"] for each in failed} == {"InvalidVpcEndpoint.NotFound"}
    assert theirs.endpoint(made)["State"] == "pendingAcceptance"


def test_the_consumer_can_not_decide(mine: Any, theirs: Any, refused: Callable[..., str]) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])["VpcEndpointId"]
    call = theirs.ec2.accept_vpc_endpoint_connections
    met = refused(call, ServiceId=service["ServiceId"], VpcEndpointIds=[made])
    assert met.startswith("InvalidVpcEndpointServiceId.NotFound: ")
    assert connections(theirs) == []


def test_only_zones_that_the_service_is_in(mine: Any, theirs: Any, refused: Callable[..., str]) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "b")
    met = refused(theirs.interface_endpoint, vpc=vpc, service=service["ServiceName"], SubnetIds=[subnet])
    assert met == (
        f"InvalidParameter: The VPC endpoint service {service['ServiceName']} does not support the availability zone "
        f"of the subnet: {subnet}."
    )


def test_an_interface_sticks_to_a_load_balancer_of_its_zone(mine: Any, theirs: Any) -> None:
    first, second = mine.load_balancer(mine.vpc(), "a"), mine.load_balancer(mine.vpc(), "b")
    service = mine.service_of([first, second], allow=[theirs.root])
    vpc = theirs.vpc()
    subnets = {first: theirs.subnet(vpc, "a"), second: theirs.subnet(vpc, "b")}
    for balancer, subnet in subnets.items():
        made = theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[subnet])["VpcEndpointId"]
        (seen,) = connections(mine, vpc_endpoint_id=made)
        assert [balancer] == seen["NetworkLoadBalancerArns"]


def test_policies_are_not_for_custom_services(mine: Any, theirs: Any, refused: Callable[..., str]) -> None:
    name = mine.new_service("a", allow=[theirs.root])["ServiceName"]
    policy = '{"Statement":[]}'
    assert refused(theirs.interface_endpoint, vpc=theirs.vpc(), service=name, PolicyDocument=policy) == (
        f"InvalidParameter: The service {name} does not support endpoint policies."
    )


def test_a_live_connection_keeps_the_service_and_its_load_balancers(
    mine: Any, theirs: Any, refused: Callable[..., str]
) -> None:
    first, second = mine.load_balancer(mine.vpc(), "a"), mine.load_balancer(mine.vpc(), "a")
    service = mine.service_of([first, second], allow=[theirs.root])
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])["VpcEndpointId"]
    delete = mine.ec2.delete_vpc_endpoint_service_configurations
    change = {"ServiceId": service["ServiceId"], "RemoveNetworkLoadBalancerArns": [first]}
    expected = {
        "Code": "ExistingVpcEndpointConnections",
        "Message": "Service has existing active VPC Endpoint connections!",
    }
    for _ in ("pendingAcceptance", "available"):
        (failed,) = delete(ServiceIds=[service["ServiceId"]])["Unsuccessful"]
        assert failed["Error"] == expected
        met = refused(mine.ec2.modify_vpc_endpoint_service_configuration, **change)
        assert met == "ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!"
        decide(mine, "accept", service, made)
        theirs.available(made)
    decide(mine, "reject", service, made)
    assert delete(ServiceIds=[service["ServiceId"]])["Unsuccessful"] == []
    assert theirs.endpoint(made)["State"] == "rejected"


def test_filters_and_pages(mine: Any, theirs: Any) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    made = [theirs.interface_endpoint(vpc, service["ServiceName"])["VpcEndpointId"] for _ in range(3)]
    decide(mine, "reject", service, made[1])
    assert [made[1]] == [each["VpcEndpointId"] for each in connections(mine, vpc_endpoint_state="rejected")]
    assert [made[2]] == [each["VpcEndpointId"] for each in connections(mine, vpc_endpoint_id=made[2])]
    assert connections(mine, vpc_endpoint_owner=mine.id) == []
    pages = mine.ec2.get_paginator("describe_vpc_endpoint_connections").paginate(PaginationConfig={"PageSize": 2})
    found = [[each["VpcEndpointId"] for each in page["VpcEndpointConnections"]] for page in pages]
    assert found == [made[:2], made[2:]]


def test_a_rejected_endpoint_can_be_changed(mine: Any, theirs: Any) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    made = theirs.interface_endpoint(vpc, service["ServiceName"])["VpcEndpointId"]
    decide(mine, "reject", service, made)
    group = theirs.group(vpc, "g")
    theirs.ec2.modify_vpc_endpoint(VpcEndpointId=made, AddSecurityGroupIds=[group])
    assert group in {each["GroupId"] for each in theirs.endpoint(made)["Groups"]}
    assert theirs.endpoint(made)["State"] == "rejected"


def test_a_connection_is_listed_for_as_long_as_its_endpoint(
    own_account: Callable[..., Any], http: Callable[..., Any], eventually: Callable[..., Any]
) -> None:
    """The documented values of the filter `vpc-endpoint-state` include deleting and deleted."""
    account = own_account()
    http(account, "PUT", "durations", {"endpoint.deleted": 3600})
    service = account.new_service("a")
    made = account.interface_endpoint(account.vpc(), service["ServiceName"])["VpcEndpointId"]
    account.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    (seen,) = eventually(lambda: connections(account, vpc_endpoint_state="deleted"), bool)
    http(account, "POST", "reset")
    assert (seen["VpcEndpointId"], connections(account)) == (made, [])


@pytest.mark.parametrize(
    ("call", "about"),
    [
        ("describe_vpc_endpoint_connections", ""),
        ("describe_vpc_endpoint_connection_notifications", ""),
        ("describe_vpc_endpoint_service_permissions", "ServiceId"),
        ("describe_vpc_endpoint_service_configurations", ""),
        ("describe_vpc_endpoint_services", ""),
        ("describe_vpc_endpoints", ""),
        ("describe_prefix_lists", ""),
    ],
)
def test_a_dry_run_only_says_that_it_would_succeed(
    call: str, about: str, mine: Any, refused: Callable[..., str]
) -> None:
    named = {about: mine.new_service("a")["ServiceId"]} if about else {}
    met = refused(getattr(mine.ec2, call), DryRun=True, **named)
    assert met == "DryRunOperation: Request would have succeeded, but DryRun flag is set."


def test_a_dry_run_decides_nothing(mine: Any, refused: Callable[..., str]) -> None:
    service = mine.new_service("a")
    made = mine.interface_endpoint(mine.vpc(), service["ServiceName"])["VpcEndpointId"]
    asked = {"ServiceId": service["ServiceId"], "VpcEndpointIds": [made], "DryRun": True}
    for call in (mine.ec2.accept_vpc_endpoint_connections, mine.ec2.reject_vpc_endpoint_connections):
        assert refused(call, **asked).startswith("DryRunOperation: ")
    assert mine.endpoint(made)["State"] == "pendingAcceptance"


def test_an_unknown_filter_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    filters = [{"Name": "vpc-id", "Values": ["vpc-0"]}]
    met = refused(mine.ec2.describe_vpc_endpoint_connections, Filters=filters)
    assert met == "InvalidFilter: The filter 'vpc-id' is invalid"


def test_interfaces_are_spread_over_the_load_balancers_of_their_zone(mine: Any, theirs: Any) -> None:
    balancers = [mine.load_balancer(mine.vpc(), "a") for _ in range(2)]
    service = mine.service_of(balancers, allow=[theirs.root])
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "a")
    for _ in range(4):
        theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[subnet])
    found = [each["NetworkLoadBalancerArns"] for each in connections(mine, service_id=service["ServiceId"])]
    assert sorted(found) == sorted([balancer] for balancer in balancers * 2)


@pytest.mark.parametrize(
    ("call", "parameters", "lacking"),
    [
        ("accept_vpc_endpoint_connections", {"ServiceId": "vpce-svc-0", "VpcEndpointIds": []}, "VpcEndpointId"),
        ("reject_vpc_endpoint_connections", {"ServiceId": "vpce-svc-0", "VpcEndpointIds": []}, "VpcEndpointId"),
        ("delete_vpc_endpoints", {"VpcEndpointIds": []}, "VpcEndpointId"),
        ("delete_vpc_endpoint_service_configurations", {"ServiceIds": []}, "ServiceId"),
        (
            "delete_vpc_endpoint_connection_notifications",
            {"ConnectionNotificationIds": []},
            "ConnectionNotificationId",
        ),
    ],
)
def test_an_empty_list_is_a_missing_parameter(
    call: str, parameters: dict[str, Any], lacking: str, mine: Any, refused: Callable[..., str]
) -> None:
    met = refused(getattr(mine.ec2, call), **parameters)
    assert met == f"MissingParameter: The request must contain the parameter {lacking}"
