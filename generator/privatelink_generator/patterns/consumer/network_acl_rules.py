"""AWS's rules on the network ACL of the endpoints' subnets."""

from __future__ import annotations

from collections import Counter

from privatelink_generator.errors import Loc
from privatelink_generator.patterns import quotas
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.consumer.network_acl import OWN_NUMBERS, AclRule
from privatelink_generator.patterns.pattern import Findings


def check(spec: ConsumerSpec) -> Findings:
    """Yield what a network ACL can't say, and what AWS refuses."""
    acl = spec.network_acl
    if acl is None:
        return
    if not spec.interfaces:
        yield ("network_acl",), "a network ACL is for interface endpoints, and the spec has none; leave network_acl out"
        return
    named = [rule.source for rule in spec.security_group.rules if not acl.sources_of(rule)]
    if named:
        yield (
            ("network_acl",),
            (
                f"a network ACL admits CIDRs alone, and security_group names {', '.join(dict.fromkeys(named))}; say "
                "where these clients are: from: [vpc], or their CIDRs"
            ),
        )
    elif acl.sources and all(acl.sources_of(rule) == (rule.source,) for rule in spec.security_group.rules):
        yield (
            ("network_acl", "from"),
            "from tells where security groups and prefix lists are, and security_group names none; leave from out",
        )
    owners: dict[tuple[str, int], str] = {}
    for name, rule in acl.rules.items():
        yield from _rule(rule, ("network_acl", "rules", name))
        owner = owners.setdefault((rule.direction, rule.number), name)
        if owner != name:
            yield (
                ("network_acl", "rules", name, "number"),
                f"{rule.number} is already the number of {owner!r} for {rule.direction}; write another",
            )
    yield from quotas.check(spec.quotas, ((("network_acl",), "rules_per_network_acl", _most_rules(spec)),))


def _rule(rule: AclRule, at: Loc) -> Findings:
    if rule.number in OWN_NUMBERS:
        yield (
            (*at, "number"),
            f"{OWN_NUMBERS[0]} to {OWN_NUMBERS[-1]} are numbers of the rules for clients; write one before or after",
        )
    if rule.protocol == "all" and rule.ports is not None:
        yield (*at, "ports"), "a rule for all protocols has no ports; leave ports out, or write protocol: tcp"
    elif rule.protocol != "all" and rule.ports is None:
        yield at, f"a rule for {rule.protocol} needs ports; add ports, such as 443 or 1024-65535"


def _most_rules(spec: ConsumerSpec) -> int:
    """Return the most rules of a direction and address family, with AWS's own last one; the VPC counts as one CIDR."""
    acl = spec.network_acl
    assert acl is not None  # noqa: S101 (the caller has one)
    clients = {
        (source, rule.protocol, ports)
        for rule in spec.security_group.rules
        for source in acl.sources_of(rule)
        for ports in spec.ports(rule)
    }
    answers = {(source, protocol) for source, protocol, _ in clients}
    counts = Counter(("ingress", ":" in source) for source, _, _ in clients)
    counts += Counter(("egress", ":" in source) for source, _ in answers)
    counts += Counter((rule.direction, ":" in rule.cidr) for rule in acl.rules.values())
    return 1 + max(counts.values(), default=0)
