"""A service in one account and its consumers in another, applied by one root module with two aliased providers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_generator.load import loads
from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin.stacks import Stacks
from privatelink_harness.stacks.directory import write_variables
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance

CONSUMER = """
version: 1
pattern: consumer
name: {name}
region: us-east-1
endpoints:
  payments: {{service_name: {service}, private_dns: after-acceptance}}
security_group:
  ingress: [{{from: vpc}}]
"""


PROVIDER = """
version: 1
pattern: provider
name: payments
region: us-east-1
tags: {{system: payments}}
load_balancers:
  main: {{security_group: false, listeners: {{api: {{port: 443, forward: api}}}}}}
target_groups:
  api: {{port: 8443}}
service:
  allowed_principals: {{orders: "{consumer}", trial: "arn:aws:iam::{consumer}:role/trial"}}
  consumers: {{orders: {orders}, trial: {trial}}}
  private_dns_name: {{name: payments.example.com}}
  notifications: {{}}
alarms:
  resets: {{above: 100}}
"""


@pytest.fixture(scope="module")
def consumer_account(localstack: Instance) -> Iterator[str]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield fresh()


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, consumer_account: str) -> AppliedStack:
    return privatelink.apply(modules / "two-accounts", variables={"consumer_account": consumer_account})


def spec(stack: AppliedStack, name: str) -> Spec:
    """Return the spec of a consumer's module; the service's name is known once it is there."""
    return loads(CONSUMER.format(name=name, service=stack.outputs["service_name"]), f"{name}.yaml")


def provider_spec(consumer: str, orders: str, trial: str) -> Spec:
    return loads(PROVIDER.format(consumer=consumer, orders=orders, trial=trial), "payments.yaml")


def connections(stack: AppliedStack) -> dict[str, Any]:
    """Return the states of the service's connections by consumer, as the service owner sees them."""
    ec2 = stack.account("provider").client("ec2")
    service = [{"Name": "service-id", "Values": [stack.outputs["service_id"]]}]
    seen = ec2.describe_vpc_endpoint_connections(Filters=service)["VpcEndpointConnections"]
    names = {endpoint_id: name for name, endpoint_id in stack.outputs["consumer_endpoint_ids"].items()}
    return {names[each["VpcEndpointId"]]: (each["VpcEndpointState"], each["VpcEndpointOwner"]) for each in seen}


def test_aliases_name_the_accounts(stack: AppliedStack, consumer_account: str) -> None:
    provider, consumer = stack.account("provider"), stack.account("consumer")
    assert (provider.id, consumer.id) == (stack.session.accounts["consumer"], consumer_account)
    assert {provider.region, consumer.region} == {"us-east-1"}
    for account in (provider, consumer):
        assert account.client("sts").get_caller_identity()["Account"] == account.id
    assert stack.client("ec2", "consumer") is consumer.client("ec2") is stack.client("ec2", consumer_account)
    with pytest.raises(HarnessError) as caught:
        stack.account("spoke")
    assert (str(caught.value), caught.value.hint) == (
        "the stack has no account 'spoke'",
        "Name one of: consumer, provider; or write 12 digits.",
    )


@pytest.mark.parametrize("consumer", ["orders", "trial"])
def test_each_consumer_matches_its_spec(stack: AppliedStack, consumer: str) -> None:
    stack.verify(spec(stack, consumer), module=f"module.{consumer}")


def test_the_provider_matches_its_spec(stack: AppliedStack, consumer_account: str) -> None:
    stack.verify(provider_spec(consumer_account, "accepted", "suspended"), module="module.service")


def test_the_providers_checks_see_a_wrong_word_about_a_consumer(stack: AppliedStack, consumer_account: str) -> None:
    checks = stack.checks(provider_spec(consumer_account, "accepted", "accepted"), module="module.service")
    failed = [(check.subject, check.property) for check in checks if check.verdict is Verdict.FAILED]
    assert failed == [("consumer trial", Property.CONNECTION)]


def test_the_provider_sees_one_accepted_and_one_waiting_consumer(stack: AppliedStack, consumer_account: str) -> None:
    assert connections(stack) == {
        "orders": ("available", consumer_account),
        "trial": ("pendingAcceptance", consumer_account),
    }


def test_the_accepted_consumer_has_the_private_name(stack: AppliedStack) -> None:
    ec2 = stack.account("consumer").client("ec2")
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    names = {
        endpoint["VpcEndpointId"]: "payments.example.com" in {entry["DnsName"] for entry in endpoint["DnsEntries"]}
        for endpoint in endpoints
    }
    ids = stack.outputs["consumer_endpoint_ids"]
    assert names == {ids["orders"]: True, ids["trial"]: False}


def test_each_account_has_its_own_side_alone(stack: AppliedStack) -> None:
    for alias, services, endpoints in (("provider", 1, 0), ("consumer", 0, 2)):
        ec2 = stack.account(alias).client("ec2")
        assert len(ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]) == services
        assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == endpoints


@pytest.mark.parametrize(("alias", "tags"), [("provider", {"system": "payments"}), ("consumer", {"system": "orders"})])
def test_alarms_have_their_tags_from_the_creation(stack: AppliedStack, alias: str, tags: dict[str, str]) -> None:
    cloudwatch = stack.account(alias).client("cloudwatch")
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    for alarm in alarms:
        found = cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
        assert {tag["Key"]: tag["Value"] for tag in found} == tags
    assert len(alarms) == {"provider": 1, "consumer": 2}[alias]


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict is Verdict.PASSED


def test_consumers_are_suspended_and_resumed(stack: AppliedStack, consumer_account: str) -> None:
    for suspended, states in (
        (["orders", "trial"], {"orders": "rejected", "trial": "pendingAcceptance"}),
        ([], {"orders": "available", "trial": "available"}),
        (["trial"], {"orders": "available", "trial": "rejected"}),
    ):
        write_variables(stack.stack.directory, {"consumer_account": consumer_account, "suspended": suspended})
        stack.stack.plan()
        stack.stack.apply()
        assert {name: state for name, (state, _) in connections(stack).items()} == states
        assert stack.plan_again().verdict is Verdict.PASSED
        words = ("suspended" if name in suspended else "accepted" for name in ("orders", "trial"))
        stack.verify(provider_spec(consumer_account, *words), module="module.service")


def test_what_is_left_is_looked_for_in_both_accounts(stack: AppliedStack) -> None:
    check = leftovers.check(stack.state.resources, stack.session)
    whole = {
        each.id
        for each in stack.state.of("aws_vpc", "aws_vpc_endpoint", "aws_vpc_endpoint_service", "aws_lb", "aws_sns_topic")
    }
    assert (check.verdict, check.note) == (Verdict.FAILED, "")
    assert whole <= set(check.found.split(", "))
