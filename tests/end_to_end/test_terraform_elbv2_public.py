"""The real AWS provider on internet-facing load balancers, with its data sources.

Apply, an empty plan, an update, destroy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.stacks.directory import write_variables
from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
    from privatelink_localstack.runtime.instance import Instance

UPDATED = {
    ("aws_lb.blue", "update"),
    ("aws_lb.green", "update"),
    ("aws_lb_listener.tls", "update"),
    ("aws_lb_listener.weighted", "update"),
    ("aws_lb_listener.moving", "replace"),
    ("aws_lb_listener.addresses[0]", "create"),
    ("aws_lb_target_group.secure", "update"),
}


@pytest.fixture(scope="module")
def certificates(localstack: Instance) -> tuple[str, list[str]]:
    """An account, and the ARNs of its three certificates."""
    account = fresh_account()
    acm = LocalStackSession(localstack.endpoint, account).client("acm")
    names = ("a.example.com", "b.example.com", "c.example.com")
    return account, [str(acm.request_certificate(DomainName=name)["CertificateArn"]) for name in names]


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, certificates: tuple[str, list[str]]) -> AppliedStack:
    account, arns = certificates
    variables = {"changed": False, "certificates": arns}
    return privatelink.apply(modules / "elbv2-public", variables=variables, account=account)


def arn(stack: AppliedStack, kind: str, name: str) -> str:
    return str(next(each.id for each in stack.stack.state().of(kind) if each.name == name))


def certificates_of(stack: AppliedStack, listener: str) -> list[tuple[str, bool]]:
    """Return the ARNs of a listener's certificates, each with whether it is the default one."""
    response = stack.client("elbv2").describe_listener_certificates(ListenerArn=listener)
    return [(each["CertificateArn"], each["IsDefault"]) for each in response["Certificates"]]


def count_public_addresses(stack: AppliedStack, load_balancer: str) -> int:
    """Return the number of a load balancer's public addresses."""
    response = stack.client("elbv2").describe_load_balancers(LoadBalancerArns=[load_balancer])
    zones: list[dict[str, Any]] = response["LoadBalancers"][0]["AvailabilityZones"]
    return sum("IpAddress" in address for zone in zones for address in zone["LoadBalancerAddresses"])


def test_public_load_balancers_are_applied_updated_and_destroyed(
    stack: AppliedStack, certificates: tuple[str, list[str]]
) -> None:
    first, second, third = certificates[1]
    assert stack.plan_again().verdict.value == "passed"
    assert all(actual == expected for actual, expected in stack.outputs["found"].values())
    tls = arn(stack, "aws_lb_listener", "tls")
    assert (first, True) == certificates_of(stack, tls)[0]
    assert {(second, False), (third, False)} == set(certificates_of(stack, tls)[1:])
    assert count_public_addresses(stack, arn(stack, "aws_lb", "blue")) == 2

    write_variables(stack.stack.directory, {"changed": True, "certificates": certificates[1]})
    plan = stack.stack.plan()
    assert {(each.resource.text, each.action) for each in plan.changes if each.action != "read"} == UPDATED
    stack.stack.apply()
    assert not stack.stack.plan_again().has_changes
    assert (second, True) == certificates_of(stack, tls)[0]

    stack.stack.destroy()
    elbv2, ec2 = stack.client("elbv2"), stack.client("ec2")
    assert (
        elbv2.describe_load_balancers()["LoadBalancers"],
        elbv2.describe_target_groups()["TargetGroups"],
        ec2.describe_addresses()["Addresses"],
    ) == ([], [], [])
