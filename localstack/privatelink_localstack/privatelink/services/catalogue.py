"""AWS's own services that have VPC endpoints, in the partitions that are emulated.

Source: `aws_services.json`, which scripts/catalogue.py makes; scripts/catalogue.toml names the source of each fact. A
Region has every service here, but for those that have endpoints in one Region alone: the other gaps are not public.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import NotRequired, TypedDict

from privatelink_localstack.privatelink.names import REGION, catalogue_base_name
from privatelink_localstack.privatelink.services.service_view import GATEWAY, INTERFACE, ServiceView

WILDCARD = ("s3",)
"""Services whose endpoints' DNS names start with `*.`."""

DUAL_STACK = ("ipv4", "ipv6")

_EVERYWHERE = "*"


class _Entry(TypedDict, total=False):
    """A service. Templates are by Region, partition or "*"; what is left out has its default."""

    types: list[str]
    names: dict[str, str]
    private_names: dict[str, list[str]]
    home: dict[str, str]
    cross_region: bool
    policy: bool
    address_types: list[str]


class _Suffixes(TypedDict):
    regions: str
    dns: str
    dual_stack: str


class _Catalogue(TypedDict):
    about: NotRequired[str]
    partitions: dict[str, _Suffixes]
    services: dict[str, _Entry]


@dataclass(frozen=True, slots=True)
class _Place:
    """A Region and what its services' names are made of."""

    region: str
    partition: str
    dns_suffix: str
    dual_stack_suffix: str

    def pick[T](self, templates: Mapping[str, T], default: T) -> T:
        """Return the template of the Region, else that of its partition, else the general one."""
        for key in (self.region, self.partition, _EVERYWHERE):
            if key in templates:
                return templates[key]
        return default

    def fill(self, template: str) -> str:
        return template.format(region=self.region, dns_suffix=self.dns_suffix, dual_stack_suffix=self.dual_stack_suffix)


@lru_cache(maxsize=1)
def _catalogue() -> _Catalogue:
    text = resources.files(__package__).joinpath("aws_services.json").read_text(encoding="utf-8")
    content: _Catalogue = json.loads(text)
    return content


def _place(region: str) -> _Place | None:
    """Return the Region with its partition; None in partitions that are not emulated."""
    for name, suffixes in _catalogue()["partitions"].items():
        if re.fullmatch(suffixes["regions"], region, re.ASCII):
            return _Place(region, name, suffixes["dns"], suffixes["dual_stack"])
    return None


@lru_cache(maxsize=64)
def services_across(region: str) -> Mapping[str, ServiceView]:
    """Return AWS's services of a Region that other Regions reach, by name, as these see them."""
    return {
        view.name: replace(view, types=(INTERFACE,), has_both=False, remote=True)
        for view in services_in(region).values()
        if view.cross_region and INTERFACE in view.types
    }


@lru_cache(maxsize=64)
def services_in(region: str) -> Mapping[str, ServiceView]:
    """Return AWS's services of a Region, by name."""
    place = _place(region)
    if place is None:
        return {}
    return {
        view.name: view
        for short_name, entry in _catalogue()["services"].items()
        if entry.get("home", {}).get(place.partition, region) == region
        for view in _views(short_name, entry, place)
        if not any(label != region and REGION.fullmatch(label) for label in view.name.split("."))
    }


def _views(short_name: str, entry: _Entry, place: _Place) -> Iterator[ServiceView]:
    """Yield a service; twice where its interface endpoints have another service name than its gateway endpoints.

    Source: the AWS CDK's InterfaceVpcEndpointAwsService and GatewayVpcEndpointAwsService: in China, S3's are
    cn.com.amazonaws.<region>.s3 and com.amazonaws.<region>.s3.
    """
    types = tuple(entry.get("types", (INTERFACE,)))
    usual = f"com.amazonaws.{{region}}.{short_name}"
    name, usual = place.fill(place.pick(entry.get("names", {}), usual)), place.fill(usual)
    by_name = {name: types} if name == usual else {usual: types[:-1], name: types[-1:]}
    for each, own_types in by_name.items():
        if own_types:
            yield _view(each, own_types, entry, place)


def _view(name: str, types: tuple[str, ...], entry: _Entry, place: _Place) -> ServiceView:
    private_names = tuple(place.fill(each) for each in place.pick(entry.get("private_names", {}), []))
    if types == (GATEWAY,):
        private_names = ()
    return ServiceView(
        name=name,
        id=f"vpce-svc-0{hashlib.sha256(name.encode()).hexdigest()[:16]}",
        types=types,
        region=place.region,
        owner="amazon",
        base_name=catalogue_base_name(name, place.region),
        private_names=private_names,
        private_state="verified" if private_names else None,
        policy_supported=entry.get("policy", True),
        address_types=tuple(entry.get("address_types", DUAL_STACK)),
        has_both=len(entry.get("types", ())) > 1,
        wildcard=name.rpartition(".")[2] in WILDCARD,
        cross_region=entry.get("cross_region", False),
    )
