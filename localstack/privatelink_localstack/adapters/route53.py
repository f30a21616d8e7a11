"""DNS from LocalStack's Route 53: public records of all accounts, as on the internet, and private hosted zones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.route53.models import route53_backends

from privatelink_localstack.hosted_zones.model import HostedZone, ZoneVpc


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


@dataclass(frozen=True, slots=True)
class FoundZone:
    """A zone of some account.

    Parameters:
        moto: moto's object. Authorizations ride on it, so that they go with the zone.
    """

    zone: HostedZone
    moto: Any

    @property
    def name(self) -> str:
        """The zone's domain, with the trailing dot."""
        return str(self.moto.name)

    def records(self) -> dict[str, tuple[str, ...]]:
        """Return the values of the zone's records by name, of an alias the name that it leads to."""
        values: dict[str, tuple[str, ...]] = {}
        for record in list(self.moto.rrsets):
            if record.type_ in {"NS", "SOA"}:
                continue
            alias = (record.alias_target or {}).get("DNSName")
            name = _plain(record.name)
            values[name] = (*values.get(name, ()), *([alias.rstrip(".")] if alias else record.records))
        return values

    def put(self, zone: HostedZone) -> None:
        """Replace the zone's associations and authorizations."""
        self.moto.vpcs = [{"vpc_id": vpc.id, "vpc_region": vpc.region} for vpc in zone.associated]
        self.moto.authorized_vpcs = zone.authorized


def find_zone(zone_id: str, partition: str) -> FoundZone | None:
    """Look up a zone over all accounts of a partition.

    Parameters:
        zone_id: with or without the prefix `/hostedzone/`.
    """
    key = zone_id.rpartition("/")[2]
    for account, partitions in list(route53_backends.items()):
        backend = partitions.get(partition)
        zone = backend.zones.get(key) if backend is not None else None
        if zone is not None:
            return FoundZone(_hosted_zone(zone, account), zone)
    return None


def zones_of_vpc(vpc: ZoneVpc, partition: str) -> Iterator[tuple[str, HostedZone]]:
    """Yield the names of the private zones of all accounts that a VPC is associated with, and the zones."""
    for account, partitions in list(route53_backends.items()):
        backend = partitions.get(partition)
        for moto in list(backend.zones.values()) if backend is not None else ():
            zone = _hosted_zone(moto, account)
            if zone.private and vpc in zone.associated:
                yield str(moto.name), zone


def public_records() -> dict[str, tuple[str, ...]]:
    """Return the values of the records of all public zones, by name; see `FoundZone.records`."""
    found: dict[str, tuple[str, ...]] = {}
    for zone in _zones(private=False):
        found |= FoundZone(_hosted_zone(zone, ""), zone).records()
    return found


def _hosted_zone(zone: Any, account: str) -> HostedZone:
    associated = tuple(ZoneVpc(vpc["vpc_id"], vpc["vpc_region"]) for vpc in zone.vpcs)
    authorized = getattr(zone, "authorized_vpcs", ())
    return HostedZone(str(zone.id), account, bool(zone.private_zone), associated, authorized)


def _zones(*, private: bool) -> Iterator[Any]:
    for partitions in list(route53_backends.values()):
        for backend in list(partitions.values()):
            yield from (zone for zone in list(backend.zones.values()) if bool(zone.private_zone) is private)


def _plain(name: str) -> str:
    """Return a record's name in lower case, without Route 53's octal escape of `*` and without the trailing dot."""
    return name.rstrip(".").replace("\\052", "*").lower()
