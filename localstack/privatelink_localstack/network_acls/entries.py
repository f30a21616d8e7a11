"""The entries of a network ACL.

Source: EC2 API reference, CreateNetworkAclEntry and "Error codes"; VPC guide, "Default network ACL" and "Amazon VPC
quotas". The words for a number that is taken, for one without an entry, and for the quota are observed; all others are
inferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from privatelink_localstack.kernel.errors import AwsError, missing

LAST = 32766
"""The highest number of a customer's entry."""
ALL = "-1"
PROTOCOLS = {"icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58", "all": ALL}
"""Numbers of protocols by the names that AWS takes too."""
WITH_PORTS = ("6", "17")
EVERY_PORT = 65535


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule of a network ACL.

    Parameters:
        protocol: its number; `-1` for all.
        ports: the first and the last.
        icmp: type and code.
    """

    number: int
    egress: bool
    action: str
    cidr: str
    protocol: str = ALL
    ports: tuple[int, int] | None = None
    icmp: tuple[int, int] | None = None

    @property
    def is_ipv6(self) -> bool:
        """Whether it is about IPv6."""
        return ":" in self.cidr


def last_entries(*, has_ipv6: bool) -> tuple[Entry, ...]:
    """Return AWS's own last entries, which deny what no other entry matches. No call changes them.

    Parameters:
        has_ipv6: whether the VPC has IPv6 CIDR blocks.
    """
    families = {32767: "0.0.0.0/0", **({32768: "::/0"} if has_ipv6 else {})}
    return tuple(Entry(number, egress, "deny", cidr) for egress in (True, False) for number, cidr in families.items())


def ipv6_entries(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that a VPC's default network ACL gets with the first IPv6 CIDR block.

    A direction whose entries were changed gets none.
    """
    untouched = [(100, "allow", "0.0.0.0/0")]
    return tuple(
        Entry(101, egress, "allow", "::/0")
        for egress in (True, False)
        if [(each.number, each.action, each.cidr) for each in entries if each.egress == egress] == untouched
    )


def protocol_number(name: str) -> str:
    """Return the number of a protocol, as AWS shows it.

    Raises:
        AwsError: there is no such protocol.
    """
    number = PROTOCOLS.get(name.lower(), name)
    if number != ALL and not (number.isascii() and number.isdigit() and int(number) < 256):
        raise _invalid(f"Invalid value '{name}' for protocol")
    return number


def canonical(cidr: str | None, ipv6_cidr: str | None) -> str:
    """Return the network of an entry in AWS's form.

    Raises:
        AwsError: there are none or both, or one is malformed.
    """
    if cidr and ipv6_cidr:
        raise AwsError("InvalidParameterCombination", "The parameters cidrBlock and ipv6CidrBlock exclude each other")
    text = cidr or ipv6_cidr
    if not text:
        raise missing("cidrBlock")
    try:
        return str(IPv4Network(text, strict=False) if cidr else IPv6Network(text, strict=False))
    except ValueError as error:
        raise _invalid(f"CIDR block {text} is malformed") from error


def check_entry(entry: Entry) -> None:
    """Reject an entry that no network ACL takes."""
    check_number(entry.number)
    if entry.action not in {"allow", "deny"}:
        raise _invalid(f"Invalid value '{entry.action}' for ruleAction")
    if entry.protocol in WITH_PORTS:
        if entry.ports is None:
            raise missing("portRange")
        first, last = entry.ports
        if not 0 <= first <= last <= EVERY_PORT:
            raise _invalid(f"Invalid port range {first}-{last}")
    if entry.icmp is None and (entry.protocol == "1" or (entry.protocol == "58" and entry.is_ipv6)):
        raise missing("Icmp")


def check_number(number: int) -> None:
    """Reject a number that customers can't use."""
    if not 1 <= number <= LAST:
        raise _invalid(f"Value ({number}) for parameter ruleNumber is invalid. It must be from 1 to {LAST}")


def check_new(entries: Sequence[Entry], entry: Entry, quota: int) -> None:
    """Reject an entry whose number is taken, or that is one too many.

    Parameters:
        entries: those of the network ACL, without AWS's own last ones.
        quota: entries in a direction and address family, with AWS's own last one.
    """
    if any((each.number, each.egress) == (entry.number, entry.egress) for each in entries):
        raise AwsError(
            "NetworkAclEntryAlreadyExists", f"The network acl entry identified by {entry.number} already exists."
        )
    if sum((each.egress, each.is_ipv6) == (entry.egress, entry.is_ipv6) for each in entries) + 1 >= quota:
        raise AwsError("NetworkAclEntryLimitExceeded", "The maximum number of network acl entries has been reached.")


def check_there(entries: Sequence[Entry], number: int, *, egress: bool) -> None:
    """Reject a number that no entry has."""
    check_number(number)
    if not any((each.number, each.egress) == (number, egress) for each in entries):
        direction = "egress" if egress else "ingress"
        raise AwsError("InvalidNetworkAclEntry.NotFound", f"no {direction} entry with number {number}")


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)
