"""The account and Region in which each resource of a stack was created, as the state tells them.

A provider configuration may lead anywhere: by an assumed role, static keys, an alias, or a Region for one resource.
What was made says where: its ARN, its owner, its `region`. A resource that says nothing stands where the others of its
provider configuration do, if these are in one place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from privatelink_harness.terraform.snapshot import Resource

_ARN = re.compile(r"arn:[a-z-]+:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d{12})?:")
_SERVICES = (("aws_dx_", "directconnect"), ("aws_cloudwatch_", "cloudwatch"), ("aws_route53_", "route53"))
"""Services by the beginning of resource types that have no ARN, in some version of the AWS provider."""
_ACCOUNT = re.compile(r"\d{12}")
_ALIASED = re.compile(r'provider\["[^"]+/aws"\]\.(?P<alias>[\w-]+)')
_REGION_OF_ZONE = re.compile(r"[a-z]+(?:-[a-z]+)+-\d")


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """An account in a Region."""

    account: str
    region: str

    def __str__(self) -> str:
        return f"account {self.account} in {self.region}"


class Place(NamedTuple):
    """What the state tells of a provider configuration; None where it tells nothing, or more than one."""

    account: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Scopes:
    """The accounts and Regions of a stack.

    Parameters:
        providers: addresses of the provider configurations that have resources.
        accounts, regions: of the provider configurations that have one only, by address.
        global_region: stands for the Region of services without Regions, such as IAM.
    """

    providers: frozenset[str]
    accounts: Mapping[str, str]
    regions: Mapping[str, str]
    global_region: str

    @classmethod
    def read(cls, resources: Iterable[Resource], *, global_region: str = "us-east-1") -> Scopes:
        """Read them from the resources of a state."""
        resources = tuple(resources)
        providers = frozenset(resource.provider for resource in resources)
        return cls(providers, _single(resources, _account), _single(resources, _region), global_region)

    def aliases(self) -> dict[str, Place]:
        """Return where the root module's aliased provider configurations of AWS lead, if they have resources."""
        found = {match["alias"]: provider for provider in self.providers if (match := _ALIASED.fullmatch(provider))}
        return {alias: Place(self.accounts.get(each), self.regions.get(each)) for alias, each in found.items()}

    def of(self, resource: Resource) -> Scope | None:
        """Return a resource's account and Region; None where the state does not tell them."""
        account = _account(resource) or self.accounts.get(resource.provider)
        region = self.global_region if _is_global(resource) else _region(resource)
        region = region or self.regions.get(resource.provider)
        return Scope(account, region) if account and region else None

    def all(self, resources: Iterable[Resource]) -> frozenset[Scope]:
        """Return the accounts and Regions of these resources, without those of services that have no Regions."""
        regional = (self.of(resource) for resource in resources if not _is_global(resource))
        return frozenset(scope for scope in regional if scope is not None)


def home(scopes: Iterable[Scope], default: Scope) -> Scope | None:
    """Return the one account and Region that a stack is in, or the preferred one; None where neither is told.

    Parameters:
        scopes: the stack's; without any, the default is the answer.
        default: its account is preferred among several accounts, its Region among several of one account.
    """
    found = set(scopes)
    if not found:
        return default
    account = _preferred({scope.account for scope in found}, default.account)
    region = _preferred({scope.region for scope in found if scope.account == account}, default.region)
    return Scope(account, region) if account and region else None


def services(resources: Iterable[Resource]) -> frozenset[str]:
    """Return boto3's names of the services that resources belong to, by their ARNs and by the types that have none."""
    resources = tuple(resources)
    names = {arn["service"] for resource in resources if (arn := _arn(resource))}
    named = {service for start, service in _SERVICES for each in resources if each.type.startswith(start)}
    return frozenset("elbv2" if name == "elasticloadbalancing" else name for name in names | named)


def _preferred(values: set[str], default: str) -> str | None:
    return default if default in values else next(iter(values)) if len(values) == 1 else None


def _single(resources: Iterable[Resource], read: Callable[[Resource], str | None]) -> dict[str, str]:
    """Return what the resources of each provider configuration say, where they say one thing."""
    values: dict[str, set[str]] = defaultdict(set)
    for resource in resources:
        if value := read(resource):
            values[resource.provider].add(value)
    return {provider: next(iter(some)) for provider, some in values.items() if len(some) == 1}


def _account(resource: Resource) -> str | None:
    arn, owner = _arn(resource), str(resource.values.get("owner_id") or "")
    return (arn["account"] if arn else None) or (owner if _ACCOUNT.fullmatch(owner) else None)


def _region(resource: Resource) -> str | None:
    """Return a resource's Region: its attribute since version 6 of the AWS provider, its ARN, or its zone's."""
    arn, zone = _arn(resource), _REGION_OF_ZONE.match(str(resource.values.get("availability_zone") or ""))
    named = resource.values.get("region") or (arn["region"] if arn else "")
    return str(named) if named else zone[0] if zone else None


def _is_global(resource: Resource) -> bool:
    """Return whether a resource has an ARN that names an account and no Region, as IAM's do."""
    arn = _arn(resource)
    return bool(arn and arn["account"] and not arn["region"]) and not resource.values.get("region")


def _arn(resource: Resource) -> re.Match[str] | None:
    return _ARN.match(str(resource.values.get("arn") or ""))
