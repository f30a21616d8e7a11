"""The HTTP API under /_privatelink/: durations, quotas and faults on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def own(own_account: Callable[..., Any], http: Callable[..., Any]) -> Iterator[Any]:
    """An account on a LocalStack whose settings nobody else sees; they are forgotten afterwards."""
    account = own_account()
    yield account
    http(account, "POST", "reset")


def test_a_state_lasts_as_long_as_it_is_told_to(own: Any, http: Callable[..., Any]) -> None:
    http(own, "PUT", "durations", {"endpoint.pending": 3600})
    made = own.interface_endpoint(own.vpc())["VpcEndpointId"]
    later = own.interface_endpoint(own.vpc())["VpcEndpointId"]
    assert [own.endpoint(each)["State"] for each in (made, later)] == ["pending", "pending"]
    http(own, "PUT", "durations", {"endpoint.pending": 0})
    third = own.interface_endpoint(own.vpc())["VpcEndpointId"]
    assert (own.endpoint(third)["State"], own.endpoint(made)["State"]) == ("available", "pending")


def test_quotas_are_adjustable(own: Any, http: Callable[..., Any], refused: Callable[..., str]) -> None:
    http(own, "PUT", "quotas", {"interface_endpoints_per_vpc": 1})
    vpc = own.vpc()
    own.interface_endpoint(vpc)
    assert refused(own.interface_endpoint, vpc=vpc).startswith("VpcEndpointLimitExceeded: ")
    http(own, "PUT", "quotas", {"interface_endpoints_per_vpc": 2})
    assert own.interface_endpoint(vpc)["State"] == "pending"


def test_the_next_call_fails_as_it_is_told_to(own: Any, http: Callable[..., Any], refused: Callable[..., str]) -> None:
    fault = {"operation": "CreateVpcEndpoint", "code": "InsufficientCapacity", "message": "None left."}
    http(own, "POST", "faults", fault)
    vpc = own.vpc()
    assert refused(own.interface_endpoint, vpc=vpc) == "InsufficientCapacity: None left."
    assert refused(own.interface_endpoint, vpc=vpc) == ""


def test_an_endpoint_fails_after_it_was_made(
    own: Any, http: Callable[..., Any], eventually: Callable[..., Any]
) -> None:
    http(own, "POST", "faults", {"operation": "CreateVpcEndpoint", "message": "No room."})
    made = own.interface_endpoint(own.vpc())["VpcEndpointId"]
    failed = eventually(lambda: own.endpoint(made), lambda each: each["State"] == "failed")
    assert failed["LastError"] == {"Code": "InternalError", "Message": "No room."}


def test_an_endpoint_that_is_accepted_fails_too(
    own: Any, http: Callable[..., Any], eventually: Callable[..., Any]
) -> None:
    service = own.new_service("a")
    http(own, "POST", "faults", {"operation": "CreateVpcEndpoint", "message": "No room."})
    made = own.interface_endpoint(own.vpc(), service["ServiceName"])
    own.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made["VpcEndpointId"]])
    failed = eventually(lambda: own.endpoint(made["VpcEndpointId"]), lambda each: each["State"] != "pending")
    assert (made["State"], failed["State"], failed["FailureReason"]) == ("pendingAcceptance", "failed", "No room.")


def test_throttling_strikes_an_account_as_often_as_it_is_told_to(
    own: Any, own_account: Callable[..., Any], http: Callable[..., Any], refused: Callable[..., str]
) -> None:
    other = own_account()
    http(own, "POST", "faults", {"operation": "DescribeVpcs", "throttle": True, "times": 2, "account": own.id})
    describe = own.once.describe_vpcs
    assert refused(other.once.describe_vpcs) == ""
    assert [refused(describe), refused(describe)] == ["RequestLimitExceeded: Request limit exceeded."] * 2
    assert refused(describe) == ""


def test_a_service_is_unavailable_in_a_zone(own: Any, http: Callable[..., Any], refused: Callable[..., str]) -> None:
    vpc = own.vpc()
    subnet = own.subnet(vpc, "a")
    (zone,) = own.ec2.describe_availability_zones(ZoneNames=["us-east-1a"])["AvailabilityZones"]
    service = "com.amazonaws.us-east-1.lambda"
    http(own, "POST", "faults", {"service": service, "zone_id": zone["ZoneId"]})
    (seen,) = own.ec2.describe_vpc_endpoint_services(ServiceNames=[service])["ServiceDetails"]
    assert "us-east-1a" not in seen["AvailabilityZones"]
    assert refused(own.interface_endpoint, vpc=vpc, SubnetIds=[subnet]) == (
        f"InvalidParameter: The VPC endpoint service {service} does not support the availability zone of the subnet: "
        f"{subnet}."
    )
    http(own, "DELETE", "faults")
    assert refused(own.interface_endpoint, vpc=vpc, SubnetIds=[subnet]) == ""


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("PUT", "durations", {"nonsense": 1}, "nonsense: unknown. Known are: domain.pending, endpoint.deleted"),
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
        ("GET", "nonsense", None, "nonsense: unknown. Known are: connections, endpoints, notifications, services"),
    ],
)
def test_nonsense_is_refused_and_sets_nothing(
    method: str, path: str, body: Any, message: str, own: Any, http: Callable[..., Any]
) -> None:
    before = [http(own, "GET", each) for each in ("durations", "quotas", "faults")]
    assert http(own, method, path, body)["error"].startswith(message)
    assert before == [http(own, "GET", each) for each in ("durations", "quotas", "faults")]
