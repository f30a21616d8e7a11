"""The HTTP API under /_privatelink/: durations, quotas and faults."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, MakeAccount, state
from tests.support.refusal import refusal, refusal_code
from tests.support.until import until


def test_duration_applies_to_later_changes_of_state(own: Account) -> None:
    own.http("PUT", "durations", {"endpoint.pending": 3600})
    endpoint_id = own.interface_endpoint_id(own.vpc())
    later = own.interface_endpoint_id(own.vpc())
    assert [own.endpoint(each)["State"] for each in (endpoint_id, later)] == ["pending", "pending"]
    own.http("PUT", "durations", {"endpoint.pending": 0})
    third = own.interface_endpoint_id(own.vpc())
    assert (own.endpoint(third)["State"], own.endpoint(endpoint_id)["State"]) == ("available", "pending")


def test_quota_can_be_changed(own: Account) -> None:
    own.http("PUT", "quotas", {"interface_endpoints_per_vpc": 1})
    vpc = own.vpc()
    own.interface_endpoint(vpc)
    assert refusal(own.interface_endpoint, vpc=vpc).code == "VpcEndpointLimitExceeded"
    own.http("PUT", "quotas", {"interface_endpoints_per_vpc": 2})
    assert state(own.interface_endpoint(vpc)) == "pending"


def test_fault_fails_the_next_call(own: Account) -> None:
    fault = {"operation": "CreateVpcEndpoint", "code": "InsufficientCapacity", "message": "None left."}
    own.http("POST", "faults", fault)
    vpc = own.vpc()
    assert refusal(own.interface_endpoint, vpc=vpc) == ("InsufficientCapacity", "None left.")
    assert refusal_code(own.interface_endpoint, vpc=vpc) is None


def test_fault_fails_an_endpoint_after_its_creation(own: Account) -> None:
    own.http("POST", "faults", {"operation": "CreateVpcEndpoint", "message": "No room."})
    endpoint_id = own.interface_endpoint_id(own.vpc())
    failed = until(lambda: own.endpoint(endpoint_id), lambda each: state(each) == "failed")
    assert failed["LastError"] == {"Code": "InternalError", "Message": "No room."}


def test_fault_fails_an_accepted_endpoint(own: Account) -> None:
    service = own.new_service("a")
    own.http("POST", "faults", {"operation": "CreateVpcEndpoint", "message": "No room."})
    endpoint = own.interface_endpoint(own.vpc(), service["ServiceName"])
    own.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint["VpcEndpointId"]])
    failed = until(lambda: own.endpoint(endpoint["VpcEndpointId"]), lambda each: state(each) != "pending")
    assert (state(endpoint), state(failed), failed["FailureReason"]) == ("pendingAcceptance", "failed", "No room.")


def test_throttling_fails_calls_of_one_account_a_number_of_times(own: Account, own_account: MakeAccount) -> None:
    other = own_account()
    own.http("POST", "faults", {"operation": "DescribeVpcs", "throttle": True, "times": 2, "account": own.id})
    describe = own.impatient_ec2.describe_vpcs
    assert refusal_code(other.impatient_ec2.describe_vpcs) is None
    assert [refusal_code(describe), refusal_code(describe)] == ["RequestLimitExceeded"] * 2
    assert refusal_code(describe) is None


def test_zone_fault_makes_a_service_unavailable_in_the_zone(own: Account) -> None:
    vpc = own.vpc()
    subnet = own.subnet(vpc, "a")
    (zone,) = own.ec2.describe_availability_zones(ZoneNames=["us-east-1a"])["AvailabilityZones"]
    service = "com.amazonaws.us-east-1.lambda"
    own.http("POST", "faults", {"service": service, "zone_id": zone["ZoneId"]})
    (detail,) = own.ec2.describe_vpc_endpoint_services(ServiceNames=[service])["ServiceDetails"]
    assert "us-east-1a" not in detail["AvailabilityZones"]
    assert refusal(own.interface_endpoint, vpc=vpc, SubnetIds=[subnet]) == (
        "InvalidParameter",
        f"The VPC endpoint service {service} does not support the availability zone of the subnet: {subnet}.",
    )
    own.http("DELETE", "faults")
    assert refusal_code(own.interface_endpoint, vpc=vpc, SubnetIds=[subnet]) is None


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("PUT", "durations", {"nonsense": 1}, "nonsense: unknown. Known are: direct_connect.associating"),
        ("PUT", "durations", {"endpoint.pending": -1}, "endpoint.pending: -1 is not a number from 0 up"),
        (
            "PUT",
            "quotas",
            {"interface_endpoints_per_vpc": "many"},
            "interface_endpoints_per_vpc: 'many' is not a number",
        ),
        ("PUT", "quotas", [1], "the body is not a JSON object"),
        ("POST", "faults", {"service": "x"}, "zone_id: a text is needed"),
        ("POST", "faults", {"operation": "DeleteVpcEndpoints"}, "code: only CreateVpcEndpoint can fail later"),
        ("POST", "faults", {"operation": "X", "typo": 1}, "typo: unknown. Known are: account, code"),
        (
            "POST",
            "faults",
            {"operation": "CreateVpcEndpiont", "throttle": True},
            "operation: CreateVpcEndpiont is neither EC2's nor Elastic Load Balancing's; did you mean CreateVpc",
        ),
        ("POST", "faults", {"operation": "DescribeVpcs", "code": "X", "times": 0}, "times: at least 1"),
        ("POST", "faults", {"operation": "DescribeVpcs", "code": "X", "times": 1.5}, "times: 1.5 is not a whole"),
        ("POST", "faults", {"operation": "DescribeVpcs", "code": "X", "account": "me"}, "account: 'me' is not an"),
        (
            "POST",
            "faults",
            {"operation": "DescribeVpcs", "code": "X", "status": 200},
            "status: 200 is not an HTTP status",
        ),
        ("POST", "faults", {"operation": "CreateVpc", "delay": 0}, "delay: 0 is not a number of seconds up to 600"),
        ("POST", "faults", {"operation": "CreateVpc", "delay": 1, "code": "X"}, "code: can't be combined with delay"),
        ("POST", "faults", {"operation": "DescribeVpcs", "throttle": "yes"}, "throttle: 'yes' is neither true nor"),
        (
            "POST",
            "faults",
            {"operation": "DescribeVpcs", "throttle": True, "code": "X"},
            "code: can't be combined with",
        ),
        ("POST", "faults", {"service": "x", "zone_id": "y", "times": 2}, "times: unknown. Known are: service, zone_id"),
        ("PUT", "durations", {"endpoint.pending": float("inf")}, "endpoint.pending: inf is not a number from 0 up"),
        ("PUT", "durations", {"endpoint.pending": float("nan")}, "endpoint.pending: nan is not a number from 0 up"),
        ("PUT", "quotas", {"gateway_endpoints_per_vpc": 1.5}, "gateway_endpoints_per_vpc: 1.5 is not a whole number"),
        ("GET", "nonsense", None, "nonsense: unknown. Known are: accounts, connections"),
    ],
)
def test_invalid_setting_is_rejected_and_changes_nothing(
    method: str, path: str, body: Any, message: str, own: Account
) -> None:
    before = [own.http("GET", each) for each in ("durations", "quotas", "faults")]
    assert own.http(method, path, body)["error"].startswith(message)
    assert before == [own.http("GET", each) for each in ("durations", "quotas", "faults")]


def test_every_name_in_the_error_of_an_unknown_one_answers(own: Account) -> None:
    names = own.http("GET", "nonsense")["error"].partition("Known are: ")[2].split(", ")

    assert {"accounts", "endpoints", "faults", "history/<id>", "target-health"} <= set(names)
    answers = {name: own.http("GET", name) for name in names if "<" not in name}
    assert [name for name, answer in answers.items() if isinstance(answer, dict) and "error" in answer] == []
