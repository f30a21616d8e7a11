"""What a VPC's resolver answers."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import pytest

from privatelink_localstack.dataplane.state.model import Vpc
from privatelink_localstack.dataplane.state.names import Answer, Kind, Record, Reply, answer
from privatelink_localstack.resolver.lookup import Source

ZONE = Source(
    "zone",
    "Z1",
    "example.com",
    records={
        "orders.example.com": ("10.0.1.5", "10.0.2.5", "fd00::5"),
        "alias.example.com": ("orders.example.com.",),
        "loop.example.com": ("loop.example.com",),
        "away.example.com": ("elsewhere.test",),
        "_token.example.com": ('"vpce:secret"',),
        "*.wild.example.com": ("10.0.1.9",),
    },
)
RULE = Source("rule", "rslvr-rr-1", "corp.test", targets=("192.168.0.2:53",))
VPC = Vpc("vpc", (ip_network("10.0.0.0/16"),), names=(ZONE, RULE))


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("orders.example.com", Kind.A, ["10.0.1.5", "10.0.2.5"]),
        ("ORDERS.Example.com.", Kind.AAAA, ["fd00::5"]),
        ("alias.example.com", Kind.A, ["orders.example.com", "10.0.1.5", "10.0.2.5"]),
        ("alias.example.com", Kind.CNAME, ["orders.example.com"]),
        ("_token.example.com", Kind.TXT, ["vpce:secret"]),
        ("any.wild.example.com", Kind.A, ["10.0.1.9"]),
        ("orders.example.com", Kind.ANY, []),
        ("away.example.com", Kind.A, ["elsewhere.test"]),
    ],
)
def test_known_name_has_the_records_of_its_type(name: str, kind: Kind, expected: list[str]) -> None:
    found = answer(VPC, name, kind)

    assert (found.reply, [each.value for each in found.records]) == (Reply.FOUND, expected)


def test_records_of_a_wildcard_have_the_name_of_the_question() -> None:
    assert answer(VPC, "a.wild.example.com", Kind.A).records == (Record("a.wild.example.com", Kind.A, "10.0.1.9"),)


@pytest.mark.parametrize("name", ["none.example.com", "example.org", "localhost"])
def test_name_that_no_source_has_does_not_exist(name: str) -> None:
    assert answer(VPC, name, Kind.A) == Answer(Reply.NO_SUCH_NAME)


def test_names_of_a_rule_are_forwarded() -> None:
    assert answer(VPC, "db.corp.test", Kind.A) == Answer(Reply.FORWARD, forward=("192.168.0.2:53",))


def test_aliases_in_a_circle_end() -> None:
    assert answer(VPC, "loop.example.com", Kind.A).reply is Reply.FOUND


def test_vpc_without_dns_support_refuses() -> None:
    assert answer(replace(VPC, private_dns=False), "orders.example.com", Kind.A) == Answer(Reply.REFUSED)
