"""What runs have created and left: found without any state, by the tags of runs, and by what holds it.

A resource that takes no tags, or has none yet, is the run's that has what it can't be without: a VPC, an endpoint
service, a load balancer, a hosted zone. A resource with the tags of another run is never taken for such a one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.api import pages
from privatelink_harness.orphans.kind import GLOBAL, Kind, untagged
from privatelink_harness.orphans.kinds import KINDS
from privatelink_harness.orphans.orphans import Orphan
from privatelink_harness.orphans.removal import is_gone
from privatelink_harness.orphans.tags import RUN, RunTags

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Clients
    from privatelink_harness.checks.scope import Scope
    from privatelink_harness.orphans.removal import Item
    from privatelink_harness.terraform.snapshot import Resource

type Wanted = Callable[[RunTags], bool]
"""Returns whether a run's resources are looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search.

    Parameters:
        resources: in the order of their removal.
        faults: what the API did not list, each with its reason.
        codes: the codes of the API's errors among them.
    """

    resources: tuple[Orphan, ...]
    faults: tuple[str, ...]
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why the API did not list something, with the code of its error; "" without one."""

    text: str
    code: str = ""


def find(scopes: Iterable[Scope], wanted: Wanted, api: Clients) -> Found:
    """Return the resources of runs in these accounts and Regions."""
    # Threads that load it side by side, each from another module of it, may find it in half.
    import boto3  # noqa: F401

    places = list(_places(KINDS, sorted(set(scopes))))
    with ThreadPoolExecutor(8) as pool:
        looked = list(pool.map(lambda place: _look(place[0], place[1], api), places))
    listed = _held([resource for resources, _ in looked for resource in resources])
    resources = tuple(each for each in listed if each.run and wanted(each.run))
    return _found(resources, looked)


def find_left(
    scopes: Iterable[Scope], run: str, services: Collection[str] | None, api: Clients, before: Iterable[Resource]
) -> Found:
    """Return what a run that has destroyed its stack has left: by its tags, and by the listings of what takes none.

    EC2 tells in one call what has a tag; of the rest, only the services are asked that the stack has used.

    Parameters:
        services: boto3's names; None: all.
        before: what the state had: what such a resource holds is the run's too.
    """
    ordered = sorted(set(scopes))
    tagged = {scope: _tagged(api.client("ec2", scope.account, scope.region), run) for scope in ordered}

    def is_asked(kind: Kind, scope: Scope) -> bool:
        if kind.service == "ec2":
            return kind.tags is untagged or any(map(kind.is_id, tagged[scope]))
        return services is None or kind.service in services

    places = [(kind, scope) for kind, scope in _places(KINDS, ordered) if is_asked(kind, scope)]
    with ThreadPoolExecutor(8) as pool:
        looked = list(pool.map(lambda place: _look(place[0], place[1], api), places))
    held = {
        str(each.values[key]): RunTags(run, "", "") for each in before for key in ("id", "arn") if each.values.get(key)
    }
    listed = _held([each for resources, _ in looked for each in resources], held)
    left = tuple(each for each in listed if each.run and each.run.run == run)
    return _found(left, looked)


def _found(resources: tuple[Orphan, ...], looked: Iterable[tuple[list[Orphan], _Fault | None]]) -> Found:
    faults = [fault for _, fault in looked if fault]
    codes = frozenset(fault.code for fault in faults if fault.code)
    return Found(resources, tuple(fault.text for fault in faults), codes)


def _places(kinds: Iterable[Kind], scopes: Sequence[Scope]) -> Iterable[tuple[Kind, Scope]]:
    """Yield where to look for what: services without Regions once in each account."""
    first = {scope.account: scope for scope in reversed(scopes)}
    for kind in kinds:
        for scope in scopes:
            if kind.service not in GLOBAL or first[scope.account] == scope:
                yield kind, scope


def _tagged(ec2: Any, run: str) -> list[str]:
    """Return the IDs of EC2's resources with a run's tag, also of some that are gone."""
    filters = [{"Name": f"tag:{RUN}", "Values": [run]}]
    return [str(tag["ResourceId"]) for tag in pages(ec2, "describe_tags", "Tags", Filters=filters)]


def _look(kind: Kind, scope: Scope, api: Clients) -> tuple[list[Orphan], _Fault | None]:
    """Return all resources of a type, with their runs; or what kept the API from listing them."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = api.client(kind.service, scope.account, scope.region)
        listed = [(item, RunTags.read(_tags(kind, client, item))) for item in kind.items(client)]
    except (BotoCoreError, ClientError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        return [], _Fault(f"{kind.name} in {scope}: {error}", code)
    return [Orphan(kind, scope, kind.id(item), item, run) for item, run in listed], None


def _tags(kind: Kind, client: Any, item: Item) -> Mapping[str, str]:
    """Return a resource's tags; none of one that has gone since."""
    from botocore.exceptions import ClientError

    try:
        return kind.tags(client, item)
    except ClientError as error:
        if is_gone(error.response["Error"]["Code"]):
            return {}
        raise


def _held(listed: Sequence[Orphan], known: Mapping[str, RunTags] = MappingProxyType({})) -> list[Orphan]:
    """Return the resources, those without tags with the run of what holds them.

    Parameters:
        known: runs of what may be gone, by ID or ARN.
    """
    runs = {**known, **{each.id: each.run for each in listed if each.run}}
    result = list(listed)
    while True:
        ids = frozenset(runs)
        changed = False
        for position, each in enumerate(result):
            if each.run is None and each.kind.is_held_by(each.item, ids):
                holder = next(runs[one] for one in each.kind.holders(each.item) if one in runs)
                result[position] = replace(each, run=holder)
                runs[each.id] = holder
                changed = True
        if not changed:
            return result
