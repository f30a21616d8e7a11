"""The example that a module comes with: what it makes for the spec's groups, principals, zones and addresses."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.render.module import render
from tests.support.specs import consumer_spec

HEAD = "version: 1\npattern: consumer\nname: core\n"


def _example(text: str) -> str:
    return render(loads(HEAD + text), source="s.yaml").files["examples/complete/main.tf"]


def _resources(text: str) -> list[str]:
    return re.findall(r'^resource "([\w-]+" "[\w-]+)"', text, re.MULTILINE)


def test_a_group_that_rules_and_endpoints_share_is_made_once() -> None:
    text = (
        "endpoints: {l: {service: lambda}}\n"
        "security_group: {ingress: [{from: group/a-b}, {from: group/a_b}], extra: [group/a-b, sg-01234567]}\n"
    )

    assert [each for each in _resources(_example(text)) if "security_group" in each] == [
        'aws_security_group" "group_a-b',
        'aws_security_group" "group_a_b',
        'aws_security_group" "group_sg-01234567',
    ]


def test_principals_of_the_account_are_made() -> None:
    text = (
        "endpoints:\n  l:\n    service: lambda\n    policy:\n"
        "      - {principals: [role/team/app, user/u, role/team/app, root], actions: ['*'], resources: ['*']}\n"
    )

    assert re.findall(r'aws_iam_\w+" "\w+" {\n +name += "(\w+)"\n +path += "([\w/]+)"', _example(text)) == [
        ("app", "/team/"),
        ("u", "/"),
    ]


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ({"us-east-1a": "10.0.5.9"}, {"us-east-1a": "10.0.5.0/24"}),
        (
            {"us-east-1a": "10.0.5.9", "us-east-1b": "10.0.5.200"},
            {"us-east-1a": "10.0.5.0/25", "us-east-1b": "10.0.5.128/25"},
        ),
        (
            {"us-east-1a": "10.0.5.9", "us-east-1b": "10.0.5.20"},
            {"us-east-1a": "10.0.5.0/28", "us-east-1b": "10.0.5.16/28"},
        ),
    ],
)
def test_subnets_lie_around_the_fixed_addresses(addresses: dict[str, str], expected: dict[str, str]) -> None:
    zones = ", ".join(f"{zone}: {{ipv4: {address}}}" for zone, address in addresses.items())

    view = ConsumerView(consumer_spec(f"{HEAD}endpoints: {{k: {{service: kms, addresses: {{{zones}}}}}}}\n"))

    assert view.example_subnets == expected


def test_a_subnet_lies_around_all_endpoints_addresses() -> None:
    text = (
        "endpoints:\n  a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}, us-east-1b: {ipv4: 10.0.4.9}}}\n"
        "  b: {service: sqs, addresses: {us-east-1a: {ipv4: 10.0.3.9}}}\n"
    )

    assert ConsumerView(consumer_spec(HEAD + text)).example_subnets == {
        "us-east-1a": "10.0.0.0/22",
        "us-east-1b": "10.0.4.0/24",
    }


def test_fixed_ipv6_addresses_are_taken_from_the_example_s_own_subnets() -> None:
    text = (
        "endpoints:\n  a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}}}\n"
        "  b: {service: sqs, ip_address_type: dualstack, addresses: {us-east-1a: {ipv4: 10.0.0.10, ipv6: 'fd00::9'}}}\n"
    )

    assert re.findall(r"ipv[46] = (.+)", _example(text).partition("addresses = {")[2]) == [
        '"10.0.0.9"',
        '"10.0.0.10"',
        'cidrhost(aws_subnet.private["us-east-1a"].ipv6_cidr_block, 17)',
    ]


def test_ipv6_only_subnets_are_those_of_the_fixed_addresses_zones() -> None:
    text = "endpoints: {a: {service: kms, ip_address_type: ipv6, addresses: {us-east-1c: {ipv6: 'fd00::9'}}}}\n"

    assert list(ConsumerView(consumer_spec(HEAD + text)).example_subnets) == ["us-east-1c"]


def test_the_mocked_test_s_other_zone_is_another() -> None:
    text = "endpoints: {k: {service: kms, addresses: {us-east-1b: {ipv4: 10.0.0.9}}}}\n"
    files = render(loads(HEAD + text), source="s.yaml").files

    assert re.findall(r"subnet_ids = { (\S+) =", files["tests/endpoints.tftest.hcl"]) == ["us-east-1b", "us-east-1a"]
