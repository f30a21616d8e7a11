"""The demo: Lambda, S3 and DynamoDB for two private subnets. Every row is proven, of a caller's changes too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.checks.property import TRAFFIC
from privatelink_harness.stacks.directory import write_files
from tests.support.paths import SPECS
from tests.support.proven import PROVEN, unproven

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

GATEWAY = {
    "exists": "passed",
    "type": "passed",
    "service": "passed",
    "VPC": "passed",
    "state": "passed",
    "route tables": "passed",
    "routes": "passed",
    "policy": "passed",
    "tags": "passed",
}
INTERFACE = {
    "exists": "passed",
    "type": "passed",
    "service": "passed",
    "VPC": "passed",
    "state": "passed",
    "IP address type": "passed",
    "subnets": "passed",
    "one interface a subnet": "passed",
    "addresses": "passed",
    "security groups": "passed",
    "groups of interfaces": "passed",
    "who may connect": "passed",
    "private DNS": "passed",
    "private names": "passed",
    "regional name": "passed",
    "zonal names": "passed",
    "policy": "passed",
    "tags": "passed",
}
CONNECTIONS = ("names answer", "who reaches it", "silent to others", "function calls")
"""Rows of the interface endpoint, which are proven where traffic flows."""

EXPECTED = {
    "vpc to lambda": "reached",
    "203.0.113.0/24 to lambda": "timed out",
    "role/app invokes orders": "allowed",
    "role/app invokes invoices": "denied",
}

DEMO = SPECS / "consumer" / "lambda-from-private-subnets.yaml"
CALLER = """\
module "endpoints" {
  endpoints = {
    lambda = {
      policy_statements = [{
        sid        = "Invoke"
        principals = ["role/app", aws_iam_role.batch.arn]
        actions    = ["lambda:InvokeFunction"]
        functions  = ["orders", "invoices"]
      }]
    }
    dynamodb = { create = false }
  }
  additional_endpoints = {
    queue = { service = "sqs", policy_json = data.aws_iam_policy_document.queue.json, tags = { owner = "caller" } }
  }
  ingress              = [{ cidr_blocks = ["10.0.0.0/16"] }, { cidr_blocks = ["10.20.0.0/16"], from_port = 8443 }]
}
"""
"""What the caller of the module in the example decides, as an override file."""

NEW = """\
resource "aws_iam_role" "batch" {
  name_prefix        = "batch-"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.batch.arn]
    }
  }
}

output "batch" {
  value = aws_iam_role.batch.arn
}
"""
"""What the same apply creates, so that policies are unknown in the plan."""

DECIDED = """\
version: 1
pattern: consumer
name: lambda-from-private-subnets
endpoints:
  lambda:
    service: lambda
    policy:
      - {sid: Invoke, principals: [role/app, BATCH], actions: ["lambda:InvokeFunction"], functions: [orders, invoices]}
  s3: {service: s3, type: gateway}
  queue:
    service: sqs
    policy: [{principals: [BATCH], actions: ["sqs:SendMessage"], resources: ["*"]}]
    tags: {owner: caller}
security_group: {ingress: [{from: 10.0.0.0/16, ports: [443]}, {from: 10.20.0.0/16, ports: [8443]}]}
"""
"""The spec whose closed module would make the same."""


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, specs: Path) -> AppliedStack:
    return privatelink.apply(specs / "lambda-from-private-subnets.yaml")


@pytest.fixture(scope="module")
def checks(stack: AppliedStack) -> list[Check]:
    return stack.checks()


@pytest.mark.parametrize(
    ("subject", "verdicts"),
    [("lambda", INTERFACE), ("s3", GATEWAY), ("dynamodb", GATEWAY), ("stack", {"other endpoints": "passed"})],
)
def test_every_row_is_proven(checks: list[Check], subject: str, verdicts: dict[str, str]) -> None:
    rows = [check for check in checks if check.subject == subject and check.property not in CONNECTIONS]
    assert verdicts == {check.property: check.verdict.value for check in rows}


def test_rows_follow_the_specs_order(checks: list[Check]) -> None:
    assert list(dict.fromkeys(check.subject for check in checks)) == ["lambda", "s3", "dynamodb", "stack", *EXPECTED]


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    second = stack.plan_again()
    assert (second.verdict.value, second.found) == ("passed", "no changes")


def test_resolver_answers_strangers_time_out_and_the_policy_holds_where_traffic_flows(checks: list[Check]) -> None:
    rows = [check for check in checks if check.property in TRAFFIC]

    assert [(row.subject, row.property.value) for row in rows] == [
        *(("lambda", about) for about in CONNECTIONS),
        *((subject, "expect") for subject in EXPECTED),
    ]
    assert {row.subject: row.spec for row in rows if row.property == "expect"} == EXPECTED
    assert [row for row in rows if row.verdict.value != PROVEN[row.proof]] == []
    assert len({row.proof for row in rows}) == 1


def test_outputs_hold_the_endpoints_ids(stack: AppliedStack) -> None:
    ec2 = stack.client("ec2")
    described = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [stack.outputs["vpc_id"]]}])
    services = {each["ServiceName"].rpartition(".")[2]: each["VpcEndpointId"] for each in described["VpcEndpoints"]}
    assert services == stack.outputs["endpoints"]["endpoint_ids"]


def test_verify_raises_nothing(stack: AppliedStack) -> None:
    stack.verify()


@dataclass(frozen=True)
class Changes:
    """What became of the stack's endpoints.

    Parameters:
        first, closed, changed: their IDs by name: at first, with a module that is not open, with the caller's values.
        checks: with the caller's values.
    """

    first: dict[str, str]
    closed: dict[str, str]
    changed: dict[str, str]
    checks: list[Check]


@pytest.fixture(scope="module")
def changes(stack: AppliedStack) -> Changes:
    """The stack with a closed module, opened, and with other values of its caller; then it is as it was."""
    module = stack.stack.directory / "module"
    override = module / "examples" / "complete" / "caller_override.tf"
    texts = {key: DEMO.read_text("utf-8").replace("open: true\n", key) for key in ("", "open: true\n")}
    first = stack.outputs["endpoints"]["endpoint_ids"]
    rewrite(module, texts[""])
    stack.apply_again()
    closed = stack.outputs["endpoints"]["endpoint_ids"]
    rewrite(module, texts["open: true\n"])
    override.write_text(CALLER, encoding="utf-8")
    new = override.with_name("new.tf")
    new.write_text(NEW, encoding="utf-8")
    stack.apply_again()
    changed = stack.outputs["endpoints"]["endpoint_ids"]
    checks = [*stack.checks(loads(DECIDED.replace("BATCH", stack.outputs["batch"]))), stack.plan_again()]
    override.unlink()
    new.unlink()
    stack.apply_again()
    return Changes(first, closed, changed, checks)


def rewrite(module: Path, text: str) -> None:
    """Replace a module's files by those of a spec."""
    for path in module.rglob("*.tf"):
        path.unlink()
    write_files(module, dict(render(loads(text), source=DEMO.name).files))


def test_count_moves_endpoints_without_replacing_them(changes: Changes) -> None:
    assert changes.closed == changes.first
    assert [changes.changed[name] for name in ("lambda", "s3")] == [changes.first[name] for name in ("lambda", "s3")]


def test_caller_leaves_out_and_adds_endpoints(changes: Changes) -> None:
    assert sorted(changes.changed) == ["lambda", "queue", "s3"]


def test_every_row_passes_against_the_spec_of_what_the_caller_decided(changes: Changes) -> None:
    assert unproven(changes.checks) == []
