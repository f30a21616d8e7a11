"""The way from zones to a Route 53 Profile, as an applied hub with a spoke in another account goes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from privatelink_generator import output
from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.checks.check import Verdict
from tests.support.http import call_http

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
    from privatelink_localstack.runtime.instance import Instance

SPEC = """\
version: 1
pattern: hybrid
name: moving
region: us-east-1
on_premises:
  cidrs: [192.168.0.0/16]
  domains: [corp.example.com]
  name_servers: [192.168.0.10]
  gateway: {type: transit_gateway}
  connections: {office: {customer_gateway: {ip_address: 198.51.100.7}, routing: bgp}}
transit_gateway: {managed_by: others}       # shared with the spoke's account by them
endpoints:
  lambda: {service: lambda}
  ecr-dkr: {service: ecr.dkr}
spokes:
  orders: {cidrs: [10.3.0.0/16], reached_by: transit_gateway, account: orders, on_premises: true}
private_dns: """

WAY = ("zones", "zones-then-profile", "profile", "zones-then-profile")
"""Forward, and a step back."""
ANSWERED_BY = {"zones": "zone", "zones-then-profile": "zone", "profile": "endpoint"}
LAMBDA = "lambda.us-east-1.amazonaws.com"
IMAGES = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
ON_PREMISES = "files.corp.example.com"


@dataclass(frozen=True, slots=True)
class Seen:
    """A stack as one stage leaves it: who answers for the names, by VPC, and the verdict on a second plan."""

    answers: dict[str, dict[str, str]]
    second_plan: Verdict


def change(stack: AppliedStack, stage: str) -> None:
    """Generate the module of a stage in place of the one that is there, and apply it."""
    module = render(loads(SPEC + stage, "moving.yaml"), source="moving.yaml")
    output.apply(output.changes(module, stack.stack.directory / "module"))
    stack.stack.terraform.init()
    stack.apply_again()


def seen(stack: AppliedStack, localstack: Instance) -> Seen:
    """Return what clients in the hub and in the spoke see."""
    vpcs = {"hub": stack.outputs["vpc_id"], "spoke": stack.outputs["spokes"]["orders"]["vpc_id"]}
    answers = {
        vpc: {
            name: call_http("GET", f"{localstack.endpoint}/_privatelink/names/{vpc_id}/{name}")["by"]
            for name in (LAMBDA, IMAGES, ON_PREMISES)
        }
        for vpc, vpc_id in vpcs.items()
    }
    return Seen(answers, stack.plan_again().verdict)


@pytest.fixture(scope="module")
def steps(privatelink: Stacks, localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """What is seen after each step of the way."""
    path: Path = tmp_path_factory.mktemp("stages") / "moving.yaml"
    path.write_text(SPEC + WAY[0])
    stack = privatelink.apply(path)
    found = [seen(stack, localstack)]
    for stage in WAY[1:]:
        change(stack, stage)
        found.append(seen(stack, localstack))
    return found


@pytest.mark.parametrize(("step", "stage"), list(enumerate(WAY)))
def test_names_resolve_after_each_step(steps: list[Seen], step: int, stage: str) -> None:
    by = ANSWERED_BY[stage]
    everywhere = {LAMBDA: by, IMAGES: by, ON_PREMISES: "rule"}

    assert steps[step].answers == {"hub": everywhere, "spoke": everywhere}


@pytest.mark.parametrize("step", range(len(WAY)), ids=WAY)
def test_second_plan_is_empty_after_each_step(steps: list[Seen], step: int) -> None:
    assert steps[step].second_plan is Verdict.PASSED
