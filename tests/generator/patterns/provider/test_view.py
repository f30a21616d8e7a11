"""What the templates of the provider pattern see."""

from __future__ import annotations

import pytest

from privatelink_generator.aws.ports import PortRange
from privatelink_generator.load import loads
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.target_group import abbreviation
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_generator.patterns.security_group import RuleBlock

HEAD = "version: 1\npattern: provider\nname: payments\n"


def view(text: str) -> ProviderView:
    """Return the view of a spec."""
    spec = loads(HEAD + text)
    assert isinstance(spec, ProviderSpec)
    return ProviderView(spec)


@pytest.mark.parametrize(
    ("name", "length", "expected"),
    [
        ("api", 4, "api"),
        ("ledger", 4, "ldgr"),
        ("api-v1", 4, "apv1"),
        ("api-v12", 4, "ap12"),
        ("aeiou-aeiou", 4, "a"),
        ("blue", 1, "b"),
        ("blue-2026", 1, "b"),
        ("on-premises", 5, "onprm"),
    ],
)
def test_abbreviation_keeps_consonants_and_digits(name: str, length: int, expected: str) -> None:
    assert abbreviation(name, length) == expected


@pytest.mark.parametrize("name", ["a", "on-premises-application", "x" * 41, "blue-2026", "a_b-c", "aeiouaeiou9876543"])
def test_prefixes_have_at_most_six_characters(name: str) -> None:
    seen = view(
        f"load_balancers: {{{name}: {{listeners: {{https: {{port: 443, forward: {name}}}}}}}}}\n"
        f"target_groups: {{{name}: {{port: 1}}}}\n"
    )

    assert [2 <= len(balancer.prefix) <= 6 for balancer in seen.balancers] == [True]
    assert [3 <= len(pair.prefix) <= 6 for pair in seen.pairs] == [True]


def test_pair_is_one_for_each_load_balancer() -> None:
    seen = view(
        "load_balancers:\n  blue: {listeners: {a: {port: 1, forward: api}, b: {port: 2, forward: api}}}\n"
        "  green: {listeners: {a: {port: 1, forward: api}}}\n"
        "target_groups: {api: {port: 8443, health_check: {protocol: HTTP}}}\n"
    )

    assert [(pair.label, pair.name) for pair in seen.pairs] == [("blue_api", "blue-api"), ("green_api", "green-api")]


def test_egress_has_ports_of_targets_and_of_their_checks() -> None:
    seen = view(
        "load_balancers: {blue: {listeners: {https: {port: 443, forward: api}, dns: {port: 53, protocol: TCP_UDP, "
        "forward: dns}}}}\ntarget_groups:\n"
        "  api: {port: 8443, health_check: {port: 9000}, targets: {a: {address: 10.0.0.4, port: 9443}}}\n"
        "  dns: {port: 53, protocol: TCP_UDP}\n"
    )

    assert seen.egress("blue") == [
        RuleBlock("tcp", PortRange(8443, 8443)),
        RuleBlock("tcp", PortRange(9443, 9443)),
        RuleBlock("tcp", PortRange(9000, 9000)),
        RuleBlock("tcp", PortRange(53, 53)),
        RuleBlock("udp", PortRange(53, 53)),
    ]


def test_ingress_groups_sources_by_port_and_protocol() -> None:
    seen = view(
        "load_balancers:\n  blue:\n    listeners: {https: {port: 443, forward: api}, dns: {port: 53, protocol: UDP, "
        "forward: dns}}\n    security_group:\n      ingress:\n"
        "        - {from: vpc}\n        - {from: 10.0.0.0/8}\n        - {from: group/bastion, ports: [443]}\n"
        "        - {from: 'fd00::/8', protocol: udp}\ntarget_groups: {api: {port: 1}, dns: {port: 53, protocol: UDP}}\n"
    )

    assert seen.ingress("blue") == [
        RuleBlock("tcp", PortRange(443, 443), vpc=True, cidrs=("10.0.0.0/8",), groups=("bastion",)),
        RuleBlock("udp", PortRange(53, 53), ipv6_cidrs=("fd00::/8",)),
    ]


def test_weighted_listeners_are_those_with_several_target_groups() -> None:
    seen = view(
        "load_balancers: {blue: {listeners: {a: {port: 1, forward: {api: 90, next: 10}}, b: {port: 2, forward: api}}}}"
        "\ntarget_groups: {api: {port: 1}, next: {port: 1}}\n"
    )

    assert [port.label for port in seen.weighted] == ["blue_a"]


def test_example_is_in_a_supported_region() -> None:
    seen = view(
        "load_balancers: {blue: {listeners: {https: {port: 443, forward: api}}}}\ntarget_groups: {api: {port: 1}}\n"
        "service: {supported_regions: [eu-west-1, eu-central-1]}\n"
    )

    assert (seen.example_region, seen.zones) == ("eu-west-1", ["eu-west-1a", "eu-west-1b"])


def test_service_ports_are_those_of_its_load_balancers() -> None:
    seen = view(
        "load_balancers:\n"
        "  blue: {listeners: {a: {port: 443, forward: api}, b: {port: 53, protocol: UDP, forward: dns}}}\n"
        "  green: {listeners: {a: {port: 443, forward: api}}}\n  other: {listeners: {a: {port: 80, forward: api}}}\n"
        "target_groups: {api: {port: 1}, dns: {port: 53, protocol: UDP}}\nservice: {load_balancers: [blue, green]}\n"
    )

    assert seen.service_ports == ["443 (TCP)", "53 (UDP)"]


def test_billed_is_what_no_price_list_counts() -> None:
    text = "target_groups: {api: {port: 1}}\nload_balancers:\n  blue: {listeners: {a: {port: 1, forward: api}}"
    public = ", internal: false, enable_cross_zone_load_balancing: true}\n"

    assert view(text + "}\n").billed == []
    assert view(text + public).billed == [
        "public IPv4 addresses of load balancers by the hour",
        "traffic to targets of other zones",
    ]


def test_alarms_are_counted_by_what_they_watch() -> None:
    seen = view(
        "load_balancers:\n  blue: {listeners: {a: {port: 443, forward: api}, b: {port: 80, forward: web}}}\n"
        "  green: {listeners: {a: {port: 443, forward: api}}}\n"
        "target_groups: {api: {port: 1}, web: {port: 2}}\n"
        "alarms: {resets: {above: 1}, unhealthy_targets: {above: 0}, port_allocation_errors: {above: 0}}\n"
    )

    assert seen.alarm_count == 1 + 3 + 2


def test_target_group_with_a_tcp_check_is_another_resource() -> None:
    text = (
        "load_balancers: {{blue: {{listeners: {{a: {{port: 1, forward: api}}}}}}}}\n"
        "target_groups: {{api: {{port: 1{}}}}}\n"
    )

    labels = [view(text.format(check)).pairs[0].label for check in ("", ", health_check: {protocol: HTTP}")]
    assert labels == ["blue_api_checked_by_tcp", "blue_api"]


def test_targets_of_the_example_admit_traffic_and_health_checks() -> None:
    seen = view(
        "load_balancers:\n  main:\n    listeners:\n      a: {port: 1, forward: api}\n"
        "      b: {port: 2, protocol: UDP, forward: dns}\n      c: {port: 3, forward: other}\n"
        "target_groups:\n  api: {target_type: alb, port: 443, health_check: {protocol: HTTPS}}\n"
        "  dns: {target_type: instance, port: 53, protocol: UDP, health_check: {port: 8080}}\n"
        "  other: {port: 9000}\n"
    )

    assert seen.stand_in_ports == [("tcp", 443), ("tcp", 8080), ("udp", 53)]
