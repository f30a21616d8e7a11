"""What runs have left, as tags and holders tell."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from privatelink_harness.checks.scope import Scope
from privatelink_harness.orphans.tagged import find, find_left
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.terraform.snapshot import Resource

HERE, THERE = Scope("111122223333", "us-east-1"), Scope("111122223333", "eu-west-1")
ONE, OTHER = (RunTags(run, "somebody@here", "2026-01-02T03:04:05Z") for run in ("0123", "4567"))
SERVICE = "vpce-svc-0123456789abcdef0"

type Answers = dict[str, list[dict[str, Any]]]


def tagged(run: RunTags, **values: Any) -> dict[str, Any]:
    return {**values, "Tags": [{"Key": key, "Value": value} for key, value in run.values.items()]}


@dataclass
class FakeClient:
    """A client that answers every listing, without pages: what a test says, or nothing."""

    answers: Answers
    calls: list[str]

    def can_paginate(self, _operation: str) -> bool:
        return False

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**_arguments: Any) -> Any:
            self.calls.append(operation)
            if operation == "get_resource_shares":
                raise ClientError(
                    {"Error": {"Code": "AccessDenied", "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}},  # type: ignore[typeddict-item]
                    "GetResourceShares",
                )
            found = self.answers.get(operation, [])
            return defaultdict(lambda: found)

        return call


@dataclass
class FakeClients:
    """The clients of a target: resources by account and Region, and operation."""

    answers: dict[Scope, Answers]
    calls: list[str] = field(default_factory=list)
    name: str = "fake"

    def client(self, _service: str, account: str | None = None, region: str | None = None) -> FakeClient:
        return FakeClient(self.answers.get(Scope(account or "", region or ""), {}), self.calls)


def found(answers: Answers, wanted: RunTags = ONE) -> list[str]:
    clients = FakeClients({HERE: answers})
    return [each.id for each in find([HERE], lambda run: run == wanted, clients).resources]


def test_resources_come_in_the_order_of_their_removal() -> None:
    answers = {
        "describe_vpcs": [tagged(ONE, VpcId="vpc-1"), tagged(OTHER, VpcId="vpc-2"), {"VpcId": "vpc-3"}],
        "describe_subnets": [tagged(ONE, SubnetId="subnet-1", VpcId="vpc-9")],
        "describe_vpc_endpoints": [tagged(ONE, VpcEndpointId="vpce-1", VpcId="vpc-9")],
    }
    assert found(answers) == ["vpce-1", "subnet-1", "vpc-1"]


def test_resource_without_tags_goes_with_what_holds_it() -> None:
    answers = {
        "describe_vpcs": [tagged(ONE, VpcId="vpc-1")],
        "describe_subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}, {"SubnetId": "subnet-2", "VpcId": "vpc-2"}],
        "describe_vpc_endpoint_service_configurations": [tagged(ONE, ServiceId=SERVICE)],
        "describe_vpc_endpoint_connection_notifications": [
            {"ConnectionNotificationId": "vpce-nfn-1", "ServiceId": SERVICE},
            {"ConnectionNotificationId": "vpce-nfn-2", "ServiceId": "vpce-svc-2"},
        ],
    }
    assert found(answers) == ["vpce-nfn-1", SERVICE, "subnet-1", "vpc-1"]


def test_holders_hold_through_each_other() -> None:
    answers = {
        "describe_vpcs": [tagged(ONE, VpcId="vpc-1")],
        "describe_vpn_gateways": [{"VpnGatewayId": "vgw-1", "VpcAttachments": [{"VpcId": "vpc-1"}]}],
        "describe_vpn_connections": [{"VpnConnectionId": "vpn-1", "VpnGatewayId": "vgw-1"}],
    }
    assert found(answers) == ["vpn-1", "vgw-1", "vpc-1"]


def test_resource_of_another_run_stays_wherever_it_lies() -> None:
    answers = {
        "describe_vpcs": [tagged(ONE, VpcId="vpc-1")],
        "describe_subnets": [tagged(OTHER, SubnetId="subnet-1", VpcId="vpc-1")],
    }
    assert (found(answers), found(answers, OTHER)) == (["vpc-1"], ["subnet-1"])


def test_dashboard_that_shows_others_too_stays() -> None:
    answers = {
        "describe_vpc_endpoint_service_configurations": [tagged(ONE, ServiceId=SERVICE)],
        "describe_insight_rules": [
            {"Name": f"bytes-{SERVICE}"},
            {"Name": f"{SERVICE} and vpce-svc-0123456789abcdef1"},
            {"Name": "none"},
        ],
    }
    assert found(answers) == [f"bytes-{SERVICE}", SERVICE]


def test_what_the_api_does_not_list_is_named_with_its_reason() -> None:
    found = find([HERE], lambda _run: True, FakeClients({}))
    (fault,) = found.faults
    assert fault.startswith("resource share in account 111122223333 in us-east-1: An error occurred (AccessDenied)")
    assert found.codes == {"AccessDenied"}


def test_services_without_regions_are_asked_once_an_account() -> None:
    clients = FakeClients({})
    find([HERE, THERE], lambda _run: True, clients)
    asked = [operation for operation in clients.calls if operation in {"list_roles", "list_buckets", "describe_vpcs"}]
    assert sorted(asked) == ["describe_vpcs", "describe_vpcs", "list_buckets", "list_roles"]


def test_run_that_left_nothing_costs_two_calls_for_ec2() -> None:
    clients = FakeClients({})
    assert find_left([HERE], ONE.run, {"ec2"}, clients, []).resources == ()
    assert clients.calls == ["describe_tags", "describe_vpc_endpoint_connection_notifications"]


def test_what_a_run_left_is_looked_for_where_a_tag_is() -> None:
    clients = FakeClients(
        {HERE: {"describe_tags": [{"ResourceId": "vpc-1"}], "describe_vpcs": [tagged(ONE, VpcId="vpc-1")]}}
    )
    assert [each.id for each in find_left([HERE], ONE.run, {"ec2"}, clients, []).resources] == ["vpc-1"]
    assert "describe_vpcs" in clients.calls
    assert "describe_subnets" not in clients.calls


def test_what_takes_no_tags_is_left_of_what_the_state_had() -> None:
    service = Resource("", "aws_vpc_endpoint_service", "this", None, {"id": SERVICE})
    left = [
        {"ConnectionNotificationId": "vpce-nfn-1", "ServiceId": SERVICE},
        {"ConnectionNotificationId": "vpce-nfn-2", "ServiceId": "vpce-svc-2"},
    ]
    clients = FakeClients({HERE: {"describe_vpc_endpoint_connection_notifications": left}})
    found = find_left([HERE], ONE.run, {"ec2"}, clients, [service])
    assert ([each.id for each in found.resources], found.faults) == (["vpce-nfn-1"], ())


def test_every_service_is_asked_where_nobody_tells_which_the_run_has_used() -> None:
    found = find_left([HERE], ONE.run, None, FakeClients({}), [])
    assert [fault.split(":")[0] for fault in found.faults] == [f"resource share in {HERE}"]


@pytest.mark.process
def test_library_is_loaded_before_threads_use_it() -> None:
    code = (
        "import sys; from privatelink_harness.orphans import tagged; "
        "tagged.find([], lambda _: True, None); print('boto3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "True\n"
