"""AWS's partitions, and the Regions that belong to them by the form of their names."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from privatelink_generator.aws import data


@dataclass(frozen=True, slots=True)
class Partition:
    """A group of Regions that share accounts, ARNs and DNS suffixes.

    Parameters:
        name: as in ARNs: "aws", "aws-cn", "aws-us-gov", ….
        dns_suffix, dual_stack_suffix: of host names; "amazonaws.com" and "api.aws" in aws.
        regions: the form of its Regions' names.
    """

    name: str
    dns_suffix: str
    dual_stack_suffix: str
    regions: re.Pattern[str] = field(repr=False)

    @property
    def service_prefix(self) -> str:
        """What service names start with: "com.amazonaws" in aws; the DNS suffix with its labels reversed."""
        return ".".join(reversed(self.dns_suffix.split(".")))


def partition(region: str) -> Partition:
    """Return the partition of a Region. Raise ValueError for a text that has no Region's form."""
    for candidate in partitions():
        if candidate.regions.fullmatch(region):
            return candidate
    raise ValueError(f"{region!r} does not look like an AWS Region")


def is_region(name: str) -> bool:
    """Return whether the name has the form of a Region's; a new Region passes, and so does "us-nowhere-9"."""
    return any(candidate.regions.fullmatch(name) for candidate in partitions())


def known_regions() -> tuple[str, ...]:
    """Return the Regions that AWS had when the catalogue was written, in every partition."""
    return tuple(region for entry in data.catalogue()["partitions"].values() for region in entry["known_regions"])


@functools.cache
def partitions() -> tuple[Partition, ...]:
    """Return every partition."""
    return tuple(
        # `\w` and `\d` mean ASCII here: a Region's name ends up in DNS names.
        Partition(name, entry["dns"], entry["dual_stack"], re.compile(entry["regions"], re.ASCII))
        for name, entry in data.catalogue()["partitions"].items()
    )
