from __future__ import annotations

import pytest

from privatelink_harness.terraform.version import Version, parse, render, satisfies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.11.4", (1, 11, 4)),
        ("v1.9", (1, 9, 0)),
        ("1.12.0-beta1", (1, 12, 0)),
        ("1.9.0+ent", (1, 9, 0)),
    ],
)
def test_a_version_is_read(text: str, expected: Version) -> None:
    assert expected == parse(text)


def test_what_is_no_version_is_refused() -> None:
    with pytest.raises(ValueError, match="'latest' is not a version"):
        parse("latest")


def test_a_version_is_written_as_it_is_read() -> None:
    assert render((5, 100, 0)) == "5.100.0"


@pytest.mark.parametrize(
    ("version", "constraints", "expected"),
    [
        ((5, 100, 0), "", True),
        ((5, 100, 0), ">= 5.83, < 7.0", True),
        ((5, 82, 9), ">= 5.83, < 7.0", False),
        ((7, 0, 0), ">= 5.83, < 7.0", False),
        ((5, 100, 0), "5.100.0", True),
        ((5, 100, 0), "= 5.99.0", False),
        ((5, 100, 0), "!= 5.100.0", False),
        ((5, 100, 0), "~> 5.83", True),
        ((6, 0, 0), "~> 5.83", False),
        ((5, 83, 9), "~> 5.83.1", True),
        ((5, 84, 0), "~> 5.83.1", False),
        ((5, 83, 0), "> 5.83", False),
        ((5, 83, 0), "<= 5.83", True),
    ],
)
def test_a_constraint_is_met_as_terraform_means_it(version: Version, constraints: str, *, expected: bool) -> None:
    assert expected is satisfies(version, constraints)


def test_what_is_no_constraint_is_refused() -> None:
    with pytest.raises(ValueError, match="not a version"):
        satisfies((1, 0, 0), "about 5")
