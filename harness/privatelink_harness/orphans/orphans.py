"""The orphans of a run: found in its accounts and Regions, and removed.

A stopped create leaves an orphan where the AWS provider gave its call up: the API creates the resource, and its answer
reaches no state. What a run's calls have created is the run's, where the target can tell; so is whatever lies in a VPC
that the run has created.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.api import api_errors
from privatelink_harness.checks.scope import Scope, Scopes
from privatelink_harness.orphans.kinds import KINDS, Kind
from privatelink_harness.orphans.removal import Item

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api
    from privatelink_harness.terraform.snapshot import Resource

_PAUSE = 0.2
"""Seconds between two looks at resources that AWS takes a while to remove."""


@dataclass(frozen=True, slots=True)
class Created:
    """What a call of a run has created, as the target tells it.

    Parameters:
        operation: the API operation.
        ids: IDs and ARNs; others' may be among them.
    """

    operation: str
    scope: Scope
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Orphan:
    """A resource that a run has created, and that no state knows.

    Parameters:
        id: its ID or ARN.
    """

    kind: Kind = field(compare=False, repr=False)
    scope: Scope
    id: str
    item: Item = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.kind.name} {self.id} in {self.scope}"


def find(resources: Iterable[Resource], created: Sequence[Created] | None, api: Api) -> list[Orphan]:
    """Return the orphans of a run, in the order of their removal.

    Parameters:
        resources: of the run's state.
        created: what the run's calls have created; None if the target can't tell.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    resources = tuple(resources)
    known = {value for each in resources for value in _texts(each.values)}
    own = {(scope, kind): ids for scope, kind, ids in _ids(created or ()) if ids - known}
    if created is not None and not own:
        return []
    scopes = {*Scopes.read(resources, global_region=api.home.region).all(resources), *(each for each, _ in own)}
    vpcs = {each.id for each in resources if each.type == "aws_vpc"}
    vpcs |= {vpc for (_, kind), ids in own.items() if kind.created_by == "CreateVpc" for vpc in ids}

    def look(place: tuple[Kind, Scope]) -> list[Orphan]:
        kind, scope = place
        ids = own.get((scope, kind), frozenset[str]())
        client = api.client(kind.service, scope.account, scope.region)
        return [
            Orphan(kind, scope, _id(kind, item), item)
            for item in kind.items(client)
            if _id(kind, item) not in known and (vpcs.intersection(kind.vpcs(item)) or _id(kind, item) in ids)
        ]

    with api_errors(api), ThreadPoolExecutor(8) as pool:
        return [orphan for found in pool.map(look, _places(scopes, own)) for orphan in found]


def remove(orphans: Sequence[Orphan], api: Api, *, patience: float) -> list[str]:
    """Remove orphans, kind after kind, and return what is left, each with the API's reason.

    Parameters:
        orphans: in the order of `find`.
        patience: seconds for all of them.
    """
    deadline = time.monotonic() + patience
    left: list[str] = []
    for kind in KINDS:
        some = [orphan for orphan in orphans if orphan.kind is kind]
        if some:
            with ThreadPoolExecutor(8) as pool:
                left += filter(None, pool.map(lambda orphan: _remove(orphan, api, deadline), some))
    return left


def _places(scopes: Iterable[Scope], own: Collection[tuple[Scope, Kind]]) -> Iterator[tuple[Kind, Scope]]:
    """Yield where to look for what: in VPCs everywhere, for the rest where the run's calls have created it."""
    ordered = sorted(scopes)
    for kind in KINDS:
        for scope in ordered:
            if kind.in_vpcs or (scope, kind) in own:
                yield kind, scope


def _ids(created: Iterable[Created]) -> Iterator[tuple[Scope, Kind, frozenset[str]]]:
    """Yield the created IDs by place and type."""
    created = tuple(created)
    for scope in {each.scope for each in created}:
        for kind in KINDS:
            calls = (each for each in created if (each.scope, each.operation) == (scope, kind.created_by))
            ids = frozenset(_plain(value) for call in calls for value in call.ids if kind.is_id(value))
            if ids:
                yield scope, kind, ids


def _id(kind: Kind, item: Item) -> str:
    return _plain(str(item[kind.identity]))


def _plain(value: str) -> str:
    """Return a hosted zone's ID as the state has it; any other as it is."""
    return value.removeprefix("/hostedzone/")


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts of a resource's attributes; its IDs and those of its parts are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _remove(orphan: Orphan, api: Api, deadline: float) -> str | None:
    """Remove an orphan and wait until it is gone; return what is left of it."""
    from botocore.exceptions import BotoCoreError, ClientError

    client = api.client(orphan.kind.service, orphan.scope.account, orphan.scope.region)
    try:
        reason = _until(deadline, lambda: _removed(orphan, client))
    except (BotoCoreError, ClientError) as error:
        reason = str(error)
    return reason and f"{orphan}: {reason}"


def _removed(orphan: Orphan, client: Any) -> str | None:
    """Ask AWS to remove an orphan, and return why it is not gone yet; None if it is."""
    from botocore.exceptions import ClientError

    try:
        orphan.kind.remove(client, orphan.item)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code.endswith((".NotFound", "NotFound", "NotFoundException")) or code.startswith("NoSuch"):
            return None
        if code in _LATER:
            return str(error)
        raise
    return None


_LATER = frozenset({"DependencyViolation", "ResourceInUse", "InvalidNetworkInterface.InUse", "IncorrectState"})
"""Codes for what another resource still uses, which AWS takes a while to remove."""


def _until(deadline: float, attempt: Callable[[], str | None]) -> str | None:
    """Repeat an attempt until it returns no reason against it, or the time is over."""
    while (reason := attempt()) and time.monotonic() < deadline:
        threading.Event().wait(_PAUSE)
    return reason
