"""Public DNS records, out of this LocalStack's Route 53: any account's zones, as on the internet."""

from __future__ import annotations

from moto.route53.models import route53_backends


class Route53Records:
    """The public hosted zones of all accounts."""

    def texts(self, name: str) -> frozenset[str]:
        """Give the values of a name's TXT records, without quotes."""
        wanted = name.rstrip(".").lower()
        return frozenset(
            value.strip('"')
            for partitions in list(route53_backends.values())
            for backend in list(partitions.values())
            for zone in list(backend.zones.values())
            if not zone.private_zone
            for record in list(zone.rrsets)
            if record.type_ == "TXT" and _plain(record.name) == wanted
            for value in record.records
        )


def _plain(name: str) -> str:
    """Write a record's name as it was given: Route 53 keeps some characters as octal escapes."""
    return name.rstrip(".").replace("\\052", "*").lower()
