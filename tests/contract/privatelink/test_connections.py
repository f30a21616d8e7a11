"""Connections between accounts: acceptance, rejection, zones, load balancers and deletion of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.account import Account, MakeAccount, filters, state
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import (
        ServiceConfigurationTypeDef,
        UnsuccessfulItemTypeDef,
        VpcEndpointConnectionTypeDef,
    )


@pytest.fixture
def theirs(make_account: MakeAccount) -> Account:
    """The consumer's account."""
    return make_account()


def connections(account: Account, **values: str) -> list[VpcEndpointConnectionTypeDef]:
    """Describe connections. The filter `vpc-endpoint-id` is the parameter `vpc_endpoint_id`."""
    selection = filters({name.replace("_", "-"): value for name, value in values.items()})
    return account.ec2.describe_vpc_endpoint_connections(Filters=selection)["VpcEndpointConnections"]


def decide(
    account: Account, verb: str, service: ServiceConfigurationTypeDef, *endpoints: str
) -> list[UnsuccessfulItemTypeDef]:
    """Accept or reject connections, and return the unsuccessful ones."""
    method = getattr(account.ec2, f"{verb}_vpc_endpoint_connections")
    return list(method(ServiceId=service["ServiceId"], VpcEndpointIds=list(endpoints))["Unsuccessful"])


def test_connection_is_pending_until_its_acceptance(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    endpoint = theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[theirs.subnet(vpc)])
    (connection,) = connections(mine, service_id=service["ServiceId"])
    assert {
        "ServiceId": service["ServiceId"],
        "VpcEndpointId": endpoint["VpcEndpointId"],
        "VpcEndpointOwner": theirs.id,
        "VpcEndpointState": "pendingAcceptance",
        "NetworkLoadBalancerArns": service["NetworkLoadBalancerArns"],
        "IpAddressType": "ipv4",
        "VpcEndpointRegion": "us-east-1",
        "DnsEntries": endpoint["DnsEntries"],
    }.items() <= connection.items()
    assert decide(mine, "accept", service, endpoint["VpcEndpointId"]) == []
    assert state(theirs.available(endpoint["VpcEndpointId"])) == "available"


def test_connection_without_acceptance_becomes_available(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root], AcceptanceRequired=False)
    endpoint = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])
    assert (endpoint["State"], theirs.available(endpoint["VpcEndpointId"])["State"]) == ("pending", "available")


def test_connection_can_be_rejected_and_accepted_again(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    states = []
    for verb in ("reject", "accept", "reject"):
        decide(mine, verb, service, endpoint_id)
        if verb == "accept":
            theirs.available(endpoint_id)
        states.append(theirs.endpoint(endpoint_id)["State"])
    assert states == ["rejected", "available", "rejected"]


def test_decision_on_an_unknown_connection_is_unsuccessful(mine: Account, theirs: Account) -> None:
    service, other = mine.new_service("a", allow=[theirs.root]), mine.new_service("a")
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    for verb in ("accept", "reject"):
        failed = decide(mine, verb, other, endpoint_id, "vpce-0")
        assert [endpoint_id, "vpce-0"] == [each["ResourceId"] for each in failed]
        assert {each["Error"]["Code"] for each in failed} == {"InvalidVpcEndpoint.NotFound"}
    assert state(theirs.endpoint(endpoint_id)) == "pendingAcceptance"


def test_accept_rejects_the_consumer(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    accept = theirs.ec2.accept_vpc_endpoint_connections
    error = refusal(accept, ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
    assert error.code == "InvalidVpcEndpointServiceId.NotFound"
    assert connections(theirs) == []


def test_endpoint_rejects_a_zone_without_the_service(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "b")
    error = refusal(theirs.interface_endpoint, vpc=vpc, service=service["ServiceName"], SubnetIds=[subnet])
    assert error == (
        "InvalidParameter",
        (
            f"The VPC endpoint service {service['ServiceName']} does not support the availability zone "
            f"of the subnet: {subnet}."
        ),
    )


def test_interface_connects_to_a_load_balancer_in_its_zone(mine: Account, theirs: Account) -> None:
    first, second = mine.load_balancer(mine.vpc(), "a"), mine.load_balancer(mine.vpc(), "b")
    service = mine.service_of([first, second], allow=[theirs.root])
    vpc = theirs.vpc()
    subnets = {first: theirs.subnet(vpc, "a"), second: theirs.subnet(vpc, "b")}
    for balancer, subnet in subnets.items():
        endpoint_id = theirs.interface_endpoint_id(vpc, service["ServiceName"], SubnetIds=[subnet])
        (connection,) = connections(mine, vpc_endpoint_id=endpoint_id)
        assert [balancer] == connection["NetworkLoadBalancerArns"]


def test_endpoint_of_a_customers_service_rejects_a_policy(mine: Account, theirs: Account) -> None:
    name = mine.new_service("a", allow=[theirs.root])["ServiceName"]
    policy = '{"Statement":[]}'
    assert refusal(theirs.interface_endpoint, vpc=theirs.vpc(), service=name, PolicyDocument=policy) == (
        "InvalidParameter",
        f"The service {name} does not support endpoint policies.",
    )


def test_live_connection_keeps_the_service_and_its_load_balancers(mine: Account, theirs: Account) -> None:
    first, second = mine.load_balancer(mine.vpc(), "a"), mine.load_balancer(mine.vpc(), "a")
    service = mine.service_of([first, second], allow=[theirs.root])
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    delete = mine.ec2.delete_vpc_endpoint_service_configurations
    change: dict[str, Any] = {"ServiceId": service["ServiceId"], "RemoveNetworkLoadBalancerArns": [first]}
    expected = {
        "Code": "ExistingVpcEndpointConnections",
        "Message": "Service has existing active VPC Endpoint connections!",
    }
    for _ in ("pendingAcceptance", "available"):
        (failed,) = delete(ServiceIds=[service["ServiceId"]])["Unsuccessful"]
        assert failed["Error"] == expected
        error = refusal(mine.ec2.modify_vpc_endpoint_service_configuration, **change)
        assert error == ("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")
        decide(mine, "accept", service, endpoint_id)
        theirs.available(endpoint_id)
    decide(mine, "reject", service, endpoint_id)
    assert delete(ServiceIds=[service["ServiceId"]])["Unsuccessful"] == []
    assert state(theirs.endpoint(endpoint_id)) == "rejected"


def test_connections_are_filtered_and_paged(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    endpoint_ids = [theirs.interface_endpoint_id(vpc, service["ServiceName"]) for _ in range(3)]
    decide(mine, "reject", service, endpoint_ids[1])
    assert [endpoint_ids[1]] == [each["VpcEndpointId"] for each in connections(mine, vpc_endpoint_state="rejected")]
    assert [endpoint_ids[2]] == [each["VpcEndpointId"] for each in connections(mine, vpc_endpoint_id=endpoint_ids[2])]
    assert connections(mine, vpc_endpoint_owner=mine.id) == []
    pages = mine.ec2.get_paginator("describe_vpc_endpoint_connections").paginate(PaginationConfig={"PageSize": 2})
    ids = [[each["VpcEndpointId"] for each in page["VpcEndpointConnections"]] for page in pages]
    assert ids == [endpoint_ids[:2], endpoint_ids[2:]]


def test_rejected_endpoint_can_be_modified(mine: Account, theirs: Account) -> None:
    service = mine.new_service("a", allow=[theirs.root])
    vpc = theirs.vpc()
    endpoint_id = theirs.interface_endpoint_id(vpc, service["ServiceName"])
    decide(mine, "reject", service, endpoint_id)
    group = theirs.group(vpc, "g")
    theirs.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddSecurityGroupIds=[group])
    assert group in {each["GroupId"] for each in theirs.endpoint(endpoint_id)["Groups"]}
    assert state(theirs.endpoint(endpoint_id)) == "rejected"


@pytest.mark.parametrize(
    ("operation", "required"),
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
def test_dry_run_of_describe_succeeds(operation: str, required: str, mine: Account) -> None:
    parameters: dict[str, Any] = {required: mine.new_service("a")["ServiceId"]} if required else {}
    error = refusal(getattr(mine.ec2, operation), DryRun=True, **parameters)
    assert error == ("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")


def test_dry_run_of_a_decision_changes_nothing(mine: Account) -> None:
    service = mine.new_service("a")
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), service["ServiceName"])
    parameters: dict[str, Any] = {
        "ServiceId": service["ServiceId"],
        "VpcEndpointIds": [endpoint_id],
        "DryRun": True,
    }
    for decision in (mine.ec2.accept_vpc_endpoint_connections, mine.ec2.reject_vpc_endpoint_connections):
        assert refusal(decision, **parameters).code == "DryRunOperation"
    assert state(mine.endpoint(endpoint_id)) == "pendingAcceptance"


def test_describe_rejects_an_unknown_filter(mine: Account) -> None:
    selection = filters({"vpc-id": "vpc-0"})
    error = refusal(mine.ec2.describe_vpc_endpoint_connections, Filters=selection)
    assert error == ("InvalidFilter", "The filter 'vpc-id' is invalid")


def test_interfaces_are_spread_over_the_load_balancers_of_their_zone(mine: Account, theirs: Account) -> None:
    balancers = [mine.load_balancer(mine.vpc(), "a") for _ in range(2)]
    service = mine.service_of(balancers, allow=[theirs.root])
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "a")
    for _ in range(4):
        theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[subnet])
    arns = [each["NetworkLoadBalancerArns"] for each in connections(mine, service_id=service["ServiceId"])]
    assert sorted(arns) == sorted([balancer] for balancer in balancers * 2)


@pytest.mark.parametrize(
    ("operation", "parameters", "missing"),
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
def test_empty_list_is_a_missing_parameter(
    operation: str, parameters: dict[str, Any], missing: str, mine: Account
) -> None:
    error = refusal(getattr(mine.ec2, operation), **parameters)
    assert error == ("MissingParameter", f"The request must contain the parameter {missing}")
