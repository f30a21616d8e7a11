"""A type of resource: how its API lists it, whose each resource is, and how it is removed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from privatelink_harness.checks.api import pages
from privatelink_harness.orphans.removal import OVER, Item, state

type Listing = tuple[str, str] | Callable[[Any], Iterable[Item]]
"""boto3's operation and the key of its answer; or a function of the client, where one operation does not tell."""

GLOBAL = frozenset({"directconnect", "iam", "route53", "s3"})
"""Services that answer the same in every Region."""


def inline(_client: Any, item: Item) -> Mapping[str, str]:
    """Return the tags that the listing itself has."""
    return pairs(item.get("Tags") or item.get("TagSet") or ())


def pairs(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return tags as a mapping; services differ in how they spell `Key` and `Value`."""
    return {tag.get("Key") or tag["key"]: tag.get("Value", tag.get("value", "")) for tag in tags}


def untagged(_client: Any, _item: Item) -> Mapping[str, str]:
    """Return no tags: AWS has none for this type."""
    return {}


def in_vpc(item: Item) -> tuple[str, ...]:
    """Return the ID of the VPC that an item lies in."""
    return (item.get("VpcId", ""),)


def nothing(_item: Item) -> tuple[str, ...]:
    """Return no holder: only tags, or the run's calls, tell whose it is."""
    return ()


def keys(*names: str) -> Callable[[Item], tuple[str, ...]]:
    """Return the holders that an item has under these keys."""
    return lambda item: tuple(str(item.get(name, "")) for name in names)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of resource.

    Parameters:
        name: AWS's noun.
        lists: how the API lists them.
        identity: key of an item's ID or ARN.
        created_by: the API operation that creates one.
        id_prefix: the beginning of an ID or ARN of this type.
        remove: removes an item, or has AWS begin to.
        holders: returns the IDs of what an item can't be without: VPCs, services, load balancers.
        is_kept: whether AWS made the item with its VPC, or another resource has it; it ends with that.
        service: boto3's name.
        tags: returns an item's tags.
        needs_all: whether an item is a run's only if all of its holders are; by default, if one of them is.
    """

    name: str
    lists: Listing
    identity: str
    created_by: str
    id_prefix: str
    remove: Callable[[Any, Item], object]
    holders: Callable[[Item], tuple[str, ...]] = in_vpc
    is_kept: Callable[[Item], bool] = lambda _item: False
    service: str = "ec2"
    tags: Callable[[Any, Item], Mapping[str, str]] = inline
    needs_all: bool = False

    def items(self, client: Any) -> Iterator[Item]:
        """Yield the resources of this type in an account and Region that AWS is not removing already.

        A target without the service, such as stock LocalStack, has none.
        """
        for item in self._listed(client):
            for each in item.get("Instances", (item,)):
                if state(each) not in OVER and not self.is_kept(each):
                    yield each

    def _listed(self, client: Any) -> Iterator[Item]:
        from botocore.exceptions import ClientError

        try:
            yield from self.lists(client) if callable(self.lists) else pages(client, *self.lists)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_IMPLEMENTED:
                raise

    @property
    def is_held(self) -> bool:
        """Whether another resource tells whose they are."""
        return self.holders is not nothing

    def is_held_by(self, item: Item, ids: Collection[str]) -> bool:
        """Return whether an item can't be without resources with these IDs."""
        holders = {each for each in self.holders(item) if each}
        known = holders.intersection(ids)
        return bool(known) and (known == holders or not self.needs_all)

    def id(self, item: Item) -> str:
        """Return an item's ID or ARN."""
        return plain(str(item[self.identity]))

    def is_id(self, value: str) -> bool:
        """Return whether an ID or ARN is one of this type's; without a prefix, it may be."""
        if not self.id_prefix:
            return True
        if value.startswith("arn:"):
            return f":{self.id_prefix}" in value
        # `vpc-cidr-assoc-…` is no VPC's.
        return value.startswith(self.id_prefix) and "-" not in value.removeprefix(self.id_prefix)


def plain(value: str) -> str:
    """Return a hosted zone's ID as the state has it; any other as it is."""
    return value.removeprefix("/hostedzone/")
