"""The form of names, tags, addresses, networks, groups, ports and zones."""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

SOURCE = (
    "is not a source; write 'vpc', a CIDR, a security group (sg-…, or group/NAME for one that the caller passes) "
    "or a prefix list (pl-…)"
)
GROUP = (
    "is not a security group; write its id (sg-…, or ACCOUNT/sg-… for one of a peered VPC), or group/NAME for one that "
    "the caller passes"
)
NAME = "is not a name: up to 41 lower-case letters, digits, hyphens and underscores, a letter first"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("10.20.0.1/16", f"{SOURCE}; did you mean '10.20.0.0/16'?"),
        ("2001:db8::1/48", f"{SOURCE}; did you mean '2001:db8::/48'?"),
        ("10.20.0.0/33", SOURCE),
        ("everywhere", SOURCE),
        ("sg-12", SOURCE),
        ("pl-xyz", SOURCE),
        ("group/sg-0123456789abcdef0", SOURCE),
        ("'10'", "is not a source; write a CIDR such as 10.0.0.0/16"),
        ("fe80::%eth0/64", "is not a source; write a CIDR such as 10.0.0.0/16"),
    ],
)
def test_malformed_source_is_rejected(source: str, expected: str) -> None:
    text = f"{HEAD}endpoints: {{l: {{service: lambda}}}}\nsecurity_group:\n  ingress:\n    - from: §{source}\n"
    shown = source.strip("'")

    assert faults(text) == [f'§security_group.ingress.0.from: "{shown}" {expected}']


@pytest.mark.parametrize(
    "source",
    [
        "vpc",
        "10.0.0.0/8",
        "0.0.0.0/0",
        "2001:db8::/32",
        "sg-0123456789abcdef0",
        "sg-01234567",
        "group/app",
        "pl-01234567",
    ],
)
def test_source_is_accepted(source: str) -> None:
    text = f'{HEAD}endpoints: {{l: {{service: lambda}}}}\nsecurity_group:\n  ingress:\n    - from: "{source}"\n'

    assert faults(text) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("security_group: {extra: [§sg-1]}\n", f'security_group.extra.0: "sg-1" {GROUP}'),
        (
            "security_group: {ingress: [{from: vpc, ports: [§70000]}]}\n",
            "security_group.ingress.0.ports.0: 70000 is not a port: ports are 1 to 65535",
        ),
        (
            "security_group: {ingress: [{from: vpc, protocol: §icmp}]}\n",
            "security_group.ingress.0.protocol: \"icmp\" is not one of 'tcp' or 'udp'",
        ),
        ("region: §us-east-1a\n", 'region: "us-east-1a" is not a Region\'s name, such as us-east-1'),
        (f"description: §{'x' * 501}\n", f'description: "{"x" * 76}… is too long: at most 500 characters are taken'),
        (
            "tags: {§aws:owner: me}\n",
            "the key 'aws:owner' is reserved by AWS: tag keys may not start with 'aws:'",
        ),
        (
            "tags: {§Name: me}\n",
            "the key 'Name' is the tag that the module itself sets, from its name and the endpoint's; leave it out",
        ),
        (
            "tags: {§'a*': me}\n",
            "the key 'a*' is not a tag key: 1 to 128 letters, digits, spaces and _.:/=+-@",
        ),
        ("tags: {§'': me}\n", "the key '' is not a tag key: 1 to 128 letters, digits, spaces and _.:/=+-@"),
        ("tags: {a: §'*'}\n", 'tags.a: "*" is not a tag value: up to 256 letters, digits, spaces and _.:/=+-@'),
        (
            "tags: §{" + ", ".join(f"t{number}: x" for number in range(49)) + "}\n",
            "tags has 49 items; at most 48 are taken",
        ),
    ],
)
def test_malformed_value_is_rejected_at_its_place(body: str, expected: str) -> None:
    assert faults(f"{HEAD}endpoints: {{l: {{service: lambda}}}}\n{body}") == [f"§{expected}"]


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (
            "{§us-east-1: {ipv4: 10.0.0.9}}",
            "the key 'us-east-1' is not an Availability Zone's name, such as us-east-1a",
        ),
        (
            "{§'us-east-1é': {ipv4: 10.0.0.9}}",
            "the key 'us-east-1é' is not an Availability Zone's name, such as us-east-1a",
        ),
        ("{§'': {ipv4: 10.0.0.9}}", "the key '' is not an Availability Zone's name, such as us-east-1a"),
        (
            "{us-east-1a: {ipv4: §10.0.0.256}}",
            'endpoints.l.addresses.us-east-1a.ipv4: "10.0.0.256" is not an IPv4 address',
        ),
        (
            "{us-east-1a: {ipv6: §'fd00::g'}}",
            'endpoints.l.addresses.us-east-1a.ipv6: "fd00::g" is not an IPv6 address',
        ),
        (
            "{us-east-1a: {ipv6: §'fe80::1%eth0'}}",
            (
                'endpoints.l.addresses.us-east-1a.ipv6: "fe80::1%eth0" has a zone, which only its own machine knows; '
                "leave %eth0 out"
            ),
        ),
    ],
)
def test_malformed_zone_or_address_is_rejected_at_its_place(endpoint: str, expected: str) -> None:
    assert faults(f"{HEAD}endpoints: {{l: {{service: lambda, addresses: {endpoint}}}}}\n") == [f"§{expected}"]


@pytest.mark.parametrize("name", ["Lambda", "1st", "a.b", "a b", "é", "x" * 42, '"a\\n"'])
def test_malformed_endpoint_name_is_rejected(name: str) -> None:
    shown = "a\n" if name.startswith('"') else name

    assert faults(f"{HEAD}endpoints:\n  §{name}: {{service: lambda}}\n") == [f"§the key {shown!r} {NAME}"]


@pytest.mark.parametrize("name", ["Core", "a_b", "-a", "x" * 42])
def test_malformed_module_name_is_rejected(name: str) -> None:
    text = f"version: 1\npattern: consumer\nname: §{name}\nendpoints: {{l: {{service: lambda}}}}\n"

    assert faults(text) == [
        f'§name: "{name}" is not a name: up to 41 lower-case letters, digits and hyphens, a letter first'
    ]


def test_module_name_like_a_security_group_id_is_rejected() -> None:
    text = "version: 1\npattern: consumer\nname: §sg-core\nendpoints: {l: {service: lambda}}\n"

    assert faults(text) == ["§a security group's name may not start with 'sg-', and this name becomes its prefix"]
