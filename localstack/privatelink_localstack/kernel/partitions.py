"""AWS's partitions: groups of Regions with accounts, ARNs and DNS names of their own.

Source: botocore's `partitions.json`, with which a test compares the table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition.

    Parameters:
        name: as in ARNs.
        dns_suffix: of the DNS names in its Regions.
    """

    name: str
    dns_suffix: str

    @property
    def reversed_suffix(self) -> str:
        """The DNS suffix with its labels reversed, as names of endpoint services start: `cn.com.amazonaws`."""
        return ".".join(reversed(self.dns_suffix.split(".")))


AWS = Partition("aws", "amazonaws.com")

OTHERS = {
    "cn-": Partition("aws-cn", "amazonaws.com.cn"),
    "us-gov-": Partition("aws-us-gov", "amazonaws.com"),
    "eusc-": Partition("aws-eusc", "amazonaws.eu"),
    "us-iso-": Partition("aws-iso", "c2s.ic.gov"),
    "us-isob-": Partition("aws-iso-b", "sc2s.sgov.gov"),
    "eu-isoe-": Partition("aws-iso-e", "cloud.adc-e.uk"),
    "us-isof-": Partition("aws-iso-f", "csp.hci.ic.gov"),
}
"""Partitions by the prefix of their Regions. All other Regions are in `aws`."""


def partition_of(region: str) -> Partition:
    """Return the partition of a Region."""
    return next((partition for prefix, partition in OTHERS.items() if region.startswith(prefix)), AWS)
