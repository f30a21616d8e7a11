"""The DNS names that AWS gives an interface endpoint, as far as they can be predicted.

The emulation has rules of its own for names: this module must not share a mistake with them.

With n subnets an endpoint has one regional and n zonal names, and private ones if private DNS is on:
https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames
An endpoint for one of AWS's services in another Region has no zonal names:
https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

UNKNOWN = "########"
"""Stands for the eight characters that AWS chooses."""


def expected(endpoint: str, service_name: str, region: str, suffix: str, zone: str | None = None) -> str:
    """Return the regional or a zonal name of an endpoint.

    Parameters:
        endpoint: its ID.
        service_name: such as `com.amazonaws.us-east-1.lambda` or `com.amazonaws.vpce.…`.
        region: of the service.
        suffix: the partition's DNS suffix.
        zone: the zone's name; None: the regional name.
    """
    zonal = f"-{zone}" if zone else ""
    return f"{endpoint}-{UNKNOWN}{zonal}.{_label(service_name, region)}.{region}.vpce.{suffix}"


def is_predictable(service_name: str, region: str) -> bool:
    """Return whether the names of a service's endpoints can be predicted: its own name has its Region."""
    return region in service_name.split(".")


def _label(service_name: str, region: str) -> str:
    """Return the service's part: `vpce-svc-…`, or the short name with its parts reversed (`ecr.api` is `api.ecr`)."""
    short = service_name.partition(f"{region}.")[2]
    return ".".join(reversed(short.split(".")))


def masked(name: str, endpoint: str) -> str:
    """Mask the characters that AWS chooses in a name; the `*.` that S3's names start with is dropped."""
    return re.sub(rf"^(\*\.)?{endpoint}-[a-z0-9]{{8}}(?=[.-])", f"{endpoint}-{UNKNOWN}", name)


def of_endpoint(names: Iterable[str], endpoint: str) -> frozenset[str]:
    """Return the regional and zonal names among an endpoint's names, masked; private ones don't have its ID."""
    return frozenset(masked(name, endpoint) for name in names if endpoint in name)
