"""Ids and DNS names of endpoints and services.

Source: AWS PrivateLink guide, "Access AWS services through AWS PrivateLink" (names of endpoints), EC2 API reference.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string

SUFFIX = "amazonaws.com"

_ALPHABET = string.ascii_lowercase + string.digits

ENDPOINT_ID = re.compile(r"vpce-[0-9a-f]+")
"""The form of an endpoint's id."""

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
"""The form of a Region's code."""

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"

PRIVATE_NAME = re.compile(rf"(?=.{{1,253}}$)(?:\*\.)?{_LABEL}(?:\.{_LABEL})+")
"""The form of a service's private DNS name: a domain name in lower case, or all names below one."""

ZONES_OF_ENDPOINTS = {
    "af-south-1": "Z09302161J80N9A7UTP7U",
    "ap-east-1": "Z2LIHJ7PKBEMWN",
    "ap-northeast-1": "Z2E726K9Y6RL4W",
    "ap-northeast-2": "Z27UANNT0PRK1T",
    "ap-northeast-3": "Z376B5OMM2JZL2",
    "ap-south-1": "Z2KVTB3ZLFM7JR",
    "ap-south-2": "Z0952991RWSF5AHIQDIY",
    "ap-southeast-1": "Z18LLCSTV4NVNL",
    "ap-southeast-2": "ZDK2GCRPAFKGO",
    "ap-southeast-3": "Z03881013RZ9BYYZO8N5W",
    "ap-southeast-4": "Z07508191CO1RNBX3X3AU",
    "ca-central-1": "ZRCXCF510Y6P9",
    "eu-central-1": "Z273ZU8SZ5RJPC",
    "eu-central-2": "Z045369019J4FUQ4S272E",
    "eu-north-1": "Z3OWWK6JFDEDGC",
    "eu-south-1": "Z2A5FDNRLY7KZG",
    "eu-south-2": "Z014396544HENR57XQCJ",
    "eu-west-1": "Z38GZ743OKFT7T",
    "eu-west-2": "Z7K1066E3PUKB",
    "eu-west-3": "Z1DWHTMFP0WECP",
    "me-central-1": "Z07122992YCEUCB9A9570",
    "me-south-1": "Z3B95P3VBGEQGY",
    "sa-east-1": "Z2LXUWEVLCVZIB",
    "us-east-1": "Z7HUB22UULQXV",
    "us-east-2": "ZC8PG0KIFKBRI",
    "us-gov-east-1": "Z2MU5TEIGO9WXB",
    "us-gov-west-1": "Z12529ZODG2B6H",
    "us-west-1": "Z12I86A8N7VCZO",
    "us-west-2": "Z1YSA3EXCYUU9Z",
}
"""Hosted zones of the endpoints' public names by Region.

Source: AWS's answers as quoted in public logs (ap-northeast-1, ap-southeast-2, eu-central-1, eu-west-1, eu-west-2,
us-east-1, us-east-2, us-west-2); for the others what DNS controllers in wide use alias to.
"""


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


def gateway_base_name(service_name: str, region: str) -> str:
    """Give the name that a gateway endpoint's service has on the internet: `s3.us-east-1.amazonaws.com`."""
    return catalogue_base_name(service_name, region).replace(f".vpce.{SUFFIX}", f".{SUFFIX}")


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
