"""The zones of Regions that moto's EC2 knows none of, those of the partitions aws-eusc, aws-iso and aws-iso-b."""

from __future__ import annotations

from boto3.session import Session
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone
from moto.utilities.utils import PARTITION_NAMES


def add_missing_zones() -> None:
    """Give each Region without zones three of them: `a`, `b` and `c`.

    Public configurations for eusc-de-east-1 name its zones so. The IDs are invented, in the form of other Regions' IDs.
    """
    session = Session()
    for region in (each for name in PARTITION_NAMES for each in session.get_available_regions("ec2", name)):
        if region not in RegionsAndZonesBackend.zones:
            RegionsAndZonesBackend.zones[region] = [
                Zone(region_name=region, name=f"{region}{letter}", zone_id=f"{_short(region)}-az{number}")
                for number, letter in enumerate("abc", start=1)
            ]


def _short(region: str) -> str:
    """Return a Region's code as zone IDs have it: `eusce1` for eusc-de-east-1."""
    first, *middle, number = region.split("-")
    return f"{first}{''.join(part if part.startswith('iso') else '' for part in middle)}{middle[-1][0]}{number}"
