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
from privatelink_harness.orphans.kind import Kind, plain
from privatelink_harness.orphans.kinds import KINDS
from privatelink_harness.orphans.removal import Item, is_gone

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api, Clients
    from privatelink_harness.orphans.tags import RunTags
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
        run: the run, where its tags tell.
    """

    kind: Kind = field(compare=False, repr=False)
    scope: Scope
    id: str
    item: Item = field(compare=False, repr=False)
    run: RunTags | None = field(default=None, compare=False, repr=False)

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
    ids_in_state = known(resources)
    own = {(scope, kind): ids for scope, kind, ids in _ids(created or ()) if ids - ids_in_state}
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
            Orphan(kind, scope, kind.id(item), item)
            for item in kind.items(client)
            if kind.id(item) not in ids_in_state and (kind.is_held_by(item, vpcs) or kind.id(item) in ids)
        ]

    with api_errors(api), ThreadPoolExecutor(8) as pool:
        return [orphan for found in pool.map(look, _places(scopes, own)) for orphan in found]


def known(resources: Iterable[Resource]) -> frozenset[str]:
    """Return all texts of a state's resources; their IDs and those of their parts are among them."""
    return frozenset(value for each in resources for value in _texts(each.values))


def remove(orphans: Sequence[Orphan], api: Clients, *, patience: float) -> list[str]:
    """Remove orphans, kind after kind, and return what is left, each with the API's reason.

    Parameters:
        orphans: in the order of `find`.
        patience: seconds for all of them.
    """
    deadline, stopped = time.monotonic() + patience, threading.Event()
    left: list[str] = []
    for kind in KINDS:
        some = [orphan for orphan in orphans if orphan.kind is kind]
        with ThreadPoolExecutor(8) as pool:
            try:
                left += filter(None, pool.map(lambda orphan: _remove(orphan, api, deadline, stopped), some))
            except BaseException:
                stopped.set()
                raise
    return left


def _places(scopes: Iterable[Scope], own: Collection[tuple[Scope, Kind]]) -> Iterator[tuple[Kind, Scope]]:
    """Yield where to look for what: what VPCs hold everywhere, for the rest where the run's calls have created it."""
    ordered = sorted(scopes)
    for kind in KINDS:
        for scope in ordered:
            if kind.is_held or (scope, kind) in own:
                yield kind, scope


def _ids(created: Iterable[Created]) -> Iterator[tuple[Scope, Kind, frozenset[str]]]:
    """Yield the created IDs by place and type."""
    created = tuple(created)
    for scope in {each.scope for each in created}:
        for kind in KINDS:
            calls = (each for each in created if (each.scope, each.operation) == (scope, kind.created_by))
            ids = frozenset(plain(value) for call in calls for value in call.ids if kind.is_id(value))
            if ids:
                yield scope, kind, ids


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


def _remove(orphan: Orphan, api: Clients, deadline: float, stopped: threading.Event) -> str | None:
    """Remove an orphan and wait until it is gone; return what is left of it."""
    from botocore.exceptions import BotoCoreError, ClientError

    client = api.client(orphan.kind.service, orphan.scope.account, orphan.scope.region)
    try:
        reason = _until(deadline, stopped, lambda: _removed(orphan, client))
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
        if is_gone(code):
            return None
        if code in _LATER:
            return str(error)
        raise
    return None


_LATER = frozenset(
    {
        *("DependencyViolation", "ResourceInUse", "ResourceInUseException", "InvalidNetworkInterface.InUse"),
        # "InvalidRequestException" is the answer of Route 53 Resolver for an endpoint whose rules are being deleted.
        *(
            "InvalidRequestException",
            "IncorrectState",
            "ExistingVpcEndpointConnections",
            "DeleteConflict",
            "ConflictException",
        ),
        # The answer for the Elastic IP address of a NAT gateway that is being deleted. Observed.
        *("InvalidIPAddress.InUse", "AuthFailure"),
    }
)
"""Codes for what another resource still uses, which AWS takes a while to remove."""


def _until(deadline: float, stopped: threading.Event, attempt: Callable[[], str | None]) -> str | None:
    """Repeat an attempt until it returns no reason against it, or the time is over, or somebody stops it."""
    if stopped.is_set():
        return "stopped"
    while (reason := attempt()) and time.monotonic() < deadline and not stopped.wait(_PAUSE):
        continue
    return reason
