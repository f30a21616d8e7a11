"""Names of places that people use beside IDs: tags, functions, instances, and the accounts of kept stacks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks.directory import RECORD, stacks_on

if TYPE_CHECKING:
    from privatelink_localstack.runtime.places import NamedPlace

_IDS = ("vpc-", "subnet-", "eni-")


def id_of(endpoint: str, name: str) -> str:
    """Return the ID of the VPC or network interface that a name means; an ID, and an unknown name, as they are.

    Parameters:
        endpoint: LocalStack's URL.
        name: an ID, a VPC's or an instance's tag `Name`, a function's name or ARN, an instance's ID, an account's 12
            digits, or its alias in a stack that is on this LocalStack.

    Raises:
        HarnessError: several places have the name.
        LocalStackError: LocalStack does not answer.
    """
    from privatelink_localstack.runtime.places import read_places

    if name.startswith(_IDS):
        return name
    names = (name, *sorted(_accounts(endpoint, name)))
    found = {each.id: each for own in names for each in read_places(endpoint, own)}
    if len(found) > 1:
        raise HarnessError(
            f"{name!r}: {len(found)} places have this name: {_shown(found.values())}", hint="Name one by its ID."
        )
    return next(iter(found), name)


def _accounts(endpoint: str, alias: str) -> set[str]:
    """Return the accounts that an alias has in the stacks on a LocalStack."""
    records = (json.loads((each / RECORD).read_text(encoding="utf-8")) for each in stacks_on(endpoint))
    return {str(each["accounts"][alias]) for each in records if alias in each.get("accounts", {})}


def _shown(places: Iterable[NamedPlace]) -> str:
    return ", ".join(f"{each.id} ({each.type} of {each.account} in {each.region})" for each in places)
