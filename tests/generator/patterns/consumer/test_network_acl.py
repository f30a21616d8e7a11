"""The network ACL of the endpoints' subnets: what a spec may say, and what the module makes of it."""

from __future__ import annotations

import pytest

from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.render.module import render
from tests.support.specs import HEAD, consumer_spec, faults

ENDPOINTS = "endpoints: {sqs: {service: sqs}}\n"
RULE = "number: 100, cidr: 10.9.0.0/16"


def _text(acl: str, ingress: str = "[{from: vpc}]", more: str = "") -> str:
    return f"{HEAD}{ENDPOINTS}security_group: {{ingress: {ingress}}}\nnetwork_acl: {acl}\n{more}"


def _files(text: str) -> dict[str, str]:
    return dict(render(consumer_spec(text), source="s.yaml").files)


def test_module_makes_no_network_acl_unless_asked() -> None:
    assert "network-acl.tf" not in _files(HEAD + ENDPOINTS)


def test_module_makes_one_network_acl_for_its_subnets() -> None:
    text = _files(_text("{}"))["network-acl.tf"]

    assert text.count('resource "aws_network_acl"') == 1
    assert "count =" not in text
    assert "subnet_ids = values(var.subnet_ids)" in text


def test_caller_decides_where_the_spec_opens_it() -> None:
    files = _files(HEAD + ENDPOINTS + "inputs: [network_acl]\n")

    assert "count = var.network_acl.create ? 1 : 0" in files["network-acl.tf"]
    assert 'variable "network_acl"' in files["variables.tf"]


@pytest.mark.parametrize(
    ("acl", "ingress", "expected"),
    [
        ("{}", "[{from: vpc}]", {}),
        ("{from: [vpc, 10.1.0.0/16]}", "[{from: group/app}]", {"vpc": True, "cidr_blocks": ["10.1.0.0/16"]}),
        (
            "{rules: {a: {number: 7, ports: 1024-65535, direction: egress, cidr: '2001:db8::/32'}}}",
            "[{from: vpc}]",
            {
                "rules": {
                    "a": {
                        "number": 7,
                        "direction": "egress",
                        "from_port": 1024,
                        "to_port": 65535,
                        "cidr_block": "2001:db8::/32",
                    }
                }
            },
        ),
    ],
)
def test_default_of_the_variable_is_what_the_spec_says(acl: str, ingress: str, expected: dict[str, object]) -> None:
    assert ConsumerView(consumer_spec(_text(acl, ingress, "open: true\n"))).acl.default == expected


def test_open_module_makes_none_by_default() -> None:
    assert ConsumerView(consumer_spec(f"{HEAD}{ENDPOINTS}open: true\n")).acl.default == {"create": False}


def test_vpc_is_read_only_where_a_rule_needs_its_cidrs() -> None:
    text = _files(_text("{}", "[{from: 10.1.0.0/16}]"))["network-acl.tf"]

    assert "data.aws_vpc" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            _text("§{}", "[{from: group/app}, {from: pl-01234567}]"),
            "security_group names group/app, pl-01234567; say where these clients are: from: [vpc], or their CIDRs",
        ),
        (
            _text("{from: §[10.1.0.0/16]}"),
            "from tells where security groups and prefix lists are, and security_group names none; leave from out",
        ),
        (
            _text("{from: [§sg-01234567]}", "[{from: group/app}]"),
            'network_acl.from.0: "sg-01234567" is not a CIDR',
        ),
        (
            _text(f"{{rules: {{a: {{{RULE}, ports: 22}}, b: {{number: §100, ports: 23, cidr: 10.8.0.0/16}}}}}}"),
            "100 is already the number of 'a' for ingress; write another",
        ),
        (
            _text("{rules: {a: {number: §1000, ports: 22, cidr: 10.9.0.0/16}}}"),
            "1000 to 1999 are numbers of the rules for clients; write one before or after",
        ),
        (_text("{rules: {a: {number: §32767, ports: 22, cidr: 10.9.0.0/16}}}"), "network_acl.rules.a.number: 32767"),
        (_text(f"{{rules: {{a: §{{{RULE}}}}}}}"), "a rule for tcp needs ports"),
        (_text(f"{{rules: {{a: {{{RULE}, protocol: all, ports: §22}}}}}}"), "a rule for all protocols has no ports"),
        (
            f"{HEAD}endpoints: {{s3: {{service: s3, type: gateway}}}}\nnetwork_acl: §{{}}\n",
            "a network ACL is for interface endpoints, and the spec has none; leave network_acl out",
        ),
    ],
)
def test_network_acl_is_refused(text: str, expected: str) -> None:
    (found,) = faults(text)

    assert expected in found
    assert found.startswith("§")


OVER = "21 are over AWS's quota of 20 (rules per network acl)"


@pytest.mark.parametrize(("count", "expected"), [(19, []), (20, [OVER])])
def test_rules_are_counted_with_the_last_one_of_aws(count: int, expected: list[str]) -> None:
    ingress = f"[{', '.join(f'{{from: 10.{number}.0.0/16}}' for number in range(count))}]"

    assert [OVER for each in faults(_text("{}", ingress)) if OVER in each] == expected


def test_families_are_counted_apart() -> None:
    cidrs = [f"10.{number}.0.0/16" for number in range(15)] + [f"'2001:db8:{number}::/48'" for number in range(15)]

    assert faults(_text("{}", f"[{', '.join(f'{{from: {cidr}}}' for cidr in cidrs)}]")) == []
