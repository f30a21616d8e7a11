"""The DNS names of an interface endpoint, in the form in which they can be foretold.

With n subnets AWS gives one regional and n zonal names, and the private ones where private DNS is on:
https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames
"""

from __future__ import annotations

import re
from collections.abc import Iterable

UNKNOWN = "########"
"""Stands for the eight characters that AWS alone chooses."""


def expected(endpoint: str, service_name: str, region: str, suffix: str, zone: str | None = None) -> str:
    """The regional name, or a zone's, of an endpoint.

    Parameters:
        endpoint: its id.
        service_name: of the service, `com.amazonaws.us-east-1.lambda` or `com.amazonaws.vpce.…`.
        region: the service's.
        suffix: the partition's DNS suffix.
        zone: the Availability Zone, None for the regional name.
    """
    zonal = f"-{zone}" if zone else ""
    return f"{endpoint}-{UNKNOWN}{zonal}.{_label(service_name, region)}.{region}.vpce.{suffix}"


def _label(service_name: str, region: str) -> str:
    """The service's part: `vpce-svc-…`, or the short name with its parts reversed (`ecr.api` is `api.ecr`)."""
    short = service_name.partition(f"{region}.")[2]
    return ".".join(reversed(short.split(".")))


def masked(name: str, endpoint: str) -> str:
    """A name that the API gives, with what AWS alone chooses masked; S3's start with `*.`, which is dropped."""
    return re.sub(rf"^(\*\.)?{endpoint}-[a-z0-9]{{8}}(?=[.-])", f"{endpoint}-{UNKNOWN}", name)


def of_endpoint(names: Iterable[str], endpoint: str) -> frozenset[str]:
    """The regional and zonal names among all of an endpoint's; the private ones don't hold its id."""
    return frozenset(masked(name, endpoint) for name in names if endpoint in name)
