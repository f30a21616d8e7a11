"""What surprises in a valid provider spec is noted at its place."""

from __future__ import annotations

import pytest

from privatelink_generator.patterns.provider.notes import covers
from tests.support.specs import notes

HEAD = "version: 1\npattern: provider\nname: payments\n"
BALANCER = "load_balancers: {blue: {listeners: {https: {port: 443, forward: api}}}}\n"
GROUP = "target_groups: {api: {port: 8443}}\n"


def named(certificates: str, name: str) -> str:
    """Return a spec of a TLS listener with a certificate for these domains, and a private DNS name."""
    return (
        f"{HEAD}{GROUP}load_balancers: {{blue: {{listeners: {{https: {{port: 443, protocol: TLS, forward: api, "
        f"certificates: §[web]}}}}}}}}\ncertificates: {{web: [{certificates}]}}\n"
        f"service: {{private_dns_name: {{name: {name}}}}}\n"
    )


def test_small_spec_has_no_notes() -> None:
    assert notes(HEAD + BALANCER + GROUP) == []


@pytest.mark.parametrize(
    ("certificates", "name"),
    [
        ("api.example.com", "www.example.com"),
        ('"*.example.com"', "example.com"),
        ('"*.example.com"', "a.api.example.com"),
        ("api.example.com", '"*.api.example.com"'),
    ],
)
def test_certificate_that_does_not_cover_the_name_is_noted(certificates: str, name: str) -> None:
    domains, plain = certificates.strip('"'), name.strip('"')

    assert notes(named(certificates, name)) == [
        (
            f"§none of {domains} covers {plain}: clients that use the private DNS name refuse the certificate; "
            "add one that does"
        )
    ]


@pytest.mark.parametrize(
    ("certificates", "name"),
    [
        ("api.example.com", "api.example.com"),
        ('"*.example.com"', "api.example.com"),
        ('other.example.net, "*.example.com"', "api.example.com"),
        ('"*.example.com"', '"*.example.com"'),
    ],
)
def test_certificate_that_covers_the_name_is_not_noted(certificates: str, name: str) -> None:
    assert notes(named(certificates, name)) == []


@pytest.mark.parametrize(
    ("domain", "name", "expected"),
    [
        ("*.example.com", "a.example.com", True),
        ("*.example.com", "a.b.example.com", False),
        ("*.example.com", "example.com", False),
        ("a.example.com", "b.example.com", False),
    ],
)
def test_covers_takes_a_wildcard_for_one_label(domain: str, name: str, *, expected: bool) -> None:
    assert covers(domain, name) is expected


def test_single_fixed_target_is_noted() -> None:
    text = f"{HEAD}{BALANCER}target_groups: {{api: {{port: 8443, targets: §{{a: {{address: 10.0.0.4}}}}}}}}\n"

    assert notes(text) == [
        (
            "§AWS supports 55,000 connections at a time to a target, and this is the only one; for more, add "
            "another, or secondary_ips_auto_assigned_per_subnet"
        )
    ]


@pytest.mark.parametrize(
    ("settings", "targets"),
    [
        ("secondary_ips_auto_assigned_per_subnet: 2, ", "{a: {address: 10.0.0.4}}"),
        ("", "{a: {address: 10.0.0.4}, b: {address: 10.0.0.5}}"),
        ("", "{}"),
    ],
)
def test_targets_with_further_ports_are_not_noted(settings: str, targets: str) -> None:
    balancer = f"load_balancers: {{blue: {{{settings}listeners: {{https: {{port: 443, forward: api}}}}}}}}\n"

    assert notes(f"{HEAD}{balancer}target_groups: {{api: {{port: 8443, targets: {targets}}}}}\n") == []


@pytest.mark.parametrize("value", ["true", "false"])
def test_client_ip_preservation_is_noted(value: str) -> None:
    text = f"{HEAD}{BALANCER}target_groups: {{api: {{port: 8443, preserve_client_ip: §{value}}}}}\n"

    assert notes(text) == [
        (
            "§it is about clients in the VPC: targets never see the addresses of PrivateLink's consumers; "
            "proxy_protocol_v2 tells them"
        )
    ]


def test_alarms_that_tell_nobody_are_noted() -> None:
    text = f"{HEAD}{BALANCER}{GROUP}alarms: §{{resets: {{above: 1}}}}\n"

    assert notes(text) == ["§the alarms tell nobody; add notifications: {} to service, or watch them yourself"]


def test_alarms_that_tell_a_topic_are_not_noted() -> None:
    assert notes(f"{HEAD}{BALANCER}{GROUP}alarms: {{resets: {{above: 1}}}}\nservice: {{notifications: {{}}}}\n") == []


def test_suspended_consumer_that_aws_accepts_at_once_is_noted() -> None:
    consumers = 'allowed_principals: {orders: "111122223333"}, consumers: {orders: §suspended}'
    text = f"{HEAD}{BALANCER}{GROUP}service: {{acceptance_required: false, {consumers}}}\n"

    assert notes(text) == [
        (
            "§acceptance_required is false, and AWS accepts its connection at once: the module rejects only one that "
            "it had accepted itself; write acceptance_required: true, or take its principal out"
        )
    ]


def test_unknown_region_is_noted() -> None:
    text = f"{HEAD}{BALANCER}{GROUP}service: {{supported_regions: [us-east-1, §eu-wst-1]}}\n"

    assert notes(text) == ["§eu-wst-1 is no Region that this release knows; did you mean 'eu-west-1'?"]
