"""DescribeVpcEndpoints finds what there is: by id, by filters, page by page, and an account's own only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TAGS = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "core"}]}]


def test_an_unknown_id_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    met = [refused(mine.ec2.describe_vpc_endpoints, VpcEndpointIds=[each]) for each in ("vpce-0", "vpce-svc-0")]
    assert met == [
        "InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id 'vpce-0' does not exist",
        "InvalidVpcEndpointId.Malformed: The Vpc Endpoint Id 'vpce-svc-0' is malformed",
    ]


@pytest.mark.parametrize(
    "filters",
    [
        {"vpc-endpoint-type": "Gateway"},
        {"service-name": "com.amazonaws.us-east-1.s*"},
        {"vpc-endpoint-state": "available"},
        {"tag:Name": "co?e"},
        {"tag-key": "Name"},
        {"service-region": "us-east-1", "tag-key": "Name"},
    ],
)
def test_filters_find(filters: dict[str, str], mine: Any) -> None:
    vpc = mine.vpc()
    wanted = mine.gateway_endpoint(vpc, TagSpecifications=TAGS)["VpcEndpointId"]
    mine.available(wanted)
    if "vpc-endpoint-state" not in filters:
        mine.interface_endpoint(vpc)
    given = [{"Name": name, "Values": [value]} for name, value in filters.items()]
    found = mine.ec2.describe_vpc_endpoints(Filters=given)["VpcEndpoints"]
    assert [wanted] == [each["VpcEndpointId"] for each in found]


def test_an_unknown_filter_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.ec2.describe_vpc_endpoints, Filters=[{"Name": "nonsense", "Values": ["x"]}])
    assert met == "InvalidFilter: The filter 'nonsense' is invalid"


@pytest.mark.parametrize(
    "call",
    [
        "describe_vpc_endpoints",
        "describe_vpc_endpoint_services",
        "describe_vpc_endpoint_service_configurations",
        "describe_vpc_endpoint_connections",
        "describe_vpc_endpoint_connection_notifications",
        "describe_prefix_lists",
    ],
)
def test_a_dry_run_describes_nothing(call: str, mine: Any, refused: Callable[..., str]) -> None:
    met = refused(getattr(mine.ec2, call), DryRun=True)
    assert met == "DryRunOperation: Request would have succeeded, but DryRun flag is set."


def test_an_endpoint_that_is_named_twice_is_found_once(mine: Any) -> None:
    made = mine.interface_endpoint(mine.vpc())["VpcEndpointId"]
    found = mine.ec2.describe_vpc_endpoints(VpcEndpointIds=[made, made])["VpcEndpoints"]
    assert [made] == [each["VpcEndpointId"] for each in found]


def test_pages_have_all_once(mine: Any) -> None:
    vpc = mine.vpc()
    made = [mine.interface_endpoint(vpc)["VpcEndpointId"] for _ in range(5)]
    pages = mine.ec2.get_paginator("describe_vpc_endpoints").paginate(PaginationConfig={"PageSize": 2})
    found = [[each["VpcEndpointId"] for each in page["VpcEndpoints"]] for page in pages]
    assert [made[:2], made[2:4], made[4:]] == found


def test_nobody_sees_the_endpoints_of_another_account_or_region(
    make_account: Callable[..., Any], refused: Callable[..., str]
) -> None:
    mine, theirs = make_account(), make_account()
    made = mine.interface_endpoint(mine.vpc())["VpcEndpointId"]
    for other in (theirs, mine.in_region("eu-west-1")):
        assert other.endpoints() == []
        gone = "InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id"
        assert refused(other.ec2.describe_vpc_endpoints, VpcEndpointIds=[made]).startswith(gone)
        failed = other.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])["Unsuccessful"]
        assert [made] == [each["ResourceId"] for each in failed]
    assert [made] == mine.endpoints()


def test_tags_are_added_listed_and_removed(mine: Any, refused: Callable[..., str]) -> None:
    made = mine.interface_endpoint(mine.vpc(), TagSpecifications=TAGS)["VpcEndpointId"]
    mine.ec2.create_tags(Resources=[made], Tags=[{"Key": "team", "Value": "net"}])
    listed = mine.ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [made]}])["Tags"]
    assert [(each["Key"], each["Value"], each["ResourceType"]) for each in listed] == [
        ("Name", "core", "vpc-endpoint"),
        ("team", "net", "vpc-endpoint"),
    ]
    mine.ec2.delete_tags(Resources=[made], Tags=[{"Key": "Name"}])
    assert mine.endpoint(made)["Tags"] == [{"Key": "team", "Value": "net"}]
    met = refused(mine.ec2.create_tags, Resources=["vpce-00000000000000000"], Tags=[{"Key": "a", "Value": "b"}])
    assert met.startswith("InvalidVpcEndpointId.NotFound: ")
