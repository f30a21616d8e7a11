"""AWS's services as the API of a target offers them, beside what the catalogue says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from privatelink_generator.aws.services import Service
from privatelink_harness.checks.api import Api, api_errors, pages

_AMAZON = "amazon"
"""The owner of AWS's services."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service in an answer of DescribeVpcEndpointServices.

    Parameters:
        name: whole, such as `com.amazonaws.us-east-1.lambda`.
        types: of its endpoints, in lower case.
        zones: names of the Availability Zones that it is in.
    """

    name: str
    types: frozenset[str]
    private_dns_names: frozenset[str]
    policy: bool
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the API and the catalogue disagree on a service."""

    service: str
    reason: str


def offers(api: Api, region: str) -> dict[str, tuple[Offer, ...]]:
    """Return AWS's services that the API offers in the Region, by whole name: one for each answer.

    Raises:
        HarnessError: the API refuses.
    """
    found: dict[str, tuple[Offer, ...]] = {}
    with api_errors(api):
        ec2 = api.client("ec2", region=region)
        for detail in pages(ec2, "describe_vpc_endpoint_services", "ServiceDetails"):
            if detail.get("Owner", _AMAZON) != _AMAZON:
                continue
            names = {each["PrivateDnsName"] for each in detail.get("PrivateDnsNames", [])}
            main = {detail["PrivateDnsName"]} if detail.get("PrivateDnsName") else set()
            offer = Offer(
                detail["ServiceName"],
                frozenset(each["ServiceType"].lower() for each in detail["ServiceType"]),
                frozenset(names | main),
                bool(detail.get("VpcEndpointPolicySupported")),
                tuple(sorted(detail.get("AvailabilityZones", []))),
            )
            found[offer.name] = (*found.get(offer.name, ()), offer)
    return found


def offers_of(service: Service, region: str, found: Mapping[str, tuple[Offer, ...]]) -> tuple[Offer, ...]:
    """Return what the API offers of a service of the catalogue."""
    names = dict.fromkeys(service.service_name(region, each) for each in service.endpoint_types)
    return tuple(offer for name in names for offer in found.get(name, ()))


def differences(
    services: Iterable[Service], region: str, found: Mapping[str, tuple[Offer, ...]]
) -> Iterator[Difference]:
    """Yield where the API disagrees with the catalogue on these services."""
    for service in services:
        for reason in _reasons(service, region, offers_of(service, region, found)):
            yield Difference(service.name, reason)


def unlisted(services: Iterable[Service], region: str, found: Mapping[str, tuple[Offer, ...]]) -> list[str]:
    """Return the names of offered services that the catalogue lacks.

    Parameters:
        services: all of the catalogue.
    """
    known = {service.service_name(region, each) for service in services for each in service.endpoint_types}
    return sorted(set(found) - known)


def _reasons(service: Service, region: str, offered: tuple[Offer, ...]) -> Iterator[str]:
    home = service.facts.home_for(region)
    if not offered:
        if home in {None, region}:
            yield "the API does not offer it"
        return
    if home not in {None, region}:
        yield f"the catalogue has it in {home} alone, and the API offers it"
    types = frozenset(each for offer in offered for each in offer.types)
    if types != set(service.endpoint_types):
        yield f"types: the catalogue has {_listed(service.endpoint_types)}, the API {_listed(types)}"
    names = frozenset(each for offer in offered for each in offer.private_dns_names)
    own = service.private_dns_names(region)
    # The main name comes first. AWS may answer for more than the catalogue knows.
    if (own and own[0] not in names) or (names and not own):
        yield f"private DNS names: the catalogue has {_listed(own)}, the API {_listed(names)}"
    policy = service.facts.policy and service.likely.policy
    if any(offer.policy != policy for offer in offered):
        knows = "says" if service.likely.policy else "guesses"
        taken = "a policy" if policy else "no policy"
        yield f"the catalogue {knows} that it takes {taken}, the API says otherwise"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
