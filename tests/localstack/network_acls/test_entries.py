"""The entries of network ACLs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.network_acls import entries
from privatelink_localstack.network_acls.entries import Entry
from tests.support.refusal import refusal

HTTPS = Entry(100, egress=False, action="allow", cidr="10.0.0.0/16", protocol="6", ports=(443, 443))


def test_last_entries_deny_each_direction() -> None:
    found = [(each.number, each.egress, each.action, each.cidr) for each in entries.last_entries(has_ipv6=False)]

    assert found == [(32767, True, "deny", "0.0.0.0/0"), (32767, False, "deny", "0.0.0.0/0")]


def test_last_entries_deny_ipv6_of_a_vpc_that_has_it() -> None:
    found = {(each.number, each.cidr) for each in entries.last_entries(has_ipv6=True)}

    assert found == {(32767, "0.0.0.0/0"), (32768, "::/0")}


def test_ipv6_is_admitted_in_directions_without_changes() -> None:
    first = [Entry(100, egress, "allow", "0.0.0.0/0") for egress in (True, False)]

    assert [each.egress for each in entries.ipv6_entries(first)] == [True, False]
    assert [each.egress for each in entries.ipv6_entries([*first, HTTPS])] == [True]


@pytest.mark.parametrize(("name", "expected"), [("tcp", "6"), ("UDP", "17"), ("6", "6"), ("all", "-1"), ("-1", "-1")])
def test_protocol_has_a_number(name: str, expected: str) -> None:
    assert entries.protocol_number(name) == expected


@pytest.mark.parametrize("name", ["256", "-2", "http", "²"])
def test_unknown_protocol_is_rejected(name: str) -> None:
    assert refusal(entries.protocol_number, name).code == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("given", "expected"),
    [(("100.68.0.18/18", None), "100.68.0.0/18"), ((None, "2001:DB8::1/32"), "2001:db8::/32")],
)
def test_cidr_becomes_canonical(given: tuple[str | None, str | None], expected: str) -> None:
    assert entries.canonical(*given) == expected


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((None, None), "MissingParameter"),
        (("10.0.0.0/8", "::/0"), "InvalidParameterCombination"),
        (("10.0.0.0/33", None), "InvalidParameterValue"),
        (("::/0", None), "InvalidParameterValue"),
    ],
)
def test_cidr_is_rejected(given: tuple[str | None, str | None], code: str) -> None:
    assert refusal(entries.canonical, *given).code == code


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(HTTPS, number=0), "InvalidParameterValue"),
        (replace(HTTPS, number=32767), "InvalidParameterValue"),
        (replace(HTTPS, action="drop"), "InvalidParameterValue"),
        (replace(HTTPS, ports=None), "MissingParameter"),
        (replace(HTTPS, ports=(443, 80)), "InvalidParameterValue"),
        (replace(HTTPS, ports=(0, 65536)), "InvalidParameterValue"),
        (replace(HTTPS, protocol="1", ports=None), "MissingParameter"),
        (replace(HTTPS, protocol="58", ports=None, cidr="::/0"), "MissingParameter"),
    ],
)
def test_entry_is_rejected(entry: Entry, code: str) -> None:
    assert refusal(entries.check_entry, entry).code == code


def test_number_is_taken_in_one_direction() -> None:
    entries.check_new([HTTPS], replace(HTTPS, egress=True), 20)

    assert refusal(entries.check_new, [HTTPS], HTTPS, 20) == (
        "NetworkAclEntryAlreadyExists",
        "The network acl entry identified by 100 already exists.",
    )


def test_quota_counts_a_direction_and_family_with_the_last_entry() -> None:
    two = [HTTPS, replace(HTTPS, number=110)]
    entries.check_new(two, replace(HTTPS, number=120, cidr="::/0"), 3)
    entries.check_new(two, replace(HTTPS, egress=True), 3)

    assert refusal(entries.check_new, two, replace(HTTPS, number=120), 3) == (
        "NetworkAclEntryLimitExceeded",
        "The maximum number of network acl entries has been reached.",
    )


def test_entry_that_is_not_there_is_rejected() -> None:
    entries.check_there([HTTPS], 100, egress=False)

    assert refusal(entries.check_there, [HTTPS], 100, egress=True) == (
        "InvalidNetworkAclEntry.NotFound",
        "no egress entry with number 100",
    )
