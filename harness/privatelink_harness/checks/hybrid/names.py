"""What a name resolves to in a VPC, as far as zones, rules, endpoints and Profiles tell.

Route 53 Developer Guide, "How Route 53 Resolver determines whether the domain name in a query matches any rules" (the
most specific domain decides), "Considerations when working with a private hosted zone" (a forwarding rule comes before
a zone of the same domain), "What are Amazon Route 53 Profiles" (a VPC's own settings come before its profile's).

The emulation has rules of its own for this: this module must not share a mistake with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_harness.checks.hybrid.facts import Described, Facts
from privatelink_harness.checks.hybrid.hub import Hub
from privatelink_harness.checks.hybrid.sharing import PROFILE_RESOURCE
from privatelink_harness.checks.hybrid.zone import name_of, values_of

INTERNET = "the internet"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Source:
    """What answers in a VPC for a domain and the names below it.

    Parameters:
        records: what names lead to; a name may start with `*.`. None for what answers every name alike: a rule,
            or a zone of others.
        rank: the greater comes first for one domain.
    """

    domain: str
    records: Mapping[str, str] | None
    rank: tuple[bool, bool]
    forwards_to: str = ""


def resolve(name: str, sources: Iterable[Source]) -> str:
    """Return what a name leads to: an endpoint of the spec, name servers, the internet, or nothing.

    Parameters:
        name: for a wildcard such as `*.dkr.ecr.us-east-1.amazonaws.com` any name below it is looked up.
    """
    plain = name.replace("*", "any")
    matching = [each for each in sources if plain == each.domain or plain.endswith(f".{each.domain}")]
    best = max(matching, key=lambda each: (each.domain.count("."), each.rank), default=None)
    if best is None:
        return INTERNET
    if best.records is None:
        return best.forwards_to
    labels = plain.split(".")
    candidates = [plain, *(".".join(["*", *labels[cut:]]) for cut in range(1, len(labels)))]
    return next((best.records[each] for each in candidates if each in best.records), NOTHING)


def sources(hub: Hub, vpc: str, facts: Facts) -> Iterator[Source]:
    """Yield what answers in a VPC.

    Parameters:
        facts: of the VPC's account and Region; the hub's zones, rules and endpoints are read with the hub's.
    """
    zones = hub.here.of("aws_route53_zone")
    for zone, domain in facts.zones.get(vpc, {}).items():
        is_hubs = zone in zones
        yield _zone(hub, zones[zone]) if is_hubs else Source(domain, None, (False, True), f"zone {zone}")
    rules = hub.here.of("aws_route53_resolver_rule")
    for association in facts.of("aws_route53_resolver_rule_association").values():
        if association["VPCId"] == vpc and association["ResolverRuleId"] in rules:
            yield _rule(rules[association["ResolverRuleId"]], own=True)
    endpoints = hub.here.of("aws_vpc_endpoint")
    yield from (
        each for found in endpoints.values() if found["VpcId"] == vpc for each in _endpoint(hub, found, own=True)
    )
    for profile in (
        each["ProfileId"] for each in facts.of("aws_route53profiles_association").values() if _of(each, vpc)
    ):
        yield from _profile(hub, profile)


def _of(association: Described, vpc: str) -> bool:
    return bool(association["ResourceId"] == vpc and association["Status"] == "COMPLETE")


def _profile(hub: Hub, profile: str) -> Iterator[Source]:
    rules, endpoints = hub.here.of("aws_route53_resolver_rule"), hub.here.of("aws_vpc_endpoint")
    for association in hub.here.of(PROFILE_RESOURCE).values():
        resource = association["ResourceArn"].rpartition("/")[2]
        if association["ProfileId"] != profile or association["Status"] != "COMPLETE":
            continue
        if resource in rules:
            yield _rule(rules[resource], own=False)
        if resource in endpoints:
            yield from _endpoint(hub, endpoints[resource], own=False)


def _rule(rule: Described, *, own: bool) -> Source:
    targets = ", ".join(sorted(f"{each['Ip']}:{each['Port']}" for each in rule.get("TargetIps", ())))
    return Source(rule["DomainName"].rstrip(".").lower(), None, (True, own), targets)


def _zone(hub: Hub, zone: Described) -> Source:
    records = {
        name_of(each["Name"]): _leads_to(hub, values_of(each))
        for each in zone["Records"]
        if each["Type"] in {"A", "AAAA"}
    }
    return Source(zone["Name"].rstrip(".").lower(), records, (False, True))


def _leads_to(hub: Hub, values: Iterable[str]) -> str:
    plain = [each.rstrip(".").lower() for each in values]
    return ", ".join(f"endpoint {hub.regional_names[each]}" if each in hub.regional_names else each for each in plain)


def _endpoint(hub: Hub, endpoint: Mapping[str, Any], *, own: bool) -> Iterator[Source]:
    """Yield the zones of an endpoint's private names; inbound-only names are for on premises alone."""
    options = endpoint.get("DnsOptions", {})
    if not endpoint.get("PrivateDnsEnabled") or options.get("PrivateDnsOnlyForInboundResolverEndpoint"):
        return
    known = {each.id: f"endpoint {name}" for name, each in hub.endpoints.items()}
    endpoint_id = endpoint["VpcEndpointId"]
    answer = known.get(endpoint_id, endpoint_id)
    names = [each["DnsName"].lower() for each in endpoint.get("DnsEntries", ()) if endpoint_id not in each["DnsName"]]
    for domain in dict.fromkeys(each.removeprefix("*.") for each in names):
        records = {each: answer for each in names if each.removeprefix("*.") == domain}
        yield Source(domain, records, (False, own))
