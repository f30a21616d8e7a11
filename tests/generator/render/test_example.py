"""The example of a module: its security groups, principals, subnets and addresses."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.render.module import render
from tests.support.specs import HEAD, consumer_spec


def _example(text: str) -> str:
    return render(loads(HEAD + text), source="s.yaml").files["examples/complete/main.tf"]


def test_security_group_of_rules_and_endpoints_is_created_once() -> None:
    text = (
        "endpoints: {l: {service: lambda}}\n"
        "security_group: {ingress: [{from: group/a-b}, {from: group/a_b}], extra: [group/a-b, sg-01234567]}\n"
    )

    assert re.findall(r"for_each = toset\((.+)\)", _example(text)) == ['["a-b", "a_b", "sg-01234567"]']


def test_module_gets_each_security_group_by_its_name() -> None:
    text = (
        "endpoints: {l: {service: lambda}}\n"
        "security_group: {ingress: [{from: group/a-b}, {from: vpc}], extra: [group/a-b, sg-01234567]}\n"
    )

    assert re.findall(r'"(.+)" += aws_security_group\.named\["(.+)"\]\.id', _example(text)) == [
        ("a-b", "a-b"),
        ("a-b", "a-b"),
        ("sg-01234567", "sg-01234567"),
    ]


def test_roles_and_users_of_policies_are_created() -> None:
    text = (
        "endpoints:\n  l:\n    service: lambda\n    policy:\n"
        "      - {principals: [role/team/app, user/u, role/team/app, root], actions: ['*'], resources: ['*']}\n"
    )

    assert re.findall(
        r'aws_iam_\w+" "\w+" {\n(?: +#.+\n)?\n? +name += "(\w+)"\n +path += "([\w/]+)"', _example(text)
    ) == [
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
def test_subnets_contain_fixed_addresses(addresses: dict[str, str], expected: dict[str, str]) -> None:
    zones = ", ".join(f"{zone}: {{ipv4: {address}}}" for zone, address in addresses.items())

    view = ConsumerView(consumer_spec(f"{HEAD}endpoints: {{k: {{service: kms, addresses: {{{zones}}}}}}}\n"))

    assert view.example_subnets == expected


def test_subnet_contains_addresses_of_all_endpoints() -> None:
    text = (
        "endpoints:\n  a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}, us-east-1b: {ipv4: 10.0.4.9}}}\n"
        "  b: {service: sqs, addresses: {us-east-1a: {ipv4: 10.0.3.9}, us-east-1b: {ipv4: 10.0.4.10}}}\n"
    )

    assert ConsumerView(consumer_spec(HEAD + text)).example_subnets == {
        "us-east-1a": "10.0.0.0/22",
        "us-east-1b": "10.0.4.0/24",
    }


def test_fixed_ipv6_addresses_come_from_the_subnets() -> None:
    text = (
        "endpoints:\n  a: {service: kms, addresses: {us-east-1a: {ipv4: 10.0.0.9}}}\n"
        "  b: {service: sqs, ip_address_type: dualstack, addresses: {us-east-1a: {ipv4: 10.0.0.10, ipv6: 'fd00::9'}}}\n"
    )

    assert re.findall(r"ipv[46] = (.+)", _example(text).partition("addresses = {")[2]) == [
        '"10.0.0.9"',
        '"10.0.0.10"',
        'cidrhost(aws_subnet.private["us-east-1a"].ipv6_cidr_block, 17)',
    ]


def test_ipv6_only_subnets_have_the_zones_of_fixed_addresses() -> None:
    text = "endpoints: {a: {service: kms, ip_address_type: ipv6, addresses: {us-east-1c: {ipv6: 'fd00::9'}}}}\n"

    assert list(ConsumerView(consumer_spec(HEAD + text)).example_subnets) == ["us-east-1c"]


def test_mocked_test_rejects_a_zone_other_than_its_own() -> None:
    text = "endpoints: {k: {service: kms, addresses: {us-east-1b: {ipv4: 10.0.0.9}}}}\n"
    files = render(loads(HEAD + text), source="s.yaml").files

    assert re.findall(r"subnet_ids = { (\S+) =", files["tests/endpoints.tftest.hcl"]) == ["us-east-1b", "us-east-1a"]
