"""Availability zones: accounts agree on their ids only, not on their names."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from privatelink_localstack.control import errors
from privatelink_localstack.control.network import Subnet


@dataclass(frozen=True, slots=True)
class Zone:
    """An availability zone as one account sees it: name (`us-east-1a`) and id (`use1-az4`)."""

    name: str
    id: str


def names_of(zone_ids: AbstractSet[str], zones: Iterable[Zone]) -> tuple[str, ...]:
    """Give the names that an account has for zones, in the order of its names."""
    return tuple(sorted(zone.name for zone in zones if zone.id in zone_ids))


def check_zones(
    service: str, subnets: Iterable[Subnet], supported: AbstractSet[str] | None, taken: AbstractSet[str]
) -> None:
    """Refuse two subnets of one zone, and zones that the service is not in.

    Source: EC2's error codes `DuplicateSubnetsInSameZone`; matching by id across accounts: PrivateLink guide.

    Parameters:
        service: its name, for the message.
        subnets: that are to be added.
        supported: ids of the service's zones; None where it is in all of them.
        taken: ids of the zones that the endpoint is in already.

    Raises:
        AwsError: as said.
    """
    seen = set(taken)
    for subnet in subnets:
        if supported is not None and subnet.zone_id not in supported:
            raise errors.zone_unsupported(service, subnet.id)
        if subnet.zone_id in seen:
            raise errors.duplicate_zone(subnet.id)
        seen.add(subnet.zone_id)
