"""What surprises in a valid hybrid spec is noted at its place."""

from __future__ import annotations

from tests.support.specs import notes

HEAD = "version: 1\npattern: hybrid\nname: hub\n"
ENDPOINT = "endpoints: {lambda: {service: lambda}}\n"


def test_on_premises_without_names_is_noted() -> None:
    assert notes(f"{HEAD}{ENDPOINT}on_premises: §{{cidrs: [192.168.0.0/16]}}\n") == [
        (
            "§without resolver.inbound, clients on premises reach the endpoints by --endpoint-url alone; add "
            "resolver: {inbound: {host_number: 10}} for the services' own names"
        )
    ]


def test_gateway_endpoint_that_on_premises_cannot_reach_is_noted() -> None:
    text = (
        f"{HEAD}on_premises: {{cidrs: [192.168.0.0/16]}}\nresolver: {{inbound: {{host_number: 10}}}}\n"
        "endpoints:\n  lambda: {service: lambda}\n  s3: §{service: s3, type: gateway}\n"
    )

    assert notes(text) == [
        (
            "§a gateway endpoint is for the hub's VPC alone: on premises can't reach it; add an interface "
            "endpoint with "
            "private_dns: true and dns_options: {private_dns_only_for_inbound_resolver_endpoint: true}"
        )
    ]


def test_more_peerings_and_blocks_than_the_quotas_are_noted() -> None:
    spokes = ", ".join(f"s{number}: {{cidrs: [10.{number}.0.0/16], reached_by: peering}}" for number in range(51))
    blocks = ", ".join(f"172.16.{number}.0/24" for number in range(6))

    assert notes(f"{HEAD}{ENDPOINT}spokes: §{{{spokes}}}\n") == [
        "§AWS's quota is 50 peering connections for a VPC, and these are 51; have it raised"
    ]
    assert notes(f"{HEAD}{ENDPOINT}spokes: {{a: {{cidrs: §[{blocks}], reached_by: existing}}}}\n") == [
        "§AWS's quota is 5 CIDR blocks for a VPC, and these are 6; have it raised"
    ]
