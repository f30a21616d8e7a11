"""Ids and DNS names of endpoints and services.

Source: AWS PrivateLink guide, "Access AWS services through AWS PrivateLink" (names of endpoints), EC2 API reference.
"""

from __future__ import annotations

import hashlib
import secrets
import string

SUFFIX = "amazonaws.com"

_ALPHABET = string.ascii_lowercase + string.digits

ZONES_OF_ENDPOINTS = {"us-east-1": "Z7HUB22UULQXV"}
"""Hosted zone of the endpoints' public names by Region, where it is known."""


def new_id(prefix: str) -> str:
    """Make an id: the prefix and 17 hexadecimal digits, the first of them 0 as in every id of AWS's today."""
    return f"{prefix}-0{secrets.token_hex(8)}"


def new_suffix() -> str:
    """Make the eight letters and digits that stand behind an endpoint's id in its names."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def new_zone_id() -> str:
    """Make the id of a hosted zone: an endpoint with private names has one of its own."""
    return "Z" + "".join(secrets.choice(_ALPHABET) for _ in range(20)).upper()


def hosted_zone_of(region: str) -> str:
    """Give the hosted zone of the endpoints' public names in a Region; a made-up but constant one where unknown."""
    known = ZONES_OF_ENDPOINTS.get(region)
    return known or "Z" + hashlib.sha256(f"vpce.{region}".encode()).hexdigest()[:13].upper()


def custom_service_name(region: str, service_id: str) -> str:
    """Give the name by which consumers know a service: `com.amazonaws.vpce.<region>.<id>`."""
    return f"com.amazonaws.vpce.{region}.{service_id}"


def custom_base_name(region: str, service_id: str) -> str:
    """Give the name that a service's endpoints have their names below."""
    return f"{service_id}.{region}.vpce.{SUFFIX}"


def catalogue_base_name(service_name: str, region: str) -> str:
    """Give the name that the endpoints of one of AWS's services have their names below.

    The service's part is turned round: `com.amazonaws.us-east-1.ecr.api` has `api.ecr.us-east-1.vpce.amazonaws.com`.
    """
    parts = service_name.split(".")
    own = parts[parts.index(region) + 1 :] if region in parts else parts[-1:]
    return f"{'.'.join(reversed(own))}.{region}.vpce.{SUFFIX}"


def endpoint_names(
    endpoint_id: str, suffix: str, base: str, zones: tuple[str, ...], *, wildcard: bool = False
) -> list[str]:
    """Give an endpoint's public names: the regional one, then one for each zone. None without zones.

    Parameters:
        suffix: the endpoint's, of `new_suffix`.
        base: the service's, of `custom_base_name` or `catalogue_base_name`.
        zones: names of availability zones, in the order of the endpoint's subnets.
        wildcard: S3's names start with `*.`: buckets are names below them.
    """
    if not zones:
        return []
    star = "*." if wildcard else ""
    regional = f"{star}{endpoint_id}-{suffix}.{base}"
    return [regional, *(f"{star}{endpoint_id}-{suffix}-{zone}.{base}" for zone in zones)]
