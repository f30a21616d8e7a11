"""Regions and zones as a partition has them: moto knows no zones of some, and mixes the Regions of all."""

from __future__ import annotations

from boto3.session import Session
from moto.ec2.models.availability_zones_and_regions import Region, RegionsAndZonesBackend, Zone
from moto.utilities.utils import PARTITION_NAMES

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.partitions import partition_of


def add_missing_zones() -> None:
    """Add the Regions that moto lacks, of the partitions aws-eusc, aws-iso and aws-iso-b, with the zones `a` to `c`.

    Public configurations for eusc-de-east-1 name its zones so. The IDs are invented, in the form of other Regions' IDs.
    """
    session = Session()
    for name in (each for partition in PARTITION_NAMES for each in session.get_available_regions("ec2", partition)):
        if name not in RegionsAndZonesBackend.zones:
            host = f"ec2.{name}.{partition_of(name).dns_suffix}"
            RegionsAndZonesBackend.regions.append(Region(name, host, "opt-in-not-required"))
            RegionsAndZonesBackend.zones[name] = [
                Zone(region_name=name, name=f"{name}{letter}", zone_id=f"{_short(name)}-az{number}")
                for number, letter in enumerate("abc", start=1)
            ]


def describe_regions(call: Call) -> Response:
    """DescribeRegions: those of the caller's partition."""
    response = call.moto()
    own = partition_of(call.scope.region)
    response["Regions"] = [each for each in response["Regions"] if partition_of(each["RegionName"]) == own]
    return response


def check_zone(call: Call) -> None:
    """Reject a subnet in a zone of another Region, which moto creates.

    Raises:
        AwsError: AWS's words, as quoted in public logs; those for a zone's ID are inferred.
    """
    zones = network_of(call.scope).zones()
    for parameter, known in zip(("AvailabilityZone", "AvailabilityZoneId"), zip(*zones, strict=True), strict=True):
        value = call.request.get(parameter)
        if value and value not in known:
            raise AwsError(
                "InvalidParameterValue",
                f"Value ({value}) for parameter {parameter[0].lower()}{parameter[1:]} is invalid. Subnets can "
                f"currently only be created in the following availability zones: {', '.join(known)}.",
            )


def _short(region: str) -> str:
    """Return a Region's code as zone IDs have it: `eusce1` for eusc-de-east-1."""
    first, *middle, number = region.split("-")
    return f"{first}{''.join(part if part.startswith('iso') else '' for part in middle)}{middle[-1][0]}{number}"
