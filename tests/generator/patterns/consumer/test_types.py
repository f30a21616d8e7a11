"""A value of the wrong type: what it is, where, how to write it."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

STATEMENT = "endpoints:\n  l:\n    service: lambda\n    policy:\n      - "


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("tags: {cost: §1}\n", "tags.cost: 1 is not text; write it in quotes"),
        ("tags: {on: §true}\n", "tags.on: true is not text; write it in quotes"),
        ("tags: {when: §1.5}\n", "tags.when: 1.5 is not text; write it in quotes"),
        ("tags: {§none: }\n", "tags.none: null is not text"),
        ('tags: {"a\\nb": §1}\n', "tags.'a\\nb': 1 is not text; write it in quotes"),
        ("tags: {list: §[a]}\n", 'tags.list: ["a"] is not text'),
        ("tags: §[a]\n", 'tags: ["a"] is not a mapping of keys to values'),
        ("description: §{a: b}\n", 'description: {"a": "b"} is not text'),
        ("security_group: §vpc\n", 'security_group: "vpc" is not a mapping of keys to values'),
        ("security_group: {ingress: §vpc}\n", 'security_group.ingress: "vpc" is not a list; write ["vpc"]'),
        (
            "security_group: {ingress: [§vpc]}\n",
            'security_group.ingress.0: "vpc" is not a mapping of keys to values',
        ),
        (
            "security_group: {ingress: §{from: vpc}}\n",
            'security_group.ingress: {"from": "vpc"} is not a list; write it as [ … ]',
        ),
        (
            "security_group: {ingress: [{from: vpc, ports: §443}]}\n",
            "security_group.ingress.0.ports: 443 is not a list; write it as [ … ]",
        ),
        (
            "security_group: {ingress: [{from: vpc, ports: [§'443']}]}\n",
            'security_group.ingress.0.ports.0: "443" is not a whole number; leave the quotes out',
        ),
        (
            "security_group: {ingress: [{from: vpc, ports: [§443.5]}]}\n",
            "security_group.ingress.0.ports.0: 443.5 is not a port, nor a range such as 1400-1499",
        ),
        (
            "security_group: {ingress: [{from: vpc, ports: [§true]}]}\n",
            "security_group.ingress.0.ports.0: true is not a port, nor a range such as 1400-1499",
        ),
        (
            "quotas: {interface_endpoints_per_vpc: §'60'}\n",
            'quotas.interface_endpoints_per_vpc: "60" is not a whole number; leave the quotes out',
        ),
        (
            "quotas: {interface_endpoints_per_vpc: §0}\n",
            "quotas.interface_endpoints_per_vpc: 0 is less than 1",
        ),
    ],
)
def test_value_of_another_type_is_rejected_at_its_place(body: str, expected: str) -> None:
    assert faults(f"{HEAD}endpoints: {{l: {{service: lambda}}}}\n{body}") == [f"§{expected}"]


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("{service: §[lambda]}", 'endpoints.l.service: ["lambda"] is not text'),
        ("{service: §3}", "endpoints.l.service: 3 is not text; write it in quotes"),
        ("§lambda", 'endpoints.l: "lambda" is not a mapping of keys to values'),
        ("§[lambda]", 'endpoints.l: ["lambda"] is not a mapping of keys to values'),
        (
            "{service: lambda, private_dns: §yes}",
            'endpoints.l.private_dns: "yes" is not one of true, false and after-acceptance',
        ),
        (
            "{service: lambda, private_dns: §after-aceptance}",
            (
                'endpoints.l.private_dns: "after-aceptance" is not one of true, false and after-acceptance; '
                "did you mean 'after-acceptance'?"
            ),
        ),
        (
            "{service: lambda, private_dns: §1}",
            "endpoints.l.private_dns: 1 is not one of true, false and after-acceptance",
        ),
        (
            "{service: lambda, auto_accept: §yes}",
            'endpoints.l.auto_accept: "yes" is not true or false; write true',
        ),
        (
            "{service: lambda, auto_accept: §'false'}",
            'endpoints.l.auto_accept: "false" is not true or false',
        ),
        (
            "{service: lambda, ip_address_type: §IPv4}",
            "endpoints.l.ip_address_type: \"IPv4\" is not one of 'ipv4', 'dualstack' or 'ipv6'",
        ),
        (
            "{service: s3, type: §gatway}",
            (
                'endpoints.l.type: "gatway" is not one of interface, gateway, gateway-load-balancer; '
                "did you mean 'gateway'?"
            ),
        ),
        ("{service: s3, §type: }", "endpoints.l.type: null is not one of interface, gateway, gateway-load-balancer"),
        (
            "{service: lambda, addresses: §[10.0.0.9]}",
            'endpoints.l.addresses: ["10.0.0.9"] is not a mapping of keys to values',
        ),
    ],
)
def test_endpoint_value_of_another_type_is_rejected_at_its_place(endpoint: str, expected: str) -> None:
    assert faults(f"{HEAD}endpoints: {{l: {endpoint}}}\n") == [f"§{expected}"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "{principals: §root, actions: ['*'], functions: [f]}",
            'principals: "root" is not a list; write ["root"]',
        ),
        (
            "{principals: [§123456789012], actions: ['*'], functions: [f]}",
            "principals.0: 123456789012 is not text; write it in quotes",
        ),
        (
            "{principals: [root], actions: ['*'], functions: [f], conditions: {StringEquals: {aws:a: §1}}}",
            "conditions.StringEquals.aws:a: 1 is neither text nor a list of texts; write it in quotes",
        ),
        (
            "{principals: [root], actions: ['*'], functions: [f], conditions: {Bool: {aws:a: §true}}}",
            "conditions.Bool.aws:a: true is neither text nor a list of texts; write it in quotes",
        ),
        (
            "{principals: [root], actions: ['*'], functions: [f], conditions: {StringEquals: {aws:a: [b, §1]}}}",
            "conditions.StringEquals.aws:a.1: 1 is not text; write it in quotes",
        ),
        (
            "{principals: [root], actions: ['*'], functions: [f], conditions: {StringEquals: §[a]}}",
            'conditions.StringEquals: ["a"] is not a mapping of keys to values',
        ),
        (
            "{principals: [root], actions: ['*'], functions: [f], effect: §allow}",
            "effect: \"allow\" is not one of 'Allow' or 'Deny'; did you mean 'Allow'?",
        ),
    ],
)
def test_policy_value_of_another_type_is_rejected_at_its_place(statement: str, expected: str) -> None:
    assert faults(f"{HEAD}{STATEMENT}{statement}\n") == [f"§endpoints.l.policy.0.{expected}"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("§endpoints:\n", "endpoints: null is not a mapping of keys to values"),
        ("endpoints:\n  §l:\n", "endpoints.l: null is not a mapping of keys to values"),
        ("endpoints: §{}\n", "endpoints is empty; write at least one"),
        ("endpoints: {l: {service: lambda, policy: §[]}}\n", "endpoints.l.policy is empty; write at least one"),
        (
            "endpoints: {l: {service: lambda}}\nsecurity_group: {ingress: §[]}\n",
            "security_group.ingress is empty; write at least one",
        ),
    ],
)
def test_empty_value_is_rejected_at_its_key(body: str, expected: str) -> None:
    assert faults(HEAD + body) == [f"§{expected}"]


def test_fault_of_an_item_is_not_repeated_for_its_list() -> None:
    body = "endpoints: {l: {service: lambda}}\nsecurity_group: {ingress: [{from: vpc, ports: [0]}, {from: nowhere}]}\n"

    assert [fault.split(": ")[1] for fault in faults(HEAD + body)] == [
        "security_group.ingress.0.ports.0",
        "security_group.ingress.1.from",
    ]


def test_both_missing_keys_of_one_mapping_are_reported() -> None:
    assert faults("pattern: consumer\nendpoints: {l: {service: lambda}}\n") == [
        "s.yaml:1:1: the spec lacks the key 'version'",
        "s.yaml:1:1: the spec lacks the key 'name'",
    ]
