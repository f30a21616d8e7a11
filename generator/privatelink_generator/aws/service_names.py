"""The forms of endpoint services' whole names."""

from __future__ import annotations

import functools
import re

from privatelink_generator.aws.partitions import is_region, partition, partitions

_CUSTOM = re.compile(r"(?P<prefix>[a-z0-9.-]+)\.vpce\.(?P<region>[a-z0-9-]+)\.vpce-svc-([0-9a-f]{17}|[0-9a-f]{8})")
_LABELS = r"(\.[a-z0-9-]+)+"


def is_custom(name: str) -> bool:
    """Return whether a name is of a customer's or a vendor's service, in the partition of the Region that it names.

    Source: names that vendors publish for China; the AWS CDK's `vpcEndpointServiceNamePrefix` for other partitions.
    """
    match = _CUSTOM.fullmatch(name)
    if match is None or not is_region(match["region"]):
        return False
    return partition(match["region"]).service_prefix == match["prefix"]


def is_amazon(name: str) -> bool:
    """Return whether a name has the form of an AWS service's; the catalogue need not know it."""
    return ".vpce." not in name and _amazon().fullmatch(name) is not None


@functools.cache
def _amazon() -> re.Pattern[str]:
    prefixes = sorted({re.escape(each.service_prefix) for each in partitions()})
    return re.compile(rf"({'|'.join(prefixes)}|aws\.[a-z0-9-]+|api\.aws){_LABELS}")
