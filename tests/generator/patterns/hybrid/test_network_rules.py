"""Networks in which a hub, its zones or its spokes have no room are refused at their place."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.aws.networks import subnets_around
from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.specs import faults, notes

HUB = "version: 1\npattern: hybrid\nname: hub\nregion: us-east-1\nendpoints: {lambda: {service: lambda}}\n"
HERE = "on_premises: {cidrs: [192.168.0.0/16]}\n"
SERVICE = (
    "version: 1\npattern: hybrid\nname: hub\nservices: {erp: {load_balancers: {main: {BALANCER"
    "listeners: {https: {port: 443, forward: erp}}}}, target_groups: {erp: {GROUPport: 8443}}}}\n"
)
ZONES = "resolver: {inbound: {addresses: {us-east-1a: 10.9.0.5, us-east-1b: 10.9.0.21, us-east-1c: 10.9.0.37}}}\n"
DOMAINS = ", domains: [corp.example.com], name_servers: [192.168.0.10]}"


def peered(count: int) -> str:
    """Return as many peered spokes."""
    return ", ".join(f"s{number}: {{cidrs: [10.{number}.0.0/16], reached_by: peering}}" for number in range(count))


IPV4 = "VPN connections, peering and a hub's subnets are for IPv4 here; leave ip_address_type out"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{HUB}vpc_cidr: §10.0.0.0/28\n",
            "§10.0.0.0/28 has no room for subnets in 2 zones; take a /27, or a larger one",
        ),
        (
            f"{HUB}spokes: {{a: {{cidrs: [§10.1.0.0/28], reached_by: transit_gateway}}}}\n",
            "§10.1.0.0/28 has no room for subnets in 2 zones; take a /27, or a larger one",
        ),
        (
            f"{HUB}spokes: {{a: {{cidrs: [10.1.0.0/16, §10.1.8.0/24], reached_by: peering}}}}\n",
            "§10.1.8.0/24 overlaps with 10.1.0.0/16, and a VPC's CIDR blocks don't; leave one out",
        ),
        (
            f"{HUB}{HERE}vpc_cidr: 10.0.0.0/26\nresolver: {{inbound: {{host_number: §31}}}}\n",
            "§31 is beyond the subnets of 10.0.0.0/26 in two zones; write 30 or less",
        ),
        (
            f"{HUB}{HERE}resolver: §{{inbound: {{addresses: {{us-east-1a: 10.9.0.5, us-east-1b: 10.9.0.6}}}}}}\n",
            "§fixed addresses of two zones are so near that no two subnets, of 16 addresses, part them; move one",
        ),
        (
            f"{HUB}{HERE}{ZONES}spokes: {{a: {{cidrs: [§10.1.0.0/27], reached_by: transit_gateway}}}}\n",
            "§10.1.0.0/27 has no room for subnets in 3 zones; take a /26, or a larger one",
        ),
        (
            f"{HUB}{HERE.replace('}', DOMAINS)}{ZONES[:-2]}, outbound: {{host_number: §20}}}}\n",
            "§20 is beyond the subnets that part the fixed addresses of the zones; write 14 or less",
        ),
        (
            f"{HUB}on_premises: {{cidrs: [§0.0.0.0/0]}}\n",
            "§0.0.0.0/0 is every network, those of the hub and the spokes among it; write the networks on premises",
        ),
        (
            f"{HUB}spokes: §{{{peered(126)}}}\n",
            (
                "§126 are peered, and a VPC has 125 peering connections at most; write reached_by: transit_gateway for "
                "some"
            ),
        ),
        (
            (
                f"{HUB}spokes: {{a: {{cidrs: §[{', '.join(f'10.1.{number}.0/24' for number in range(51))}], "
                "reached_by: existing}}\n"
            ),
            "§51 are more than the 50 CIDR blocks that a VPC can have; make another spoke of another VPC",
        ),
        (
            f"{HUB}{HERE}spokes: {{on_premises: {{cidrs: §[192.168.4.0/24], reached_by: peering}}}}\n",
            (
                "§192.168.4.0/24 overlaps with 192.168.0.0/16 of on premises, and no route can tell them apart; join "
                "the spoke by PrivateLink, which needs no routes: reached_by: privatelink"
            ),
        ),
        (
            SERVICE.replace("BALANCER", "internal: §false, ").replace("GROUP", ""),
            "§a hub's load balancers are reached by PrivateLink alone; leave internal out, or make a provider spec",
        ),
        (SERVICE.replace("BALANCER", "ip_address_type: §dualstack, ").replace("GROUP", ""), f"§{IPV4}"),
        (SERVICE.replace("BALANCER", "").replace("GROUP", "ip_address_type: §ipv6, "), f"§{IPV4}"),
        (f"{HUB}".replace("service: lambda}", "service: lambda, ip_address_type: §dualstack}"), f"§{IPV4}"),
    ],
)
def test_hub_without_room_is_refused(text: str, message: str) -> None:
    assert message in faults(text)


def test_fixed_address_in_a_network_on_premises_is_refused() -> None:
    text = f"{HUB}{HERE}resolver: {{inbound: {{addresses: {{us-east-1a: 192.168.0.10, us-east-1b: 192.168.1.10}}}}}}\n"

    assert "192.168.0.0/16 overlaps with 192.168.0.10/32 of the hub's own addresses" in faults(text)[0]


def test_subnets_part_the_zones() -> None:
    around = subnets_around({"a": ["10.0.0.10", "10.0.0.40"], "b": ["10.0.0.70"]}, 24)

    assert {zone: str(subnet) for zone, subnet in (around or {}).items()} == {"a": "10.0.0.0/26", "b": "10.0.0.64/26"}


def test_cidr_blocks_of_the_example_surround_addresses_that_are_far_apart() -> None:
    addresses = "{us-east-1a: 10.0.0.10, us-east-1b: 10.9.1.10}"
    text = f"{HUB}on_premises: {{cidrs: [192.168.0.0/16]}}\nresolver: {{inbound: {{addresses: {addresses}}}}}\n"
    example = render(loads(text), source="s.yaml").files["examples/complete/main.tf"]

    assert re.findall(r'cidr_block += "(.*)"', example) == ["10.0.0.0/16", "10.9.0.0/16"]
    assert "depends_on = [aws_vpc_ipv4_cidr_block_association.hub_1]" in example


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            "10.0.0.10",
            "10.0.0.12",
            "fixed addresses of two zones are so near that no two subnets, of 16 addresses, part",
        ),
        ("10.0.0.10", "10.0.1.12", None),
    ],
)
def test_addresses_of_the_endpoints_alone_are_refused_once(first: str, second: str, expected: str | None) -> None:
    addresses = f"{{us-east-1a: {{ipv4: {first}}}, us-east-1b: {{ipv4: {second}}}}}"
    found = faults(f"{HUB.replace('service: lambda}', f'service: lambda, addresses: {addresses}}}')}")

    assert [expected in fault for fault in found] == [True] if expected else found == []


def test_more_vpcs_than_a_zone_may_have_are_noted() -> None:
    spokes = "".join(f"  s{n}: {{cidrs: [10.{n // 256}.{n % 256}.0/24], reached_by: existing}}\n" for n in range(300))

    assert "300 VPCs for a private hosted zone, and these are 301 with the hub" in "".join(
        notes(f"{HUB}spokes:\n{spokes}")
    )


@pytest.mark.parametrize("setting", ["certificates", "instances"])
def test_what_a_provider_takes_a_hub_takes(setting: str) -> None:
    changed = {
        "certificates": SERVICE.replace("BALANCER", "security_group: {ingress: [{from: group/admins}]}, "),
        "instances": SERVICE.replace("BALANCER", "").replace("GROUP", "target_type: instance, "),
    }[setting].replace("GROUP", "")

    assert faults(changed) == []
