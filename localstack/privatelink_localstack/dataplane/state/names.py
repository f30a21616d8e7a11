"""What a VPC's resolver answers.

Sources: VPC guide, "DNS attributes for your VPC"; Route 53 guide, "Working with private hosted zones" (a name that its
zone lacks does not exist). Which source answers is `resolver.lookup`'s rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from privatelink_localstack.dataplane.state.model import Address, Vpc
from privatelink_localstack.resolver import lookup

_NOTHING: Mapping[str, tuple[str, ...]] = {}
_LAST = "internet"
"""In place of a profile's ID: any source of the VPC's own for all names comes before it."""
_MAX_ALIASES = 8
"""How many CNAMEs are followed, inside the VPC."""


class Reply(StrEnum):
    """The outcome of a question.

    FORWARD: a rule sends the question to other resolvers.
    REFUSED: the VPC's resolver is off.
    SILENT: the name servers on premises do not answer.
    """

    FOUND = "found"
    NO_SUCH_NAME = "no such name"
    FORWARD = "forward"
    REFUSED = "refused"
    SILENT = "silent"


class Kind(StrEnum):
    """The types of records that are answered; a name has no record of any other."""

    A = "A"
    AAAA = "AAAA"
    CNAME = "CNAME"
    TXT = "TXT"
    ANY = "other"


def kinds(addresses: Iterable[Address]) -> tuple[Kind, ...]:
    """Return the records in which a program with these addresses looks for another's, the ones it can use first."""
    return (Kind.AAAA, Kind.A) if {each.version for each in addresses} == {6} else (Kind.A, Kind.AAAA)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of an answer."""

    name: str
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the resolver says.

    Parameters:
        records: with FOUND, and none where the name has no record of the type.
        forward: with FORWARD, the resolvers' addresses.
        outbound: with FORWARD, the ID of the outbound endpoint that they are asked through.
    """

    reply: Reply
    records: tuple[Record, ...] = ()
    forward: tuple[str, ...] = ()
    outbound: str | None = None


def answer(
    vpc: Vpc, name: str, kind: Kind, public: Mapping[str, tuple[str, ...]] = _NOTHING, *, inbound: bool = False
) -> Answer:
    """Return what a VPC's resolver answers. Of the internet's names only given ones exist: nothing leaves the machine.

    Parameters:
        public: values of the internet's names.
        inbound: whether an inbound endpoint in the VPC is asked.
    """
    if not vpc.private_dns:
        return Answer(Reply.REFUSED)
    sources = [*vpc.names, lookup.Source(lookup.ZONE, "", "", _LAST, records=public)]
    followed: list[Record] = []
    wanted = name.rstrip(".").lower()
    for _ in range(_MAX_ALIASES):
        found = lookup.resolve(wanted, sources, inbound=inbound)
        if found.by == lookup.RULE:
            return Answer(Reply.FORWARD, tuple(followed), found.values or (), found.outbound)
        if found.values is None:
            return Answer(Reply.FOUND if followed else Reply.NO_SUCH_NAME, tuple(followed))
        records = _records(wanted, found.values)
        alias = next((each for each in records if each.kind is Kind.CNAME), None)
        if alias is None or kind is Kind.CNAME:
            return Answer(Reply.FOUND, (*followed, *(each for each in records if each.kind is kind)))
        followed.append(alias)
        wanted = alias.value
    return Answer(Reply.FOUND, tuple(followed))


def _records(name: str, values: Sequence[str]) -> list[Record]:
    """Return records by the form of their values: an address, a quoted text, or another name."""
    return [
        Record(name, _kind(value), value.strip('"') if value.startswith('"') else _plain(value)) for value in values
    ]


def _kind(value: str) -> Kind:
    if value.startswith('"'):
        return Kind.TXT
    try:
        return Kind.A if ip_address(value).version == 4 else Kind.AAAA
    except ValueError:
        return Kind.CNAME


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
