"""DNS from LocalStack's Route 53: public records of all accounts, as on the internet, and private hosted zones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.route53.models import route53_backends


class Route53Records:
    """The hosted zones of all accounts."""

    def texts(self, name: str) -> frozenset[str]:
        """Return the values of the public TXT records of a name, without quotes."""
        plain_name = name.rstrip(".").lower()
        return frozenset(
            value.strip('"')
            for zone in _zones(private=False)
            for record in list(zone.rrsets)
            if record.type_ == "TXT" and _plain(record.name) == plain_name
            for value in record.records
        )

    def private_zones(self, vpc_id: str) -> dict[str, str]:
        """Return the IDs of the private hosted zones that a VPC is associated with, by name without trailing dot."""
        return {
            _plain(zone.name): str(zone.id)
            for zone in _zones(private=True)
            if any(vpc.get("vpc_id") == vpc_id for vpc in list(zone.vpcs))
        }


def _zones(*, private: bool) -> Iterator[Any]:
    for partitions in list(route53_backends.values()):
        for backend in list(partitions.values()):
            yield from (zone for zone in list(backend.zones.values()) if bool(zone.private_zone) is private)


def _plain(name: str) -> str:
    """Return a record's name in lower case, without Route 53's octal escape of `*` and without the trailing dot."""
    return name.rstrip(".").replace("\\052", "*").lower()
