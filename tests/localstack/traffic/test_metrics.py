"""Data points from counts of interfaces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.relay.traffic import Traffic
from privatelink_localstack.privatelink.endpoints.model import Endpoint, EndpointInterface
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.traffic.metrics import Point, Records, counts_of_endpoints, points

INTERFACES = tuple(
    EndpointInterface(f"eni-{zone}", f"subnet-{zone}", f"us-east-1{zone}", zone, "10.0.0.1", None, "arn:lb")
    for zone in "ab"
)
ENDPOINT = Endpoint(
    *("vpce-1", "Interface", "111111111111", "us-east-1", "vpc-1", "com.example", "us-east-1", "vpce-svc-1"),
    *("available", 0.0, "suffix", "example.com", "Z1", "con-1"),
    interfaces=INTERFACES,
)
SERVICE = EndpointService(
    *("vpce-svc-1", "222222222222", "us-east-1", "com.example", "Interface", "Available", 0.0, ("arn:lb",)),
    acceptance_required=False,
    address_types=("ipv4",),
    regions=("us-east-1",),
)
RECORDS = Records({ENDPOINT.id: ENDPOINT}, {SERVICE.id: SERVICE})
A, B = ("vpce-1", "eni-a"), ("vpce-1", "eni-b")


def values(found: list[Point], *names: str) -> dict[str, int]:
    """Return the values of metrics by name, under the dimensions of given names alone."""
    return {
        each.metric.name: each.value for each in found if {name for name, _ in each.metric.dimensions} == set(names)
    }


def test_a_period_has_what_was_counted_since_the_last_reading() -> None:
    before = Traffic(opened=3, sent=100, dropped=1)
    after = Traffic(opened=4, refused=1, reset=1, active=2, sent=110, received=5, dropped=8)
    found = points({A: before}, {A: after}, RECORDS)
    own = {"ActiveConnections": 2, "BytesProcessed": 15, "NewConnections": 1}
    assert values(found, "Service Id") == {**own, "RstPacketsSent": 2}
    ends = ("Endpoint Type", "Service Name", "VPC Endpoint Id", "VPC Id")
    assert values(found, *ends) == {**own, "PacketsDropped": 7, "RstPacketsReceived": 2}
    assert {(each.metric.scope.account, each.metric.namespace) for each in found} == {
        ("111111111111", "AWS/PrivateLinkEndpoints"),
        ("222222222222", "AWS/PrivateLinkServices"),
    }
    assert {each.metric.name for each in found if each.unit == "Bytes"} == {"BytesProcessed"}


def test_the_interfaces_count_together_and_by_subnet_and_zone() -> None:
    found = points({}, {A: Traffic(sent=1), B: Traffic(sent=2)}, RECORDS)
    sums = {each.metric.dimensions: each.value for each in found if each.metric.name == "BytesProcessed"}
    assert {dict(key).get("Subnet Id"): own for key, own in sums.items() if "VPC Id" in dict(key)} == {
        None: 3,
        "subnet-a": 1,
        "subnet-b": 2,
    }
    service = {key: own for key, own in sums.items() if "VPC Id" not in dict(key)}
    assert service == {
        (("Service Id", "vpce-svc-1"),): 3,
        (("Az", "us-east-1a"), ("Service Id", "vpce-svc-1")): 1,
        (("Az", "us-east-1b"), ("Service Id", "vpce-svc-1")): 2,
        (("Load Balancer Arn", "arn:lb"), ("Service Id", "vpce-svc-1")): 3,
        (("Az", "us-east-1a"), ("Load Balancer Arn", "arn:lb"), ("Service Id", "vpce-svc-1")): 1,
        (("Az", "us-east-1b"), ("Load Balancer Arn", "arn:lb"), ("Service Id", "vpce-svc-1")): 2,
        (("Service Id", "vpce-svc-1"), ("VPC Endpoint Id", "vpce-1")): 3,
    }


def test_counts_that_began_anew_count_from_nothing() -> None:
    found = points({A: Traffic(opened=9, sent=900)}, {A: Traffic(opened=1, sent=10)}, RECORDS)
    assert values(found, "Service Id")["BytesProcessed"] == 10


def test_a_connection_that_came_and_went_was_active() -> None:
    found = points({}, {A: Traffic(opened=7)}, RECORDS)
    assert values(found, "Service Id")["ActiveConnections"] == 1


@pytest.mark.parametrize(
    "records",
    [
        Records({}, {}),
        Records({ENDPOINT.id: replace(ENDPOINT, service_region="eu-west-1")}, {SERVICE.id: SERVICE}),
        Records({ENDPOINT.id: replace(ENDPOINT, interfaces=())}, {SERVICE.id: SERVICE}),
    ],
    ids=["deleted", "another Region's service", "removed subnet"],
)
def test_what_has_no_metrics_has_no_points(records: Records) -> None:
    assert points({}, {A: Traffic(sent=1)}, records) == []


def test_where_nothing_flowed_there_is_no_point() -> None:
    assert points({A: Traffic(sent=1)}, {A: Traffic(sent=1)}, RECORDS) == []


def test_an_endpoint_of_an_aws_service_has_its_own_metrics_alone() -> None:
    found = points({}, {A: Traffic(sent=1)}, Records({ENDPOINT.id: replace(ENDPOINT, service_id=None)}, {}))
    assert {each.metric.namespace for each in found} == {"AWS/PrivateLinkEndpoints"}


def test_connected_endpoints_are_counted() -> None:
    pending = replace(ENDPOINT, id="vpce-2", state="pendingAcceptance")
    (found,) = counts_of_endpoints(Records({"vpce-1": ENDPOINT, "vpce-2": pending}, {SERVICE.id: SERVICE}))
    assert (found.metric.name, found.value, found.metric.dimensions) == (
        "EndpointsCount",
        1,
        (("Service Id", "vpce-svc-1"),),
    )
