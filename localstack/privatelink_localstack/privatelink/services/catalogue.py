"""AWS's own services that have VPC endpoints.

Source: the services' endpoints in botocore and AWS's table "AWS services that integrate with AWS PrivateLink", kept
in `aws_services.json`. Every Region has every service here: the gaps
are not public.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import TypedDict

from privatelink_localstack.privatelink.names import catalogue_base_name
from privatelink_localstack.privatelink.services.service_view import INTERFACE, ServiceView

WILDCARD = ("s3",)
"""Services whose endpoints' DNS names start with `*.`."""

ACROSS_REGIONS = frozenset(
    {
        "com.amazonaws.{region}.ecr.api",
        "com.amazonaws.{region}.ecr.dkr",
        "com.amazonaws.{region}.ecs",
        "com.amazonaws.{region}.kinesis-firehose",
        "com.amazonaws.{region}.kinesisanalytics",
        "com.amazonaws.{region}.kinesisanalytics-fips",
        "com.amazonaws.{region}.kms",
        "com.amazonaws.{region}.kms-fips",
        "com.amazonaws.{region}.lambda",
        "com.amazonaws.{region}.s3",
        "com.amazonaws.iam",
        "com.amazonaws.route53",
    }
)
"""Services that interface endpoints of other Regions reach (PrivateLink guide, "Cross-Region enabled AWS services")."""

DUAL_STACK = ("ipv4", "ipv6")


class _Entry(TypedDict):
    name: str
    kinds: list[str]
    private_names: list[str]


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    text = resources.files(__package__).joinpath("aws_services.json").read_text(encoding="utf-8")
    services: list[_Entry] = json.loads(text)["services"]
    return tuple(services)


@lru_cache(maxsize=64)
def services_across(region: str) -> Mapping[str, ServiceView]:
    """Return AWS's services of a Region that other Regions reach, by name, as these see them."""
    names = {name.format(region=region) for name in ACROSS_REGIONS}
    return {
        view.name: replace(view, types=(INTERFACE,), remote=True)
        for view in services_in(region).values()
        if view.name in names
    }


@lru_cache(maxsize=64)
def services_in(region: str) -> Mapping[str, ServiceView]:
    """Return AWS's services of a Region, by name."""
    views = (_view(entry, region) for entry in _entries())
    return {view.name: view for view in views}


def _view(entry: _Entry, region: str) -> ServiceView:
    name = entry["name"].format(region=region)
    private_names = tuple(each.format(region=region) for each in entry["private_names"])
    return ServiceView(
        name=name,
        id=f"vpce-svc-0{hashlib.sha256(name.encode()).hexdigest()[:16]}",
        types=tuple(entry["kinds"]),
        region=region,
        owner="amazon",
        base_name=catalogue_base_name(name, region),
        private_names=private_names,
        private_state="verified" if private_names else None,
        address_types=DUAL_STACK,
        wildcard=name.rpartition(".")[2] in WILDCARD,
    )
