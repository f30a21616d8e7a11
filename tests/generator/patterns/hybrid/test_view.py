"""What templates and targets see of a hub."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.view import HybridView
from privatelink_generator.render.module import render

HEAD = "version: 1\npattern: hybrid\nname: hub\n"
ENDPOINTS = """\
endpoints:
  ecr-dkr: {service: ecr.dkr}
  lambda: {service: lambda}
  sqs: {service: sqs, private_dns: false}
"""


def spec_of(text: str) -> HybridSpec:
    """Return the hybrid spec of a text."""
    spec = loads(text)
    assert isinstance(spec, HybridSpec)
    return spec


def test_zone_of_a_wildcard_has_the_domain_itself_too() -> None:
    zones = HybridView(spec_of(HEAD + ENDPOINTS)).names.zones

    assert [(zone.endpoint, zone.domain, zone.names) for zone in zones] == [
        ("ecr-dkr", "dkr.ecr.${local.region}.amazonaws.com", ("", "*")),
        ("lambda", "lambda.${local.region}.amazonaws.com", ("",)),
    ]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("zones", {"zones"}),
        ("zones-then-profile", {"zones", "profile"}),
        ("profile", {"profile", "private DNS", "endpoints in the profile"}),
    ],
)
def test_no_stage_has_two_answers_for_a_name(stage: str, expected: set[str]) -> None:
    files = render(spec_of(f"{HEAD}private_dns: {stage}\n{ENDPOINTS}"), source="s.yaml").files
    text = "".join(each for path, each in files.items() if path.endswith(".tf"))

    found = {
        "zones": 'resource "aws_route53_zone" "this"' in text,
        "profile": 'resource "aws_route53profiles_profile" "this"' in text,
        "private DNS": re.search(r"private_dns_enabled += true", text) is not None,
        "endpoints in the profile": 'resource "aws_route53profiles_resource_association" "endpoint"' in text,
    }

    assert {name for name, is_there in found.items() if is_there} == expected


def test_accounts_are_those_of_the_spokes_after_the_hubs() -> None:
    spokes = (
        "spokes:\n  a: {cidrs: [10.1.0.0/16], reached_by: peering, account: one}\n"
        "  b: {cidrs: [10.2.0.0/16], reached_by: existing}\n"
        "  c: {cidrs: [10.3.0.0/16], reached_by: peering, account: one, region: eu-west-1}\n"
    )
    spec = spec_of(HEAD + ENDPOINTS + spokes)

    assert spec.accounts == ("hub", "one")
    assert [each.alias for each in HybridView(spec).example.configurations] == ["one", "one_eu_west_1"]
    assert spec_of(HEAD + ENDPOINTS).accounts == ()


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (("peering", "transit_gateway", "existing"), {"endpoints", "spoke", "spoke-account"}),
        (("existing",), {"endpoints", "spoke"}),
        ((), {"endpoints"}),
    ],
)
def test_one_submodule_connects_every_spoke_that_routes_lead_to(ways: tuple[str, ...], expected: set[str]) -> None:
    spokes = {f"s{index}": {"cidrs": [f"10.{index}.0.0/16"], "reached_by": way} for index, way in enumerate(ways)}
    files = render(spec_of(f"{HEAD}{ENDPOINTS}spokes: {spokes}\n"), source="s.yaml").files

    assert {path.split("/")[1] for path in files if path.startswith("modules/")} == expected


def test_spoke_that_needs_neither_routes_nor_names_has_no_submodule() -> None:
    text = f"{HEAD}endpoints: {{sqs: {{service: sqs, private_dns: false}}}}\n"
    files = render(
        spec_of(f"{text}spokes: {{a: {{cidrs: [10.1.0.0/16], reached_by: existing}}}}\n"), source="s.yaml"
    ).files

    assert not [path for path in files if path.startswith("modules/spoke")]
    assert "modules/spoke" not in files["README.md"]


def test_hub_that_shares_nothing_has_no_output_for_it() -> None:
    spokes = "spokes: {a: {cidrs: [10.1.0.0/16], reached_by: peering}}\n"
    files = render(spec_of(HEAD + ENDPOINTS + spokes), source="s.yaml").files
    shared = render(spec_of(f"{HEAD}private_dns: profile\n{ENDPOINTS}{spokes}"), source="s.yaml").files

    assert ['output "shared"' in each["outputs.tf"] for each in (files, shared)] == [False, True]
    assert ["shared " in each["examples/complete/spokes.tf"] for each in (files, shared)] == [False, True]


def test_s3_gets_no_zone_of_its_own() -> None:
    assert HybridView(spec_of(f"{HEAD}endpoints: {{s3: {{service: s3}}}}\n")).names.zones == []


def test_example_hub_is_beside_every_other_network() -> None:
    spokes = "spokes: {a: {cidrs: [10.2.0.0/16], reached_by: peering}}\n"
    text = f"{HEAD}{ENDPOINTS}on_premises: {{cidrs: [10.0.0.0/15]}}\n{spokes}"

    assert HybridView(spec_of(text)).example.cidr == "10.3.0.0/16"


def test_stand_ins_of_services_have_labels_of_their_own() -> None:
    service = (
        "load_balancers: {main: {listeners: {https: {port: 443, protocol: TLS, certificates: [CERTIFICATE], "
        "forward: e}}}}, target_groups: {e: {port: 8443, targets: {a: {address: 10.0.0.9}}}}, "
        "certificates: {CERTIFICATE: [a.example.com]}"
    )
    services = {"a": "b-web", "a-b": "web"}
    named = ", ".join(f"{name}: {{{service.replace('CERTIFICATE', each)}}}" for name, each in services.items())
    files = render(spec_of(f"{HEAD}services: {{{named}}}\n"), source="s.yaml").files
    found = re.findall(r'resource "aws_acm_certificate" "(.+)"', files["examples/complete/main.tf"])

    assert found == ["a_b_web", "service1_web"]


def test_hub_in_more_than_two_zones_has_a_subnet_in_each_spoke() -> None:
    spec = spec_of(
        f"{HEAD}{ENDPOINTS}region: us-east-1\non_premises: {{cidrs: [192.168.0.0/16]}}\n"
        "resolver: {inbound: {addresses: "
        "{us-east-1a: 10.9.0.5, us-east-1b: 10.9.0.21, us-east-1c: 10.9.0.37, us-east-1d: 10.9.0.53}}}\n"
        "spokes: {a: {cidrs: [10.1.0.0/26], reached_by: transit_gateway}}\n"
    )
    files = render(spec, source="s.yaml").files

    assert len(HybridView(spec).example.subnets) == 4
    assert "cidrsubnet(aws_vpc.a.cidr_block, 2, each.value)" in files["examples/complete/spokes.tf"]


def test_pre_shared_keys_are_in_no_output() -> None:
    spec = spec_of(
        f"{HEAD}{ENDPOINTS}on_premises:\n  cidrs: [192.168.0.0/16]\n  gateway: {{type: vpn_gateway}}\n  connections:\n"
        "    a: {customer_gateway: {ip_address: 198.51.100.7}, tunnels: [{preshared_key: given}]}\n"
    )
    files = render(spec, source="s.yaml").files

    assert 'tunnel1_preshared_key = lookup(var.preshared_keys, "${each.key}/1", null)' in files[
        "on-premises.tf"
    ].replace("  ", " ")
    assert "_preshared_key" not in files["outputs.tf"]
    assert "customer_gateway_configuration" not in files["outputs.tf"]


def test_example_shares_a_gateway_of_others_with_the_accounts_that_attach() -> None:
    text = (
        f"{HEAD}{ENDPOINTS}transit_gateway: {{managed_by: others}}\nspokes:\n"
        "  one: {cidrs: [10.1.0.0/16], reached_by: transit_gateway, account: team}\n"
        "  two: {cidrs: [10.2.0.0/16], reached_by: transit_gateway, account: team}\n"
        "  own: {cidrs: [10.3.0.0/16], reached_by: transit_gateway}\n"
        "  far: {cidrs: [10.4.0.0/16], reached_by: peering, account: other}\n"
    )
    example = render(spec_of(text), source="s.yaml").files["examples/complete/main.tf"]

    assert re.findall(r'resource "aws_ram_resource_share_accepter" "(\w+)"', example) == ["given_team"]
    assert "depends_on = [aws_ram_resource_association.given, aws_ram_resource_share_accepter.given_team]" in example
    assert re.search(r"id += terraform_data.given.output", example)
