"""Versions and version constraints in Terraform's notation."""

from __future__ import annotations

import pytest

from privatelink_harness.terraform.version import Version, parse, satisfies


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.11.4", "1.11.4"),
        ("v1.9", "1.9.0"),
        ("2", "2.0.0"),
        ("1.12.0-beta1", "1.12.0b1"),
        ("1.9.0-rc1", "1.9.0rc1"),
        ("1.12.0-alpha20250213", "1.12.0a20250213"),
        ("1.12.0-dev", "1.12.0.dev0"),
        ("1.9.0-acme.7", "1.9.0.dev0"),
        ("1.9.0-1", "1.9.0.dev0"),
        ("1.9.0+ent", "1.9.0"),
        ("1.9.0-rc1+ent", "1.9.0rc1"),
    ],
)
def test_parse_reads_terraforms_notation(text: str, version: str) -> None:
    assert parse(text) == Version(version)


@pytest.mark.parametrize("label", ["-rc1", "-beta1", "-dev", "-acme", "-1"])
def test_parse_puts_labelled_version_before_its_release(label: str) -> None:
    assert parse("1.8.9") < parse(f"1.9.0{label}") < parse("1.9.0")


@pytest.mark.parametrize("text", ["latest", "", "1.2.3.4", "1..2"])
def test_parse_rejects_other_text(text: str) -> None:
    with pytest.raises(ValueError, match="is not a version such as"):
        parse(text)


@pytest.mark.parametrize("text", ["5.100.0", "1.9.0"])
def test_version_is_written_with_three_numbers(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("version", "constraints", "expected"),
    [
        ("5.100.0", "", True),
        ("5.100.0", ">= 5.83, < 7.0", True),
        ("5.82.9", ">= 5.83, < 7.0", False),
        ("7.0.0", ">= 5.83, < 7.0", False),
        ("5.100.0", "5.100.0", True),
        ("5.100.0", "= 5.99.0", False),
        ("5.100.0", "!= 5.100.0", False),
        ("5.83.0", "> 5.83", False),
        ("5.83.0", "<= 5.83", True),
        ("5.83.0", "= 5.83", True),
        ("5.100.0", "~> 5.83", True),
        ("5.82.0", "~> 5.83", False),
        ("6.0.0", "~> 5.83", False),
        ("5.83.9", "~> 5.83.1", True),
        ("5.83.0", "~> 5.83.1", False),
        ("5.84.0", "~> 5.83.1", False),
        ("5.84.0", "~> 5", True),
        ("6.0.0", "~> 5", False),
    ],
)
def test_satisfies_reads_operators_as_terraform(version: str, constraints: str, *, expected: bool) -> None:
    assert satisfies(parse(version), constraints) is expected


@pytest.mark.parametrize(
    ("version", "constraints", "expected"),
    [
        ("1.9.0-rc1", "", True),
        ("1.9.0-rc1", ">= 1.8", False),
        ("1.9.0-rc1", "< 1.9.0", False),
        ("1.9.0-rc1", "~> 1.8", False),
        ("1.9.0-rc1", ">= 1.9.0-beta1", False),
        ("1.9.0-rc1", "1.9.0-rc1", True),
        ("1.9.0-rc1", "= 1.9.0-rc1, < 2.0", True),
        ("1.9.0-rc2", "1.9.0-rc1", False),
        ("1.9.0", "~> 1.9.0-rc1", True),
        ("1.10.0", "~> 1.9.0-rc1", False),
        ("1.10.0", "~> 1.9-rc1", True),
        ("2.0.0", "~> 1.9-rc1", False),
    ],
)
def test_satisfies_takes_prerelease_only_by_its_exact_name(version: str, constraints: str, *, expected: bool) -> None:
    assert satisfies(parse(version), constraints) is expected


@pytest.mark.parametrize("constraints", ["about 5", ">= latest", ">= 5, nonsense here"])
def test_satisfies_rejects_malformed_constraint(constraints: str) -> None:
    with pytest.raises(ValueError, match="is not a version"):
        satisfies(parse("1.0.0"), constraints)
