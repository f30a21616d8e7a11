"""Specs over AWS's quotas are refused, unless they name the raised quota."""

from __future__ import annotations

import pytest

from tests.support.specs import faults

HEAD = "version: 1\npattern: provider\nname: payments\n"


def targets(count: int, more: str = "", **settings: str) -> str:
    """Return a spec with so many fixed targets, and settings of its load balancer."""
    addresses = ", ".join(
        f"t{number}: {{address: 10.0.{number // 250}.{number % 250 + 1}{more}}}" for number in range(count)
    )
    keys = "".join(f"{key}: {value}, " for key, value in settings.items())
    return (
        f"{HEAD}load_balancers: {{main: {{{keys}listeners: {{https: {{port: 443, forward: api}}}}}}}}\n"
        f"target_groups: {{api: {{port: 8443, targets: {{{addresses}}}}}}}\n"
    )


def certificates(count: int) -> str:
    """Return a spec with so many certificates at one listener."""
    names = [f"c{number}" for number in range(count)]
    return (
        f"{HEAD}load_balancers: {{main: {{listeners: {{https: {{port: 443, protocol: TLS, forward: api, "
        f"certificates: [{', '.join(names)}]}}}}}}}}\ntarget_groups: {{api: {{port: 8443}}}}\n"
        f"certificates: {{{', '.join(f'{name}: [{name}.example.com]' for name in names)}}}\n"
    )


def balancers(count: int, target_type: str = "ip") -> str:
    """Return a spec with so many load balancers in front of one target group."""
    check = ", health_check: {protocol: HTTP}" if target_type == "alb" else ""
    each = ", ".join(f"b{number}: {{listeners: {{a: {{port: 1, forward: api}}}}}}" for number in range(count))
    return f"{HEAD}load_balancers: {{{each}}}\ntarget_groups: {{api: {{port: 1, target_type: {target_type}{check}}}}}\n"


RULES = ", ".join(f"{{from: 10.0.{number}.0/24}}" for number in range(61))

OVER = [
    (targets(1001), "targets_per_target_group", 1001, 1000),
    (
        targets(501, enable_cross_zone_load_balancing="true"),
        "targets_per_availability_zone_per_network_load_balancer",
        501,
        500,
    ),
    (
        targets(501, ", outside_vpc: true", security_group="false"),
        "targets_per_availability_zone_per_network_load_balancer",
        501,
        500,
    ),
    (certificates(27), "certificates_per_network_load_balancer", 26, 25),
    (balancers(51), "network_load_balancers_per_region", 51, 50),
    (targets(1, security_group=f"{{ingress: [{RULES}]}}"), "rules_per_security_group", 61, 60),
    (targets(60, ", outside_vpc: true"), "rules_per_security_group", 61, 60),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "name", "count", "limit"), OVER)
def test_spec_over_a_quota_names_the_raised_one(text: str, name: str, count: int, limit: int) -> None:
    [message] = faults(text)

    assert message.removeprefix("§").endswith(
        f"{count} are over AWS's quota of {limit} ({name.replace('_', ' ')}); "
        f"split the spec, or have the quota raised and write quotas: {{{name}: {count}}}"
    )
    assert faults(f"{text}quotas: {{{name}: {count}}}\n") == []


@pytest.mark.parametrize(
    "text", [targets(1000), certificates(26), balancers(50), targets(500, enable_cross_zone_load_balancing="true")]
)
def test_spec_at_a_quota_is_taken(text: str) -> None:
    assert faults(text) == []


def test_application_load_balancer_is_behind_two_load_balancers_at_most() -> None:
    assert faults(balancers(2, "alb")) == []
    [message] = faults(balancers(3, "alb"))
    assert message.endswith(
        "3 load balancers forward to it, and AWS takes an Application Load Balancer as a target of 2; "
        "name it in the listeners of two alone"
    )


def test_listeners_of_a_load_balancer_are_50_at_most() -> None:
    listeners = ", ".join(f"l{port}: {{port: {port}, forward: api}}" for port in range(1, 52))
    text = f"{HEAD}load_balancers: {{main: {{listeners: {{{listeners}}}}}}}\ntarget_groups: {{api: {{port: 1}}}}\n"

    [message] = faults(text)
    assert message.endswith("51 are more than the 50 that AWS lets a load balancer have; add another one")
