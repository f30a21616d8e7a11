"""What AWS would refuse of a hub, or what no route can do, is refused at its place, with the way out."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.base import OrganizationalUnit
from tests.support.specs import faults

HEAD = "version: 1\npattern: hybrid\nname: hub\nregion: us-east-1\n"
ENDPOINT = "endpoints: {lambda: {service: lambda}}\n"
SMALL = HEAD + ENDPOINT
SERVICE = (
    "services: {erp: {load_balancers: {main: {listeners: {https: {port: 443, forward: erp}}}}, "
    "target_groups: {erp: {port: 8443}}}}\n"
)


def on_premises(settings: str, more: str = ENDPOINT) -> str:
    """Return a spec with settings of on premises."""
    return f"{HEAD}on_premises: {{cidrs: [192.168.0.0/16], {settings}}}\n{more}"


def connection(settings: str, gateway: str = "{type: vpn_gateway}", more: str = "") -> str:
    """Return a spec with VPN connections."""
    return on_premises(f"gateway: {gateway}, connections: {{{settings}}}", ENDPOINT + more)


def device(address: str, more: str = "") -> str:
    """Return a customer gateway."""
    return f"customer_gateway: {{ip_address: {address}{more}}}"


def spoke(settings: str, more: str = "") -> str:
    """Return a spec with one spoke."""
    return f"{SMALL}spokes: {{orders: {{cidrs: [10.1.0.0/16], {settings}}}}}\n{more}"


def test_small_hub_has_no_faults() -> None:
    assert faults(SMALL) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{HEAD}endpoints: {{lambda: {{service: §lamda}}}}\n",
            (
                '§endpoints.lambda.interface.service: "lamda" is not in the catalogue of services with endpoints; did '
                "you mean 'lambda'? (give a service that the catalogue does not know by its whole name, as "
                "service_name)"
            ),
        ),
        (
            f"{HEAD}endpoints: {{a: {{service: lambda, addresses: {{us-east-1a: {{ipv4: §8.8.8.8}}}}}}}}\n",
            "§8.8.8.8 is not a private address",
        ),
        (
            f"{HEAD}{SERVICE}".replace("forward: erp", "forward: §epr"),
            "§'epr' is not one of target_groups; did you mean 'erp'?",
        ),
    ],
)
def test_rules_of_the_composed_patterns_hold(text: str, message: str) -> None:
    found = faults(text)

    assert [each.replace(".interface", "") for each in found] == [message.replace(".interface", "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            connection(f"a: {{{device('§10.0.0.1').replace('ip_address: §', 'ip_address: §')}}}"),
            "§10.0.0.1 is no public address; write the one that the internet routes to the device",
        ),
        (
            connection(f"a: {{{device('198.51.100.7', ', bgp_asn: §7224')}}}"),
            "§7224 is AWS's own ASN; write the device's",
        ),
        (
            connection(f"a: {{{device('198.51.100.7')}}}, b: {{{device('§198.51.100.7')}}}"),
            "§198.51.100.7 is the device of 'a' already, and a connection has two tunnels; leave one out",
        ),
        (
            connection(f"a: {{{device('198.51.100.7', ', bgp_asn: §64512')}, routing: bgp}}"),
            "§64512 is the ASN of AWS's side, and BGP needs two; take another",
        ),
        (
            connection(f"a: {{{device('198.51.100.7')}, tunnels: [{{inside_cidr: §169.254.169.252/30}}]}}"),
            (
                "§169.254.169.252/30 is reserved by AWS, as are the /30s at the start of 169.254.0.0 to 169.254.5.0; "
                "take "
                "another"
            ),
        ),
        (
            connection(f"a: {{{device('198.51.100.7')}, tunnels: [{{inside_cidr: §10.0.0.0/30}}]}}"),
            "§10.0.0.0/30 is not a /30 of 169.254.0.0/16, such as 169.254.10.0/30",
        ),
        (
            connection(
                f"a: {{{device('198.51.100.7')}, "
                "tunnels: [{inside_cidr: 169.254.9.0/30}, {inside_cidr: §169.254.9.0/30}]}"
            ),
            "§169.254.9.0/30 is that of a, tunnel 1 already, and each tunnel has its own; take another",
        ),
        (
            connection(
                f"a: {{{device('198.51.100.7')}}}, b: {{{device('198.51.100.8')}, routing: §static}}",
                "{type: transit_gateway}",
            ),
            ("§a transit gateway's route table has one static route for a network, and 'a' has it; write routing: bgp"),
        ),
        (
            connection(f"a: {{{device('198.51.100.7')}}}", "{type: vpn_gateway, amazon_side_asn: §65000}").replace(
                "65000", "70000"
            ),
            "§70000 is not a private ASN: 64512 to 65534, or 4200000000 to 4294967294",
        ),
        (
            on_premises(f"connections: §{{a: {{{device('198.51.100.7')}}}}}"),
            "§AWS's side has no gateway to end at; write gateway: {type: vpn_gateway} or {type: transit_gateway}",
        ),
        (
            on_premises("gateway: §{type: vpn_gateway}"),
            "§no link ends at the gateway; add connections or direct_connect_gateway: true, or leave gateway out",
        ),
    ],
)
def test_links_that_aws_refuses_are_refused(text: str, message: str) -> None:
    assert faults(text) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            on_premises("domains: §[corp.example.com]"),
            "§nobody is named that answers for them; add name_servers",
        ),
        (
            on_premises("domains: [a.example], name_servers: [§10.0.0.1]"),
            "§10.0.0.1 is in none of on_premises.cidrs, so nothing leads to it; add its network",
        ),
        (
            on_premises(f"domains: [a.example], name_servers: §[{', '.join(f'192.168.0.{n}' for n in range(7))}]"),
            "§7 are over AWS's quota of 6 addresses for a forwarding rule",
        ),
        (
            on_premises("domains: [§x.lambda.us-east-1.amazonaws.com], name_servers: [192.168.0.1]"),
            (
                "§a forwarding rule for x.lambda.us-east-1.amazonaws.com takes its names away from the endpoint "
                "'lambda'; "
                "leave the domain out, or write private_dns: false for the endpoint"
            ),
        ),
        (
            f"{HEAD}endpoints:\n  a: {{service: lambda}}\n  b: §{{service: lambda}}\n",
            (
                "§'a' has lambda.us-east-1.amazonaws.com already, and a VPC gets one answer; write private_dns: "
                "false for "
                "one of them"
            ),
        ),
        (
            f"{HEAD}private_dns: §profile\nendpoints: {{a: {{service: lambda, private_dns: false}}}}\n",
            "§no endpoint has a name that a Profile could share: each has none, or says private_dns; leave it out",
        ),
    ],
)
def test_names_with_two_answers_or_none_are_refused(text: str, message: str) -> None:
    assert faults(text) == [message]


@pytest.mark.parametrize(
    ("inbound", "message"),
    [
        (
            "§{}",
            (
                "§name servers on premises name its addresses, which must not change; write addresses, or "
                "host_number: 10"
            ),
        ),
        (
            "{addresses: §{us-east-1a: 10.20.0.10}}",
            "§a Resolver endpoint has 2 to 6 addresses, and these are 1",
        ),
        (
            "{addresses: {us-east-1a: 10.20.0.10, us-east-1b: §10.20.0.10}}",
            "§10.20.0.10 is already that of inbound in us-east-1a; take another",
        ),
        (
            "{addresses: {us-east-1a: 10.20.0.10, us-east-1b: §10.9.0.10}}",
            "§10.9.0.10 is not in 10.20.0.0/16, the hub's vpc_cidr",
        ),
        (
            "{addresses: {us-east-1a: 10.20.0.10, eu-west-1b: §10.20.1.10}}",
            "§eu-west-1b is not a zone of us-east-1, the module's Region",
        ),
    ],
)
def test_resolver_addresses_that_aws_refuses_are_refused(inbound: str, message: str) -> None:
    text = (
        f"{SMALL}vpc_cidr: 10.20.0.0/16\non_premises: {{cidrs: [192.168.0.0/16]}}\nresolver: {{inbound: {inbound}}}\n"
    )

    assert faults(text)[0].replace("s.yaml:", "").endswith(message.removeprefix("§"))
    assert len(faults(text)) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            spoke("reached_by: peering, on_premises: §true", "on_premises: {cidrs: [192.168.0.0/16]}\n"),
            (
                "§peering carries nothing onward: neither VPN nor Direct Connect of the hub reach a peered VPC; write "
                "reached_by: transit_gateway and on_premises.gateway: {type: transit_gateway}"
            ),
        ),
        (
            spoke("reached_by: transit_gateway, on_premises: §true", "on_premises: {cidrs: [192.168.0.0/16]}\n"),
            (
                "§the transit gateway must have the links to on premises itself; write on_premises.gateway: "
                "{type: transit_gateway}"
            ),
        ),
        (
            spoke("reached_by: transit_gateway, region: §eu-west-1"),
            (
                "§a transit gateway takes VPCs of its own Region, us-east-1; write reached_by: peering, or peer it "
                "with a "
                "transit gateway there and write reached_by: existing"
            ),
        ),
        (
            spoke("reached_by: peering, region: §eu-west-1", "private_dns: profile\n"),
            (
                "§a Route 53 Profile is for VPCs of its own Region, us-east-1; write private_dns: zones, or make a "
                "hub of "
                "its own there"
            ),
        ),
        (
            spoke("reached_by: §privatelink"),
            "§the hub offers no services to a spoke by PrivateLink; add services, or take another way",
        ),
        (
            spoke("reached_by: existing, account: §hub"),
            "§'hub' is the hub's own account; leave account out, or take another alias",
        ),
        (
            (
                f"{SMALL}spokes:\n  a: {{cidrs: [10.1.0.0/16], reached_by: peering}}\n"
                "  b: {cidrs: §[10.1.8.0/24], reached_by: transit_gateway}\n"
            ),
            (
                "§10.1.8.0/24 overlaps with 10.1.0.0/16 of a, and no route can tell them apart; join the spoke by "
                "PrivateLink, which needs no routes: reached_by: privatelink"
            ),
        ),
        (
            f"{SMALL}vpc_cidr: 192.168.4.0/24\non_premises: {{cidrs: §[192.168.0.0/16]}}\n",
            (
                "§192.168.0.0/16 overlaps with 192.168.4.0/24 of vpc_cidr, and no route can tell them apart; give "
                "the hub "
                "a range of its own: it can be as small as a /26"
            ),
        ),
    ],
)
def test_spokes_that_no_route_reaches_are_refused(text: str, message: str) -> None:
    assert faults(text) == [message]


def test_spokes_by_privatelink_may_have_anyones_addresses() -> None:
    spokes = "{a: {cidrs: [10.0.0.0/16], reached_by: privatelink}, b: {cidrs: [10.0.0.0/16], reached_by: privatelink}}"

    assert faults(f"{HEAD}{SERVICE}on_premises: {{cidrs: [10.0.0.0/16]}}\nspokes: {spokes}\n") == []


def test_hub_without_endpoints_and_services_is_refused() -> None:
    assert faults(f"{HEAD}on_premises: {{cidrs: [10.0.0.0/16]}}\n") == [
        "s.yaml:1:1: the spec has neither endpoints nor services; add one of them"
    ]


def test_units_of_services_are_read_by_the_hub() -> None:
    principals = "service: {allowed_principals: {retail: ou-abcd-12345678}}"
    text = f"{HEAD}{SERVICE.rstrip().removesuffix('}}')}, {principals}}}}}\n"

    assert loads(text).organizational_units == (OrganizationalUnit("ou-abcd-12345678"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            SMALL + "vpc_cidr: §10.0.0.0/8\n",
            "§10.0.0.0/8 can't be a VPC's, which is a /16 to a /28; write the VPC's own CIDR block",
        ),
        (
            f"{SMALL}spokes: {{orders: {{cidrs: [§10.1.0.0/29], reached_by: peering}}}}\n",
            "§10.1.0.0/29 can't be a VPC's, which is a /16 to a /28; write the VPC's own CIDR block",
        ),
        (
            f"{SMALL}spokes: {{orders: {{cidrs: [10.1.0.0/16, §10.1.0.0/16], reached_by: peering}}}}\n",
            "§10.1.0.0/16 appears twice; leave one out",
        ),
        (
            f"{SMALL}on_premises: {{cidrs: [192.168.0.0/16, §192.168.0.0/16]}}\n",
            "§192.168.0.0/16 appears twice; leave one out",
        ),
        (
            f"{SMALL}on_premises: {{cidrs: [§169.254.0.0/16]}}\n",
            "§169.254.0.0/16 is never routed; write networks that hosts on premises have, or leave it out",
        ),
        (
            spoke("reached_by: peering, region: §cn-north-1"),
            "§cn-north-1 is in the partition aws-cn, and the hub in aws; write a Region of aws",
        ),
    ],
)
def test_network_is_refused(text: str, message: str) -> None:
    assert faults(text) == [message]
