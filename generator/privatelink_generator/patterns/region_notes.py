"""Notes on Regions that the catalogue does not know, in specs of every pattern: newer than it, or misspelt."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_generator.aws.partitions import known_regions
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.pattern import Findings

_KEYS = ("region", "service_region", "supported_regions")
"""Keys of specs whose values are Regions, at any depth."""


def notes(data: object) -> Findings:
    """Yield the unknown Regions of a valid spec's data."""
    known = set(known_regions())
    for loc, region in _regions(data, ()):
        if region not in known:
            yield (
                loc,
                f"{region} is no Region that this release knows{did_you_mean(region, sorted(known))}",
            )


def _regions(data: object, at: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in _KEYS:
                yield from _regions(value, (*at, key))
            elif isinstance(value, str):
                yield (*at, key), value
            elif isinstance(value, list):
                yield from (((*at, key, index), region) for index, region in enumerate(value))
            else:
                yield from _regions(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _regions(value, (*at, index))
