"""The tree of an organization: units, accounts, and the groups that an account is in."""

from __future__ import annotations

import pytest

from privatelink_localstack.organizations import members, tree, units
from tests.support.organization import APP, MANAGER, ORGANIZATION, RETAIL, SHOPS, grown
from tests.support.refusal import refusal_code


def test_account_is_in_every_unit_above_it() -> None:
    organization = grown()
    arn = f"arn:aws:organizations::{MANAGER}"
    assert tree.groups(organization, APP) == {
        f"{arn}:organization/o-exampleorg",
        f"{arn}:ou/o-exampleorg/{RETAIL}",
        f"{arn}:ou/o-exampleorg/{SHOPS}",
    }
    assert tree.groups(organization, MANAGER) == {f"{arn}:organization/o-exampleorg"}


def test_children_are_the_direct_ones() -> None:
    organization = grown()
    assert [each.id for each in tree.units_of(organization, "r-abcd")] == [RETAIL]
    assert tree.accounts_of(organization, RETAIL) == ()
    assert [each.id for each in tree.accounts_of(organization, SHOPS)] == [APP]
    assert (tree.parent(organization, APP), tree.parent(organization, SHOPS)) == (SHOPS, RETAIL)


@pytest.mark.parametrize(
    ("parent", "code"),
    [("ou-abcd-99999999", "ParentNotFoundException"), ("retail", "InvalidInputException")],
)
def test_unknown_parents_are_refused(parent: str, code: str) -> None:
    assert refusal_code(tree.units_of, ORGANIZATION, parent) == code
    assert refusal_code(tree.accounts_of, ORGANIZATION, parent) == code


def test_names_of_units_are_unique_below_a_parent() -> None:
    organization = grown()
    add = units.create
    again = refusal_code(add, organization, "ou-abcd-33333333", name="retail", parent="r-abcd", tags={})
    assert again == "DuplicateOrganizationalUnitException"
    nested, _ = add(organization, "ou-abcd-33333333", name="retail", parent=RETAIL, tags={})
    assert refusal_code(units.rename, nested, "ou-abcd-33333333", "shops") == "DuplicateOrganizationalUnitException"
    renamed, unit = units.rename(nested, "ou-abcd-33333333", "stores")
    assert renamed.units["ou-abcd-33333333"] == unit
    assert units.rename(nested, RETAIL, None)[0] == nested


def test_units_are_five_deep_at_most() -> None:
    organization, parent = ORGANIZATION, "r-abcd"
    for level in range(5):
        organization, unit = units.create(organization, f"ou-abcd-0000000{level}", name="x", parent=parent, tags={})
        parent = unit.id
    deeper = refusal_code(units.create, organization, "ou-abcd-99999999", name="x", parent=parent, tags={})
    assert deeper == "ConstraintViolationException"


def test_only_empty_units_and_organizations_are_deleted() -> None:
    organization = grown()
    for unit in (RETAIL, SHOPS):
        assert refusal_code(units.delete, organization, unit) == "OrganizationalUnitNotEmptyException"
    assert refusal_code(units.check_empty, organization) == "OrganizationNotEmptyException"
    emptied = units.delete(members.remove(organization, APP), SHOPS)
    assert units.delete(emptied, RETAIL).units == {}
    assert refusal_code(units.check_empty, emptied) is None
    assert refusal_code(units.delete, emptied, SHOPS) == "OrganizationalUnitNotFoundException"


@pytest.mark.parametrize(
    ("source", "destination", "code"),
    [
        (RETAIL, "r-abcd", "SourceParentNotFoundException"),
        ("ou-abcd-99999999", "r-abcd", "SourceParentNotFoundException"),
        (SHOPS, "ou-abcd-99999999", "DestinationParentNotFoundException"),
        (SHOPS, SHOPS, "DuplicateAccountException"),
    ],
)
def test_moves_name_the_parents_right(source: str, destination: str, code: str) -> None:
    assert refusal_code(members.move, grown(), APP, source=source, destination=destination) == code
