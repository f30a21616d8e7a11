"""The real AWS provider on every aws_vpc_endpoint* resource: apply, empty plan, update in place, destroy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.stacks.directory import write_variables
from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

UPDATED = {
    "aws_vpc_endpoint.fixed",
    "aws_vpc_endpoint.lambda",
    "aws_vpc_endpoint_connection_notification.this",
    "aws_vpc_endpoint_private_dns.bare",
    "aws_vpc_endpoint_service.this",
}


@pytest.fixture(scope="module")
def consumer() -> str:
    """The account of the consumer; the stack's own is the service owner's."""
    return fresh_account()


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, consumer: str) -> AppliedStack:
    return privatelink.apply(modules / "privatelink", variables={"changed": False, "consumer": consumer})


def endpoints(client: Any) -> dict[str, dict[str, Any]]:
    """Return the endpoints that are not deleted, by ID."""
    described = client.describe_vpc_endpoints()["VpcEndpoints"]
    return {each["VpcEndpointId"]: each for each in described if each["State"] != "deleted"}


def test_endpoints_and_their_service_are_applied_updated_and_destroyed(stack: AppliedStack, consumer: str) -> None:
    assert stack.plan_again().verdict.value == "passed"
    consumer_ec2 = LocalStackSession(getattr(stack.session, "endpoint"), consumer).client("ec2")  # noqa: B009 - a Protocol
    (connected,) = endpoints(consumer_ec2).values()
    assert (
        connected["State"],
        connected["PrivateDnsEnabled"],
        connected["DnsEntries"][-1]["DnsName"],
    ) == ("available", True, "payments.example.com")
    owner_ec2 = stack.client("ec2")
    names = [each["DnsName"] for each in endpoints(owner_ec2)[stack.outputs["lambda"]["id"]]["DnsEntries"]]
    assert names == stack.outputs["lambda"]["names"]

    write_variables(stack.stack.directory, {"changed": True, "consumer": consumer})
    plan = stack.stack.plan()
    changes = {(each.resource.text, each.action) for each in plan.changes if each.action != "read"}
    assert changes == {(address, "update") for address in UPDATED}
    stack.stack.apply()
    assert not stack.stack.plan_again().has_changes
    changed = endpoints(owner_ec2)[stack.outputs["lambda"]["id"]]
    assert (
        changed["IpAddressType"],
        changed["PrivateDnsEnabled"],
    ) == ("dualstack", False)
    tags = stack.stack.tags
    assert tags is not None
    given = {each["Key"]: each["Value"] for each in changed["Tags"]}
    assert given == {"Name": "second", **tags.values}

    stack.stack.destroy()
    services = owner_ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    assert (endpoints(owner_ec2), endpoints(consumer_ec2), services) == ({}, {}, [])
