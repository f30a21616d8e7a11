"""Behaviours of a composition over two accounts, and of a service with blue and green: tried, proven, put back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.checks.property import TRAFFIC
from tests.support.commands import RunCommand

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

SPEC = """
version: 1
pattern: stack
name: behaving
region: us-east-1
accounts: {provider: {}, consumer: {}}
modules:
  payments:
    account: provider
    spec:
      pattern: provider
      load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service: {private_dns_name: {name: payments.example.com}}
  orders:
    account: consumer
    spec:
      pattern: consumer
      endpoints:
        payments: {service_name: given, private_dns: after-acceptance}
        s3:
          service: s3
          type: gateway
          policy: [{principals: ["*"], actions: ["s3:GetObject"], resources: ["*"], public: true}]
  trial:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given}}}
links:
  - {endpoint: orders.payments, service: payments}
  - {endpoint: trial.payments, service: payments, state: suspended}
"""

LINK = "orders.payments to payments.this"

SWITCHING = """
version: 1
pattern: provider
name: switching
open: true
load_balancers:
  blue: {listeners: {https: {port: 443, forward: {v1: 100, v2: 0}}}}
  green: {listeners: {https: {port: 443, forward: v2}}}
target_groups: {v1: {port: 8443}, v2: {port: 8443}}
service: {}
"""


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> AppliedStack:
    """The composition."""
    path = tmp_path_factory.mktemp("behaving") / "stack.yaml"
    path.write_text(SPEC)
    return privatelink.apply(path)


@pytest.fixture(scope="module")
def tried(stack: AppliedStack) -> list[Check]:
    """All of its behaviours, tried once."""
    return stack.behaviours()


def test_every_behaviour_passes_in_the_accounts_of_both_sides(tried: list[Check]) -> None:
    found = {(check.account.alias, check.subject, str(check.property)) for check in tried if check.account}
    assert [check for check in tried if (check.verdict, check.proof) != ("passed", "emulated")] == []
    assert found == {
        *((side, LINK, "rejected, accepted again") for side in ("provider", "consumer")),
        *((side, LINK, "without its principal") for side in ("provider", "consumer")),
        ("provider", "payments.this", "deletion while in use"),
        ("provider", "payments.main", "deletion while in use"),
        ("provider", "payments.main_api_checked_by_tcp", "deletion while in use"),
        ("consumer", "orders.endpoints", "deletion while in use"),
        ("consumer", "trial.endpoints", "deletion while in use"),
        ("consumer", "orders.payments", "deleted endpoint"),
        ("provider", "payments.this", "drift put right"),
        ("consumer", "orders.s3", "drift put right"),
        ("consumer", "trial.payments", "drift put right"),
    }


def test_row_says_where_the_spec_decides_it(tried: list[Check]) -> None:
    found = {check.subject: (check.where or "").rpartition("/")[2] for check in tried}
    assert (found["payments.main"], found["orders.s3"]) == ("stack.yaml:12:24", "stack.yaml:21:9")


@pytest.mark.usefixtures("tried")
def test_everything_is_put_back(stack: AppliedStack) -> None:
    stack.verify()
    assert stack.plan_again().found == "no changes"


@pytest.mark.usefixtures("tried")
def test_no_endpoint_is_left_of_the_refused_connection(stack: AppliedStack) -> None:
    known = {resource.id for resource in stack.state.of("aws_vpc_endpoint")}
    described = stack.account("consumer").client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    assert {each["VpcEndpointId"] for each in described if each["State"] != "deleted"} == known


@pytest.mark.usefixtures("localstack")
def test_switch_replaces_nothing_and_the_run_goes_on_as_any_other(command: RunCommand, tmp_path: Path) -> None:
    path = tmp_path / "switching.yaml"
    path.write_text(SWITCHING)

    answered = command("test", path, "--behaviour", "switch", "--format", "json")

    assert answered.returncode == 0, answered.stdout + answered.stderr
    report: dict[str, Any] = json.loads(answered.stdout)["data"]
    [check] = [each for each in report["checks"] if each["property"] == "blue and green"]
    assert (check["proof"], check["api"]) == (
        "emulated",
        "connections = as before, replaced = none, switched = yes, without a load balancer = never",
    )
    assert check["note"].startswith("weights and active load balancers; seen ")
    assert {each["verdict"] for each in report["checks"] if each["property"] not in TRAFFIC} == {"passed"}
    assert [each["property"] for each in report["checks"]][-1] == "nothing left"
    assert "try behaviours" in [step["name"] for step in report["steps"]]
