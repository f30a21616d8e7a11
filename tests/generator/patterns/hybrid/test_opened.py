"""What a hub leaves to its caller of its endpoints."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.render.module import render
from tests.support.specs import faults

HEAD = "version: 1\npattern: hybrid\nname: hub\n"
ENDPOINTS = "endpoints: {lambda: {service: lambda}, sqs: {service: sqs, private_dns: false}}\n"
ASKED = "on_premises: {cidrs: [192.168.0.0/16]}\nresolver: {inbound: {host_number: 10}}\n"
SERVICE = (
    "services: {erp: {load_balancers: {main: {listeners: {h: {port: 443, forward: e}}}}, "
    "target_groups: {e: {port: 8443, targets: {a: {address: 10.0.0.4}}}}}}\n"
)
OPENED = {"accepted", "additional_endpoints", "addresses", "endpoints", "ingress", "unsupported_zones"}
ADDED = OPENED | {"client_ports", "private_dns_names", "route_table_ids"}


def files_of(text: str) -> Mapping[str, str]:
    """Return the files of a hub's module."""
    return render(loads(HEAD + text), source="s.yaml").files


def variables(files: Mapping[str, str], directory: str = "") -> set[str]:
    """Return the names of the variables of a module, or of one within it."""
    return set(re.findall(r'^variable "(\w+)"', files[f"{directory}variables.tf"], re.MULTILINE))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("", set()),
        ("open: true\n", ADDED),
        ("inputs: [endpoints]\n", {"addresses", "endpoints"}),
        (
            "inputs: [additional_endpoints]\n",
            ADDED - {"endpoints", "ingress", "unsupported_zones"},
        ),
        ("inputs: [ingress, unsupported_zones]\n", {"ingress", "unsupported_zones"}),
    ],
)
def test_spec_decides_what_of_the_endpoints_is_open(key: str, expected: set[str]) -> None:
    files = files_of(key + ASKED + ENDPOINTS)
    found = variables(files)

    assert found & ADDED == expected
    assert "timeouts" in found


@pytest.mark.parametrize("key", ["", "open: true\n", "inputs: [endpoints]\n", "inputs: [additional_endpoints]\n"])
def test_every_variable_of_the_endpoints_has_a_value(key: str) -> None:
    files = files_of(key + ASKED + ENDPOINTS)
    call = files["endpoints.tf"].partition('module "endpoints" {')[2].partition("\n}")[0]

    assert variables(files, "modules/endpoints/") == set(re.findall(r"^  (\w+) +=", call, re.MULTILINE)) - {"source"}


def test_zones_that_a_service_lacks_are_left_out_by_the_spec() -> None:
    spec = loads(f"{HEAD}unsupported_zones: leave-out\n{ENDPOINTS}")
    assert isinstance(spec, HybridSpec)
    assert spec.consumer is not None

    assert spec.consumer.unsupported_zones == "leave-out"


@pytest.mark.parametrize("name", ["endpoints", "additional_endpoints", "ingress", "unsupported_zones"])
def test_inputs_of_endpoints_need_endpoints(name: str) -> None:
    expected = f"§there are no endpoints that {name} could be about; leave it out"

    assert faults(f"{HEAD}inputs: [§{name}]\n{SERVICE}") == [expected]


def test_unsupported_zones_needs_endpoints() -> None:
    expected = "§there are no endpoints that unsupported_zones could be about; leave it out"

    assert faults(f"{HEAD}unsupported_zones: §refuse\n{SERVICE}") == [expected]


@pytest.mark.parametrize(
    ("stage", "resource"),
    [
        ("zones", 'resource "aws_route53_zone" "this"'),
        ("profile", '"aws_route53profiles_resource_association" "endpoint"'),
    ],
)
def test_hub_without_shared_names_of_its_own_shares_those_of_additional_endpoints(stage: str, resource: str) -> None:
    endpoints = "endpoints: {sqs: {service: sqs, private_dns: false}}\n"
    files = files_of(f"private_dns: {stage}\ninputs: [additional_endpoints]\n{ASKED}{endpoints}")

    assert resource in "".join(files.values())


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("open: true\n", []),
        (
            "inputs: [endpoints]\n",
            [
                (
                    "Of the endpoints, that there are no others, who else may connect: as in the spec. "
                    "`modules/hybrid/hub` takes endpoints in a map."
                )
            ],
        ),
        (
            "inputs: [shared_names]\n",
            [
                (
                    "Of the endpoints, their settings and policies, that there are no others, who else may connect: as "
                    "in the spec. `modules/hybrid/hub` takes endpoints in a map."
                )
            ],
        ),
    ],
)
def test_readme_says_what_of_the_endpoints_stays_fixed(key: str, expected: list[str]) -> None:
    readme = files_of(key + ENDPOINTS)["README.md"]

    assert re.findall(r"^- (Of the endpoints, .*)$", readme, re.MULTILINE) == expected
    assert ("## What the caller decides" in readme) == ("shared_names" not in key)
