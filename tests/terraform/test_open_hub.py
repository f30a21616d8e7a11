"""Endpoints of an open hub: their defaults, what a caller decides, and the words of each refusal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_generator.load import loads
from tests.support.mocked import outcomes, planned, quick, refusals
from tests.support.odd_specs import write_module

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HUB = """\
version: 1
pattern: hybrid
name: hub
region: us-east-1
on_premises: {cidrs: [192.168.0.0/16]}
resolver: {inbound: {host_number: 10}}
endpoints:
  lambda: {service: lambda}
  ecr-dkr: {service: ecr.dkr}
  s3: {service: s3, type: gateway}
spokes:
  reports: {cidrs: [10.1.0.0/16], reached_by: peering}
"""
STAGES = ("zones", "profile")
TOLD = """\
override_data {
  target = data.aws_vpc_endpoint_service.shared["images"]
  values = { private_dns_names = ["api.ecr.us-east-1.amazonaws.com", "*.api.ecr.us-east-1.amazonaws.com"] }
}
"""


def resources(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a run plans; count adds an index to an address, and Terraform moves the resource there itself."""
    plan = {re.sub(r"\[0\]$", "", address): values for address, values in planned(events).items()}
    # The AWS provider takes a list that is left out for an empty one.
    for rule in plan["module.endpoints.aws_security_group.endpoints"]["ingress"]:
        rule |= {key: rule[key] or [] for key in rule if key.endswith(("blocks", "ids", "groups"))}
    return plan


def given(**variables: str) -> str:
    """Return the variables of a run in HCL."""
    lines = "\n".join(f"    {name} = {value}" for name, value in variables.items())
    return f"  variables {{\n{lines}\n  }}\n"


def names(plan: dict[str, Any], kind: str) -> set[str]:
    """Return the keys of the instances of a resource such as `aws_route53_zone.this`."""
    return {key for address in plan for key in re.findall(rf'^{re.escape(kind)}\["(.+)"\]$', address)}


@pytest.mark.parametrize("stage", STAGES)
def test_open_hub_plans_what_the_closed_one_does(stage: str, tmp_path: Path) -> None:
    terraform, plans = quick(tmp_path / "home"), []
    for key in ("", "open: true\n"):
        directory = tmp_path / (key[:4] or "closed")
        write_module(loads(f"{HUB}private_dns: {stage}\n{key}"), directory)
        plan = resources(outcomes(terraform, directory, {"defaults": ""})["defaults"])
        plans.append({name: values for name, values in plan.items() if "aws_ram_" not in name})

    assert plans[1] == plans[0]
    assert {"module.endpoints.aws_vpc_endpoint.lambda", "module.endpoints.aws_vpc_endpoint.s3"} <= {*plans[0]}


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The plans of what callers decide, by run."""
    directory = tmp_path_factory.mktemp("hub")
    write_module(loads(f"{HUB}open: true\n"), directory / "module")
    runs = {
        "left_out": given(endpoints="{ lambda = { create = false }, ecr-dkr = { private_dns_enabled = true } }"),
        "settings": given(
            endpoints='{ lambda = { availability_zones = ["us-east-1a"], tags = { team = "a" }, '
            'policy_statements = [{ principals = ["root"], actions = ["lambda:Invoke*"], resources = ["*"] }] } }',
            timeouts='{ create = "25m" }',
            ingress='[{ cidr_blocks = ["10.9.0.0/16"], from_port = 8443 }]',
            client_ports="[{ from_port = 8443 }]",
        ),
        "added": TOLD
        + given(
            additional_endpoints='{ images = { service = "ecr.api" }, sqs = {}, kms = { private_dns_enabled = true }, '
            'dynamodb = { type = "Gateway" }, things = { service = "iot.data" }, '
            'graph = { service = "neptune-graph" } }',
            private_dns_names='{ sqs = ["sqs.us-east-1.amazonaws.com"], graph = ["graph.us-east-1.amazonaws.com"] }',
        ),
    }
    found = outcomes(quick(directory / "home"), directory / "module", runs)
    assert {name: refusals(events) for name, events in found.items()} == {name: [] for name in runs}
    return {name: planned(events) for name, events in found.items()}


def test_endpoint_that_is_left_out_has_no_zone(decided: dict[str, dict[str, Any]]) -> None:
    plan = decided["left_out"]

    assert "module.endpoints.aws_vpc_endpoint.lambda[0]" not in plan
    assert names(plan, "aws_route53_zone.this") == set()
    assert plan["module.endpoints.aws_vpc_endpoint.ecr_dkr[0]"]["private_dns_enabled"] is True


def test_settings_of_a_caller_reach_the_endpoint(decided: dict[str, dict[str, Any]]) -> None:
    plan = decided["settings"]
    endpoint = plan["module.endpoints.aws_vpc_endpoint.lambda[0]"]
    ingress = plan["module.endpoints.aws_security_group.endpoints"]["ingress"]
    clients = plan["aws_security_group.clients"]["ingress"]

    assert endpoint["timeouts"]["create"] == "25m"
    assert endpoint["tags"] == {"Name": "hub-lambda", "team": "a"}
    assert [each["Action"] for each in json.loads(endpoint["policy"])["Statement"]] == [["lambda:Invoke*"]]
    assert len(endpoint["subnet_ids"]) == 1
    assert [(rule["cidr_blocks"], rule["from_port"]) for rule in ingress] == [(["10.9.0.0/16"], 8443)]
    assert {(rule["description"], rule["from_port"], rule["to_port"]) for rule in clients} == {
        ("on-premises", 8443, 8443),
        ("reports", 8443, 8443),
    }


def test_additional_endpoints_have_zones_as_those_of_the_spec(decided: dict[str, dict[str, Any]]) -> None:
    plan = decided["added"]
    endpoints = "module.endpoints.aws_vpc_endpoint.additional"
    private = {name: plan[f'{endpoints}["{name}"]']["private_dns_enabled"] for name in names(plan, endpoints)}

    assert private == {"images": False, "sqs": False, "kms": True, "things": False, "graph": False}
    # Unknown where the argument is left out.
    assert [plan[f'{endpoints}["{name}"]']["policy"] == "unknown" for name in ("graph", "sqs")] == [True, False]
    assert names(plan, "module.endpoints.aws_vpc_endpoint.additional_gateway") == {"dynamodb"}
    assert names(plan, "aws_route53_zone.this") == {
        "lambda",
        "ecr-dkr",
        "api.ecr.us-east-1.amazonaws.com",
        "sqs.us-east-1.amazonaws.com",
        "graph.us-east-1.amazonaws.com",
    }
    assert {name for name in names(plan, "aws_route53_record.this") if "." in name.partition(" ")[0]} == {
        "api.ecr.us-east-1.amazonaws.com A",
        "*.api.ecr.us-east-1.amazonaws.com A",
        "sqs.us-east-1.amazonaws.com A",
        "graph.us-east-1.amazonaws.com A",
    }


REFUSED = {
    "endpoints = { lamda = {} }": (
        "endpoints has lamda, and the module has lambda, ecr-dkr, s3; write others in additional_endpoints."
    ),
    'additional_endpoints = { sqs = { ip_address_type = "dualstack" } }': (
        "ip_address_type and dns_record_ip_type of additional_endpoints must be ipv4, or left out: VPN connections, "
        "peering and a hub's subnets are for IPv4 here."
    ),
    "additional_endpoints = { lambda = {} }": (
        "The module has an endpoint lambda already; choose another name, or write its settings in endpoints."
    ),
    'additional_endpoints = { a = { service = "lambda" } }\n'
    '    private_dns_names = { a = ["lambda.us-east-1.amazonaws.com"] }': (
        "Two endpoints have lambda.us-east-1.amazonaws.com, and a VPC gets one answer; write private_dns_enabled = "
        "false for one of them."
    ),
    'private_dns_names = { a = ["lambda.us-east-1.amazonaws.com"] }': (
        "private_dns_names may have only endpoints of additional_endpoints."
    ),
    "client_ports = [{ from_port = 443, to_port = 80 }]": (
        "client_ports must be ports from 1 to 65535, and from_port is not above to_port."
    ),
    'unsupported_zones = "leave"': "unsupported_zones must be refuse, leave-out or unchecked.",
    "ingress = [{ vpc = false }]": (
        "A rule of ingress is for nobody; write vpc = true, cidr_blocks, security_groups or prefix_list_ids."
    ),
}


def test_wrong_values_are_refused_in_words_that_say_what_to_write(tmp_path: Path) -> None:
    write_module(loads(f"{HUB}open: true\n"), tmp_path / "module")
    runs = {f"r{number}": f"  variables {{\n    {text}\n  }}\n" for number, text in enumerate(REFUSED)}

    found = outcomes(quick(tmp_path / "home"), tmp_path / "module", runs)

    assert [_words(refusals(events)) for events in found.values()] == [{words} for words in REFUSED.values()]


def _words(details: Iterable[str]) -> set[str]:
    """Return messages without Terraform's sentence on where a validation is."""
    return {re.sub(r" This was checked by the validation rule at .*$", "", detail) for detail in details}
