"""Stand-ins: organizational units in place of those of which only the ID is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from privatelink_localstack.kernel.settings import SettingError, check_account
from privatelink_localstack.organizations.model import Member, Organization, Unit

KEYS = ("accounts", "id", "organization", "owner")

_SERVICE = "config.amazonaws.com"

_ID = re.compile(r"(?:ou-(?P<unit_root>[0-9a-z]{4,32})-[0-9a-z]{8,32})|r-(?P<root>[0-9a-z]{4,32})")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")


def owner_of(settings: Mapping[str, Any]) -> str:
    """Return the account that the settings name as the one that reads the unit.

    Raises:
        SettingError: it is missing or invalid, or a setting is unknown.
    """
    for key in settings:
        if key not in KEYS:
            raise SettingError(f"{key}: unknown. Known are: {', '.join(KEYS)}")
    return check_account("owner", settings.get("owner"))


def with_unit(
    present: Organization | None,
    settings: Mapping[str, Any],
    *,
    partition: str,
    new_account: Callable[[], str],
    new_id: Callable[[str, int], str],
    now: float,
) -> Organization:
    """Return an organization with a unit, or a root, of an ID: with an account in it, and others in a unit within it.

    The owner manages a new organization. Of one that another account manages, it becomes a delegated administrator.

    Parameters:
        present: the owner's organization; None makes one.
        settings: `id`, `owner`; `organization`: the ID of a new organization; `accounts` of the inner unit,
            unless they are in the organization.
        new_id: returns an ID of a prefix and so many letters and digits.

    Raises:
        SettingError: a setting is missing or invalid, or the owner's organization is another one.
    """
    found = _ID.fullmatch(str(settings.get("id")))
    if found is None:
        raise SettingError(f"id: {settings.get('id')!r} is neither ou-<root>-<8 letters and digits> nor r-<root>")
    wanted = settings.get("organization")
    if wanted is not None and _ORGANIZATION.fullmatch(str(wanted)) is None:
        raise SettingError(f"organization: {wanted!r} is not o-<10 letters and digits>")
    root = f"r-{found['unit_root'] or found['root']}"
    owner = owner_of(settings)
    organization = present or _new(wanted or new_id("o-", 10), partition, owner, root, now)
    if organization.root != root or wanted not in {None, organization.id}:
        raise SettingError(
            f"id: {found[0]} can't be in {organization.id} with the root {organization.root}, which account "
            f"{organization.management} manages"
        )
    if owner not in {organization.management, *organization.administrators}:
        organization = replace(organization, administrators={**organization.administrators, owner: {_SERVICE: now}})
    if found[0] in {*organization.units, root} and len(organization.members) > 1:
        return organization
    unit = Unit(found[0], found[0], root)
    units = {unit.id: unit} if found["unit_root"] else {}
    within = Unit(new_id(f"ou-{root.removeprefix('r-')}-", 8), "within", found[0])
    given = [check_account("accounts", each) for each in settings.get("accounts") or ()]
    members = [
        _member(new_account(), found[0], now),
        *(_member(each, within.id, now) for each in given or [new_account()] if each not in organization.members),
    ]
    return replace(
        organization,
        units={**organization.units, **units, within.id: within},
        members={**organization.members, **{each.id: each for each in members}},
    )


def _new(name: str, partition: str, owner: str, root: str, now: float) -> Organization:
    return Organization(name, partition, owner, root, members={owner: _member(owner, root, now)})


def _member(account: str, parent: str, now: float) -> Member:
    return Member(account, account, f"{account}@example.com", parent, "INVITED", now)
