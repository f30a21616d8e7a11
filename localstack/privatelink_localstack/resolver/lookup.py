"""What a name resolves to in a VPC, as far as its configuration tells.

Sources: Route 53 guide, "How Resolver determines whether the domain name in a query matches any rules" (the most
specific domain decides), "Considerations when working with a private hosted zone" (a forwarding rule beats a zone of
the same domain; a name that a zone lacks does not exist), "What are Amazon Route 53 Profiles" (the VPC's own settings
beat those of its profile).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

RULE, ZONE, ENDPOINT, INTERNET = "rule", "zone", "endpoint", "internet"


@dataclass(frozen=True, slots=True)
class Source:
    """What answers in a VPC for a domain and the names below it.

    Parameters:
        kind: RULE, ZONE or ENDPOINT; an endpoint with private DNS answers as a zone does.
        domain: in lower case, without the trailing dot; "" for every name.
        profile: ID of the profile that the VPC has it from; None for the VPC's own.
        targets: where a rule forwards to; empty for a rule that lets Resolver answer.
        outbound: ID of the outbound endpoint that a rule forwards through.
        inbound_only: whether an endpoint answers those alone who ask an inbound endpoint.
        records: values by name; a name may start with `*.`.
    """

    kind: str
    id: str
    domain: str
    profile: str | None = None
    targets: tuple[str, ...] = ()
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outbound: str | None = None
    inbound_only: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who answers for a name, and what.

    Parameters:
        by: RULE, ZONE, ENDPOINT or INTERNET.
        source: ID of the rule, zone or endpoint; None for the internet.
        domain: of the rule, zone or endpoint.
        values: where the query is forwarded to, or the records' values; None if the zone lacks the name, and for the
            internet, which is not asked.
        outbound: ID of the outbound endpoint that the query is forwarded through.
    """

    name: str
    by: str
    source: str | None = None
    profile: str | None = None
    domain: str | None = None
    values: tuple[str, ...] | None = None
    outbound: str | None = None


def resolve(name: str, sources: Iterable[Source], *, inbound: bool = False) -> Resolution:
    """Return who answers for a name in the VPC that the sources are of.

    Parameters:
        inbound: whether an inbound endpoint is asked.
    """
    plain = name.rstrip(".").lower()
    matching = [each for each in sources if _is_within(plain, each.domain) and (inbound or not each.inbound_only)]
    rule = _best(each for each in matching if each.kind == RULE)
    zone = _best(each for each in matching if each.kind != RULE)
    if rule is not None and rule.targets and (zone is None or _depth(rule) >= _depth(zone)):
        return Resolution(plain, RULE, rule.id, rule.profile, rule.domain, rule.targets, rule.outbound)
    if zone is not None:
        return Resolution(plain, zone.kind, zone.id, zone.profile, zone.domain, _answer(plain, zone.records))
    return Resolution(plain, INTERNET)


def _best(sources: Iterable[Source]) -> Source | None:
    """Return the source of the most specific domain; of several, the VPC's own before its profile's."""
    return max(sources, key=lambda each: (_depth(each), each.profile is None), default=None)


def _depth(source: Source) -> int:
    return len(source.domain.split(".")) if source.domain else 0


def _is_within(name: str, domain: str) -> bool:
    return not domain or name == domain or name.endswith(f".{domain}")


def _answer(name: str, records: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the values of a name: its own record, or that of the nearest wildcard above it."""
    if name in records:
        return records[name]
    labels = name.split(".")
    wildcards = (".".join(["*", *labels[cut:]]) for cut in range(1, len(labels)))
    return next((records[each] for each in wildcards if each in records), None)
