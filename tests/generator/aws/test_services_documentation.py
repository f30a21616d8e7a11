"""docs/catalogue.md and README.md: their numbers and lists are the catalogue's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from privatelink_generator.aws.services import Service, services
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")


def row(first_cell: str) -> str:
    """Return the second cell of the table's row that starts with this text."""
    (cell,) = re.findall(rf"^\| {re.escape(first_cell)}[^|]*\| ([^|]*) \|", PAGE, re.MULTILINE)
    return str(cell)


def test_number_of_services_is_the_same_everywhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    numbers = re.findall(r"(\d+) (?:AWS )?services?\b", PAGE + readme)

    assert {int(number) for number in numbers} == {len(services())}


def test_services_by_source_of_their_private_names() -> None:
    found = {name: int(row(f"`{name}`")) for name in ("botocore", "documented", "rule")}

    assert found == Counter(service.source for service in services().values())


@pytest.mark.parametrize(
    ("cell", "holds"),
    [
        ("`home`", lambda service: bool(service.facts.home)),
        ("`cross_region`", lambda service: service.cross_region),
        ("likely `policy`", lambda service: not service.likely.policy),
        ("`policy`", lambda service: not service.facts.policy),
    ],
)
def test_services_with_a_fact_are_listed(cell: str, holds: Callable[[Service], bool]) -> None:
    number, _, names = row(cell).partition(":")
    expected = {name for name, service in services().items() if holds(service)}

    assert (int(number), set(re.findall(r"`([^`]+)`", names))) == (len(expected), expected)


@pytest.mark.parametrize(
    ("cell", "holds"),
    [
        (
            "likely `home`",
            lambda service: not service.facts.home and service.likely.home_for("us-east-1") is not None,
        ),
        ("`address_types`: IPv4 and IPv6", lambda service: service.facts.address_types == ("ipv4", "ipv6")),
        ("likely IPv4 only", lambda service: service.likely.address_types == ("ipv4",)),
        ("no `address_types`", lambda service: service.facts.address_types is service.likely.address_types is None),
    ],
)
def test_services_with_a_fact_are_counted(cell: str, holds: Callable[[Service], bool]) -> None:
    assert int(row(cell).split(" ")[0]) == sum(holds(service) for service in services().values())
