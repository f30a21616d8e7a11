"""Quotas, counts, and parts of a spec that would come to nothing."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

LAMBDA = "endpoints: {l: {service: lambda}}\n"
INTERFACES = "".join(f"  e{number}: {{service: lambda, private_dns: false}}\n" for number in range(51))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            f"endpoints:\n  §{INTERFACES.lstrip()}",
            (
                "51 are over AWS's quota of 50 (interface endpoints per vpc); split the spec, or have the quota raised "
                "and write quotas: {interface_endpoints_per_vpc: 51}"
            ),
        ),
        (
            (
                "quotas: {gateway_endpoints_per_region: 1}\n"
                "endpoints: §{a: {service: s3, type: gateway}, b: {service: dynamodb, type: gateway}}\n"
            ),
            (
                "2 are over AWS's quota of 1 (gateway endpoints per region); split the spec, or have the quota raised "
                "and write quotas: {gateway_endpoints_per_region: 2}"
            ),
        ),
        (
            f"{LAMBDA}security_group:\n  ingress:\n    §- {{from: vpc, ports: {list(range(1, 62))}}}\n",
            (
                "61 are over AWS's quota of 60 (rules per security group); split the spec, or have the quota raised "
                "and write quotas: {rules_per_security_group: 61}"
            ),
        ),
        (
            f"{LAMBDA}security_group: {{extra: §[group/a, group/b, group/c, group/d, group/e]}}\n",
            (
                "6 are over AWS's quota of 5 (security groups per interface); split the spec, or have the quota raised "
                "and write quotas: {security_groups_per_interface: 6}"
            ),
        ),
        (
            "endpoints: {s3: {service: s3, type: gateway}}\nsecurity_group: §{ingress: [{from: vpc}]}\n",
            "a security group is for interface endpoints, and the spec has none; leave security_group out",
        ),
        (
            "endpoints: {a: {service: s3, type: gateway}, b: {type: gateway, service: §s3}}\n",
            "'a' is already the gateway endpoint for s3, and both would want its routes; leave one out",
        ),
        (
            (
                f"tags: {{{', '.join(f'a{number}: x' for number in range(30))}}}\n"
                "endpoints: {l: {service: lambda, tags: "
                f"§{{{', '.join(f'b{number}: x' for number in range(20))}}}}}}}\n"
            ),
            "50 tags with the module's own; at most 48 are taken",
        ),
    ],
)
def test_excess_over_a_limit_is_rejected(spec: str, expected: str) -> None:
    assert faults(HEAD + spec) == [f"§{expected}"]


def test_raised_quota_admits_more_endpoints() -> None:
    assert faults(f"{HEAD}quotas: {{interface_endpoints_per_vpc: 51}}\nendpoints:\n{INTERFACES}") == []


def test_broken_rules_are_reported_in_the_order_of_the_file() -> None:
    spec = (
        f"{HEAD}endpoints:\n"
        "  a: {service: lambda, type: gateway}\n"
        "  b: {service: dynamodb, private_dns: true}\n"
        "  c: {service: kms, auto_accept: true}\n"
    )

    assert [each.split(": ")[0] for each in faults(spec)] == ["s.yaml:5:30", "s.yaml:6:39", "s.yaml:7:34"]
