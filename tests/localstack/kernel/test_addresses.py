"""Addresses come from the subnet's range, without the five that AWS keeps."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.kernel.addresses import Taken, check_address, free_address
from tests.support.refusal import refusal

RANGE = IPv4Network("10.0.0.0/28")
USABLE = [f"10.0.0.{number}" for number in range(4, 15)]


def test_the_first_address_is_the_fifth() -> None:
    assert free_address(RANGE, set(), "s") == "10.0.0.4"
    assert free_address(IPv6Network("2001:db8::/64"), set(), "s") == "2001:db8::4"


@given(st.sets(st.sampled_from(USABLE), max_size=len(USABLE) - 1))
def test_no_address_is_given_twice(taken: set[str]) -> None:
    given_out = free_address(RANGE, taken, "s")
    assert given_out in set(USABLE) - taken


def test_in_a_crowded_subnet_every_address_is_found() -> None:
    subnet = IPv4Network("10.0.0.0/23")
    usable = {str(address) for address in list(subnet)[4:-1]}
    taken = usable - {"10.0.0.7", "10.0.1.200"}
    first = free_address(subnet, taken, "s")
    assert {first, free_address(subnet, taken | {first}, "s")} == {"10.0.0.7", "10.0.1.200"}


def test_what_is_taken_is_looked_at_in_place() -> None:
    first, second = {"10.0.0.4"}, {"10.0.0.5"}
    taken = Taken(first, second)
    second.add("10.0.0.6")
    assert (sorted(taken), len(taken), "10.0.0.6" in taken, "10.0.0.7" in taken) == (
        ["10.0.0.4", "10.0.0.5", "10.0.0.6"],
        3,
        True,
        False,
    )
    assert taken - {"10.0.0.5"} == {"10.0.0.4", "10.0.0.6"}


def test_free_address_rejects_full_subnet() -> None:
    code, message = refusal(free_address, RANGE, set(USABLE), "subnet-1")
    assert code == "InsufficientFreeAddressesInSubnet"
    assert message.startswith("There are not enough free addresses in subnet 'subnet-1'")


@pytest.mark.parametrize(
    ("address", "code", "message"),
    [
        ("10.0.0.3", "InvalidParameterValue", "Address is in subnet's reserved address range: 10.0.0.3"),
        ("10.0.0.15", "InvalidParameterValue", "Address is in subnet's reserved address range: 10.0.0.15"),
        ("10.0.1.4", "InvalidParameterValue", "Address does not fall within the subnet's address range: 10.0.1.4"),
        (
            "2001:db8::4",
            "InvalidParameterValue",
            "Address does not fall within the subnet's address range: 2001:db8::4",
        ),
        ("elsewhere", "InvalidParameterValue", "Address elsewhere is invalid."),
        ("10.0.0.5", "InvalidIPAddress.InUse", "Address 10.0.0.5 of subnet subnet-1 is in use."),
    ],
)
def test_check_address_rejects_address(address: str, code: str, message: str) -> None:
    assert refusal(check_address, address, RANGE, {"10.0.0.5"}, "subnet-1") == (code, message)


def test_check_address_returns_free_address() -> None:
    assert check_address("10.0.0.6", RANGE, {"10.0.0.5"}, "subnet-1") == "10.0.0.6"
