"""Organizational units, and principals of resource shares, by their form."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from privatelink_generator.patterns.principals import SharePrincipal, is_unit, organization_marks, unit_id

ARN = "arn:aws:organizations::111122223333"
UNIT = f"{ARN}:ou/o-exampleorgid/ou-abcd-12345678"


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("ou-abcd-12345678", "ou-abcd-12345678"),
        ("r-abcd", "r-abcd"),
        (UNIT, "ou-abcd-12345678"),
        (f"{ARN}:root/o-exampleorgid/r-abcd", "r-abcd"),
        (UNIT.replace("aws", "aws-us-gov", 1), "ou-abcd-12345678"),
    ],
)
def test_units_are_known_by_id_and_arn(principal: str, expected: str) -> None:
    assert is_unit(principal)
    assert unit_id(principal) == expected


@pytest.mark.parametrize(
    "principal",
    ["ou-abcd", "ou-abc-12345678", "OU-abcd-12345678", "role/ou-abcd-12345678", f"{ARN}:organization/o-exampleorgid"],
)
def test_other_principals_are_no_units(principal: str) -> None:
    assert not is_unit(principal)


def test_units_tell_their_organization_by_the_root_and_by_the_arn() -> None:
    assert organization_marks("ou-abcd-12345678") == ("abcd", None)
    assert organization_marks(UNIT) == ("abcd", "o-exampleorgid")


@pytest.mark.parametrize("principal", ["111122223333", UNIT, f"{ARN}:organization/o-exampleorgid"])
def test_shares_have_accounts_organizations_and_units(principal: str) -> None:
    assert TypeAdapter(SharePrincipal).validate_python(principal) == principal


@pytest.mark.parametrize("principal", ["ou-abcd-12345678", "root", "*", f"{ARN}:root/o-exampleorgid/r-abcd"])
def test_other_principals_of_shares_are_refused(principal: str) -> None:
    with pytest.raises(ValidationError, match="is not a principal of a resource share"):
        TypeAdapter(SharePrincipal).validate_python(principal)
