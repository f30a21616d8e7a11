"""Stand-ins for organizational units."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from privatelink_localstack.kernel.settings import SettingError
from privatelink_localstack.organizations import stand_in, tree
from privatelink_localstack.organizations.model import Organization

OWNER = "111111111111"
UNIT, OTHER = "ou-abcd-12345678", "ou-abcd-87654321"


def added(present: Organization | None = None, **settings: Any) -> Organization:
    first = len(present.members) if present else 0
    numbers, letters = count(222222222222 + first), count(first)
    return stand_in.with_unit(
        present,
        {"id": UNIT, "owner": OWNER, **settings},
        partition="aws",
        new_account=lambda: str(next(numbers)),
        new_id=lambda prefix, length: prefix + str(next(letters)).zfill(length),
        now=1,
    )


def inside(organization: Organization, unit: str) -> set[str]:
    """Return the accounts in a unit and below."""
    return {key for key, each in organization.members.items() if unit in tree.ancestors(organization, each.parent)}


def test_unit_has_an_account_and_one_in_a_unit_within() -> None:
    organization = added()
    assert (organization.management, organization.root) == (OWNER, "r-abcd")
    assert [each.id for each in tree.accounts_of(organization, UNIT)] == ["222222222222"]
    (within,) = tree.units_of(organization, UNIT)
    assert [each.id for each in tree.accounts_of(organization, within.id)] == ["222222222223"]
    assert [each.id for each in tree.accounts_of(organization, "r-abcd")] == [OWNER]


def test_second_unit_is_in_the_same_organization() -> None:
    first = added(organization="o-exampleorgid")
    both = added(first, id=OTHER)
    assert both.id == "o-exampleorgid"
    assert (len(inside(both, UNIT)), len(inside(both, OTHER)), len(inside(both, "r-abcd"))) == (2, 2, 5)
    assert added(both) == both


def test_given_accounts_are_in_the_unit_within() -> None:
    organization = added(accounts=["999999999999"])
    assert inside(organization, UNIT) == {"222222222222", "999999999999"}
    (within,) = tree.units_of(organization, UNIT)
    assert [each.id for each in tree.accounts_of(organization, within.id)] == ["999999999999"]


def test_second_owner_is_a_delegated_administrator() -> None:
    shared = added(added(accounts=["999999999999"]), id=OTHER, owner="999999999999", accounts=["222222222222"])
    assert (shared.management, list(shared.administrators)) == (OWNER, ["999999999999"])
    assert inside(shared, OTHER) == {"222222222225"}


def test_root_has_all_accounts() -> None:
    organization = added(id="r-abcd")
    assert inside(organization, "r-abcd") == set(organization.members)
    assert len(organization.members) == 3
    assert added(added(), id="r-abcd") == added()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"id": "retail"}, "id: 'retail' is neither"),
        ({"organization": "mine"}, "organization: 'mine' is not o-"),
        ({"id": "ou-wxyz-12345678"}, "can't be in o-0000000000 with the root r-abcd"),
        ({"organization": "o-exampleorgid"}, "can't be in o-0000000000"),
    ],
)
def test_settings_that_are_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        added(added(), **settings)


@pytest.mark.parametrize(
    ("settings", "message"), [({"unit": UNIT}, "unit: unknown"), ({"id": UNIT}, "owner"), ({"owner": "me"}, "owner")]
)
def test_owners_that_are_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        stand_in.owner_of(settings)
