"""DescribeVpcEndpoints: IDs, filters, pages and scopes."""

from __future__ import annotations

import pytest

from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import refusal

TAGS = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "core"}]}]


def test_describe_rejects_an_unknown_id(mine: Account) -> None:
    errors = [refusal(mine.ec2.describe_vpc_endpoints, VpcEndpointIds=[each]) for each in ("vpce-0", "vpce-svc-0")]
    assert errors == [
        ("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id 'vpce-0' does not exist"),
        ("InvalidVpcEndpointId.Malformed", "The Vpc Endpoint Id 'vpce-svc-0' is malformed"),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"vpc-endpoint-type": "Gateway"},
        {"service-name": "com.amazonaws.us-east-1.s*"},
        {"vpc-endpoint-state": "available"},
        {"tag:Name": "co?e"},
        {"tag-key": "Name"},
        {"service-region": "us-east-1", "tag-key": "Name"},
    ],
)
def test_filter_finds_the_endpoint(values: dict[str, str], mine: Account) -> None:
    vpc = mine.vpc()
    endpoint_id = mine.gateway_endpoint(vpc, TagSpecifications=TAGS)["VpcEndpointId"]
    mine.available(endpoint_id)
    if "vpc-endpoint-state" not in values:
        mine.interface_endpoint(vpc)
    endpoints = mine.ec2.describe_vpc_endpoints(Filters=filters(values))["VpcEndpoints"]
    assert [endpoint_id] == [each["VpcEndpointId"] for each in endpoints]


def test_describe_rejects_an_unknown_filter(mine: Account) -> None:
    error = refusal(mine.ec2.describe_vpc_endpoints, Filters=filters({"nonsense": "x"}))
    assert error == ("InvalidFilter", "The filter 'nonsense' is invalid")


@pytest.mark.parametrize(
    "operation",
    [
        "describe_vpc_endpoints",
        "describe_vpc_endpoint_services",
        "describe_vpc_endpoint_service_configurations",
        "describe_vpc_endpoint_connections",
        "describe_vpc_endpoint_connection_notifications",
        "describe_prefix_lists",
    ],
)
def test_dry_run_describes_nothing(operation: str, mine: Account) -> None:
    error = refusal(getattr(mine.ec2, operation), DryRun=True)
    assert error == ("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")


def test_describe_returns_a_repeated_id_once(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    endpoints = mine.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id, endpoint_id])["VpcEndpoints"]
    assert [endpoint_id] == [each["VpcEndpointId"] for each in endpoints]


def test_pages_have_every_record_once(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint_ids = [mine.interface_endpoint_id(vpc) for _ in range(5)]
    pages = mine.ec2.get_paginator("describe_vpc_endpoints").paginate(PaginationConfig={"PageSize": 2})
    ids = [[each["VpcEndpointId"] for each in page["VpcEndpoints"]] for page in pages]
    assert [endpoint_ids[:2], endpoint_ids[2:4], endpoint_ids[4:]] == ids


def test_endpoint_is_unknown_in_other_accounts_and_regions(make_account: MakeAccount) -> None:
    mine, theirs = make_account(), make_account()
    endpoint_id = mine.interface_endpoint_id(mine.vpc())
    for other in (theirs, mine.in_region("eu-west-1")):
        assert other.endpoints() == []
        error = refusal(other.ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint_id])
        assert error.code == "InvalidVpcEndpointId.NotFound"
        failed = other.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])["Unsuccessful"]
        assert [endpoint_id] == [each["ResourceId"] for each in failed]
    assert [endpoint_id] == mine.endpoints()


def test_tags_are_added_listed_and_removed(mine: Account) -> None:
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), TagSpecifications=TAGS)
    mine.ec2.create_tags(Resources=[endpoint_id], Tags=[{"Key": "team", "Value": "net"}])
    listed = mine.ec2.describe_tags(Filters=filters({"resource-id": endpoint_id}))["Tags"]
    assert [(each["Key"], each["Value"], each["ResourceType"]) for each in listed] == [
        ("Name", "core", "vpc-endpoint"),
        ("team", "net", "vpc-endpoint"),
    ]
    mine.ec2.delete_tags(Resources=[endpoint_id], Tags=[{"Key": "Name"}])
    assert mine.endpoint(endpoint_id)["Tags"] == [{"Key": "team", "Value": "net"}]
    error = refusal(mine.ec2.create_tags, Resources=["vpce-00000000000000000"], Tags=[{"Key": "a", "Value": "b"}])
    assert error.code == "InvalidVpcEndpointId.NotFound"
