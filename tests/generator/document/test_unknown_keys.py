"""A key that the spec does not know: what was written, where, what was meant."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

INTERFACE = (
    "(accepted: acceptance_required, addresses, assume_supported, auto_accept, dns_options, ip_address_type, policy, "
    "private_dns, service, "
    "service_name, service_region, tags, type)"
)
STATEMENT = "(accepted: actions, conditions, effect, functions, principals, public, resources, sid)"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "§endpoint: {}\nendpoints: {l: {service: lambda}}\n",
            (
                "unknown key 'endpoint'; did you mean 'endpoints'? "
                "(accepted: data_perimeter, description, endpoints, expect, general, inputs, name, network_acl, open, "
                "pattern, quotas, region, repository, security_group, tags, unsupported_zones, version)"
            ),
        ),
        (
            "endpoints:\n  l:\n    service: lambda\n    §privat_dns: true\n",
            f"unknown key 'privat_dns'; did you mean 'private_dns'? {INTERFACE}",
        ),
        (
            "endpoints: {l: {service: lambda, §subnets: [a]}}\n",
            f"unknown key 'subnets' {INTERFACE}",
        ),
        (
            "endpoints: {l: {type: interface, service: lambda, §route: [a]}}\n",
            f"unknown key 'route' {INTERFACE}",
        ),
        (
            "endpoints: {s3: {type: gateway, service: s3, §private_dns: true}}\n",
            "'private_dns' is not a key of type gateway (accepted: policy, service, tags, type)",
        ),
        (
            "endpoints: {s3: {type: gateway, service: s3, §ip_address_type: ipv4}}\n",
            "'ip_address_type' is not a key of type gateway (accepted: policy, service, tags, type)",
        ),
        (
            (
                "endpoints:\n  l:\n    service: lambda\n    policy:\n"
                "      - {principals: [root], actions: ['*'], functions: [f], §condition: {}}\n"
            ),
            f"unknown key 'condition'; did you mean 'conditions'? {STATEMENT}",
        ),
        (
            "endpoints: {l: {service: lambda, dns_options: {§records: ipv4}}}\n",
            "unknown key 'records' (accepted: dns_record_ip_type, private_dns_only_for_inbound_resolver_endpoint)",
        ),
        (
            "endpoints: {l: {service: lambda, addresses: {us-east-1a: {§ip: 10.0.0.9}}}}\n",
            "unknown key 'ip'; did you mean 'ipv6'? (accepted: ipv4, ipv6)",
        ),
        (
            "endpoints: {l: {service: lambda}}\nsecurity_group: {ingress: [{from: vpc, §port: 443}]}\n",
            "unknown key 'port'; did you mean 'ports'? (accepted: from, ports, protocol)",
        ),
        (
            "endpoints: {l: {service: lambda}}\nsecurity_group: {§name: x}\n",
            "unknown key 'name' (accepted: clients, extra, ingress)",
        ),
        (
            "endpoints: {l: {service: lambda}}\nquotas: {§interface_endpoints: 60}\n",
            (
                "unknown key 'interface_endpoints'; did you mean 'interface_endpoints_per_vpc'? "
                "(accepted: gateway_endpoints_per_region, interface_endpoints_per_vpc, rules_per_network_acl, "
                "rules_per_security_group, security_groups_per_interface)"
            ),
        ),
    ],
)
def test_unknown_key_is_rejected_at_its_place(body: str, expected: str) -> None:
    assert faults(HEAD + body) == [f"§{expected}"]


def test_unknown_keys_are_reported_together() -> None:
    found = faults(HEAD + "colour: red\nendpoints: {l: {service: lambda, size: 3}}\nshape: round\n")

    assert [fault.split(" (")[0] for fault in found] == [
        "s.yaml:4:1: unknown key 'colour'",
        "s.yaml:5:34: unknown key 'size'",
        "s.yaml:6:1: unknown key 'shape'",
    ]
