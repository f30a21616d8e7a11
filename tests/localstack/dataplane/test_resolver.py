"""The resolver's replies, byte for byte over UDP and TCP."""

from __future__ import annotations

import asyncio
import socket
import struct
from ipaddress import ip_network

import pytest
from dnslib import QTYPE, RCODE, DNSRecord
from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.resolver import PORT, respond
from privatelink_localstack.dataplane.state import names
from privatelink_localstack.dataplane.state.model import State, Vpc
from privatelink_localstack.resolver.lookup import Source
from tests.support.echo import read
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, changed, link

MANY = tuple(f"10.0.1.{last}" for last in range(1, 101))
ZONE = Source(
    "zone",
    "Z1",
    "example.com",
    records={NAME: (str(ENI_ADDRESS), "fd00::5"), "many.example.com": MANY, "t.example.com": ('"a text"',)},
)
VPC = Vpc("vpc", (ip_network("10.0.0.0/16"),), names=(ZONE,))
PATIENCE = 60.0


async def _nowhere(_question: DNSRecord, _answer: names.Answer) -> None:
    """Send nothing on."""


def _respond(query: bytes, vpc: Vpc = VPC, *, longest: int | None = None) -> bytes | None:
    def ask(name: str, kind: names.Kind, _client: str) -> names.Answer:
        return names.answer(vpc, name, kind)

    return asyncio.run(respond(query, "10.0.0.9", ask, _nowhere, longest=longest))


def _ask(name: str, kind: str = "A", *, longest: int | None = None) -> DNSRecord:
    reply = _respond(DNSRecord.question(name, kind).pack(), longest=longest)
    assert reply is not None
    return DNSRecord.parse(reply)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        (NAME, "A", [str(ENI_ADDRESS)]),
        (NAME, "AAAA", ["fd00::5"]),
        (NAME, "MX", []),
        ("t.example.com", "TXT", ['"a text"']),
    ],
)
def test_reply_has_the_records_of_the_type(name: str, kind: str, expected: list[str]) -> None:
    reply = _ask(name, kind)

    assert (reply.header.rcode, [str(each.rdata) for each in reply.rr]) == (RCODE.NOERROR, expected)


def test_reply_keeps_the_case_of_the_question() -> None:
    reply = _ask("Orders.Example.COM")

    assert [str(each.rname) for each in reply.rr] == ["Orders.Example.COM."]


def test_unknown_name_does_not_exist() -> None:
    assert _ask("example.org").header.rcode == RCODE.NXDOMAIN


def test_vpc_without_dns_support_refuses() -> None:
    closed = Vpc("vpc", VPC.cidrs, private_dns=False)

    reply = _respond(DNSRecord.question(NAME).pack(), closed)

    assert reply is not None
    assert DNSRecord.parse(reply).header.rcode == RCODE.REFUSED


def test_reply_that_is_too_long_for_udp_says_so() -> None:
    reply = _ask("many.example.com", longest=512)

    assert (reply.header.tc, reply.rr) == (1, [])


def test_reply_over_tcp_is_whole() -> None:
    assert len(_ask("many.example.com").rr) == len(MANY)


@given(st.binary(max_size=64))
def test_garbage_never_raises(data: bytes) -> None:
    reply = _respond(data, longest=512)

    assert reply is None or len(reply) <= 512


def test_reply_is_never_answered() -> None:
    question = DNSRecord.question(NAME)
    question.header.qr = 1

    assert _respond(question.pack()) is None


def _exchange(connection: socket.socket, name: str, *, datagrams: bool) -> DNSRecord:
    query = DNSRecord.question(name, "A").pack()
    connection.settimeout(PATIENCE)
    if datagrams:
        connection.send(query)
        return DNSRecord.parse(connection.recv(4096))
    connection.sendall(struct.pack("!H", len(query)) + query)
    (length,) = struct.unpack("!H", read(connection, 2))
    return DNSRecord.parse(read(connection, length))


@pytest.mark.process
@pytest.mark.parametrize("server", ["10.0.0.2", "169.254.169.253"])
@pytest.mark.parametrize("datagrams", [True, False])
def test_workload_asks_its_vpc_s_resolver(plane: Client, server: str, *, datagrams: bool) -> None:
    plane.push(link(), whole=True)

    with plane.connect(CLIENT, server, PORT, PATIENCE, datagrams=datagrams) as connection:
        reply = _exchange(connection, NAME, datagrams=datagrams)

    assert [(QTYPE[each.rtype], str(each.rdata)) for each in reply.rr] == [("A", str(ENI_ADDRESS))]


@pytest.mark.process
def test_names_change_with_the_state_and_differ_between_vpcs(plane: Client) -> None:
    plane.push(link(), whole=True)
    with plane.connect("eni-target", "10.0.0.2", PORT, PATIENCE) as connection:
        before = _exchange(connection, NAME, datagrams=False)
        provider = link().vpcs["provider"]
        plane.push(State(vpcs={"provider": Vpc(provider.id, provider.cidrs, names=link().vpcs["consumer"].names)}))
        after = _exchange(connection, NAME, datagrams=False)

    assert (before.header.rcode, after.header.rcode) == (RCODE.NXDOMAIN, RCODE.NOERROR)


@pytest.mark.process
def test_unknown_name_is_an_error_of_the_resolver(plane: Client) -> None:
    plane.push(changed(link(), "vpcs", consumer=Vpc("consumer", VPC.cidrs)), whole=True)

    with pytest.raises(socket.gaierror):
        plane.connect(CLIENT, NAME, 443)
