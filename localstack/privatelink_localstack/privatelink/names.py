"""IDs and DNS names of endpoints and services.

Source: AWS PrivateLink guide, "Access AWS services through AWS PrivateLink" (names of endpoints), EC2 API reference;
names in China: public logs.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string

from privatelink_localstack.kernel.partitions import partition_of

_ALPHABET = string.ascii_lowercase + string.digits

ENDPOINT_ID = re.compile(r"vpce-[0-9a-f]+")
"""The form of an endpoint ID."""

REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")
"""The form of a Region's code."""

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"

PRIVATE_NAME = re.compile(rf"(?=.{{1,253}}$)(?:\*\.)?{_LABEL}(?:\.{_LABEL})+")
"""The form of a private DNS name: a domain name in lower case, or `*.` and one for all its subdomains."""

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
"""Hosted zones of the endpoints' public DNS names by Region.

Source: AWS's responses in public logs (ap-northeast-1, ap-southeast-2, eu-central-1, eu-west-1, eu-west-2,
us-east-1, us-east-2, us-west-2); for the others the alias targets of widely used DNS controllers.
"""


def new_suffix() -> str:
    """Return the eight random letters and digits that follow the ID in an endpoint's DNS names."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def new_zone_id() -> str:
    """Return a new hosted zone ID: each endpoint with private DNS names has a zone of its own."""
    return "Z" + "".join(secrets.choice(_ALPHABET) for _ in range(20)).upper()


def hosted_zone_of(region: str) -> str:
    """Return the hosted zone ID of the endpoints' public DNS names in a Region; invented but constant if unknown."""
    known = ZONES_OF_ENDPOINTS.get(region)
    return known or "Z" + hashlib.sha256(f"vpce.{region}".encode()).hexdigest()[:13].upper()


def custom_service_name(region: str, service_id: str) -> str:
    """Return the name of a customer's service: `com.amazonaws.vpce.<region>.<id>`, in China `cn.com.amazonaws.vpce.…`.

    Source: names that vendors publish (China), AWS CDK's `vpcEndpointServiceNamePrefix` (all partitions).
    """
    return f"{partition_of(region).reversed_suffix}.vpce.{region}.{service_id}"


def custom_base_name(region: str, service_id: str) -> str:
    """Return the domain that the names of the endpoints of a customer's service end with."""
    return f"{service_id}.{_suffix(region)}"


def catalogue_base_name(service_name: str, region: str) -> str:
    """Return the domain that the names of the endpoints of one of AWS's services end with.

    The service's labels are reversed: `com.amazonaws.us-east-1.ecr.api` has `api.ecr.us-east-1.vpce.amazonaws.com`.
    """
    parts = service_name.split(".")
    own = parts[parts.index(region) + 1 :] if region in parts else parts[-1:]
    return f"{'.'.join(reversed(own))}.{_suffix(region)}"


def gateway_base_name(service_name: str, region: str) -> str:
    """Return the public name of a service with gateway endpoints: `s3.us-east-1.amazonaws.com`."""
    return catalogue_base_name(service_name, region).replace(".vpce.", ".")


def _suffix(region: str) -> str:
    """Return what the names of all endpoints for a Region's services end with: `us-east-1.vpce.amazonaws.com`."""
    return f"{region}.vpce.{partition_of(region).dns_suffix}"


def endpoint_names(
    endpoint_id: str, suffix: str, base: str, zones: tuple[str, ...], *, wildcard: bool = False
) -> list[str]:
    """Return an endpoint's regional name, then its zonal names. Without zones it has none.

    Parameters:
        suffix: the endpoint's, from `new_suffix`.
        base: the service's, from `custom_base_name` or `catalogue_base_name`.
        zones: zone names, in the order of the endpoint's subnets.
        wildcard: whether the names start with `*.`, as for S3, whose buckets are subdomains.
    """
    if not zones:
        return []
    star = "*." if wildcard else ""
    regional = f"{star}{endpoint_id}-{suffix}.{base}"
    return [regional, *(f"{star}{endpoint_id}-{suffix}-{zone}.{base}" for zone in zones)]
