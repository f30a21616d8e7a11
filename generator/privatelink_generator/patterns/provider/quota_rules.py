"""What of a provider spec is over AWS's quotas.

AWS documents none for the principals, the load balancers and the consumers of an endpoint service.
"""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_generator.aws.limits import LOAD_BALANCERS_PER_APPLICATION_LOAD_BALANCER
from privatelink_generator.errors import Loc
from privatelink_generator.patterns import quotas
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider.load_balancer import LoadBalancer
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_generator.patterns.security_group import RuleBlock


def check(spec: ProviderSpec) -> Findings:
    """Yield what is over a quota."""
    if all(group in spec.target_groups for _, group in spec.pairs):
        yield from quotas.check(spec.quotas, _counts(spec))
    yield from _application_load_balancers(spec)


def _counts(spec: ProviderSpec) -> Iterator[tuple[Loc, str, int]]:
    yield ("load_balancers",), "network_load_balancers_per_region", len(spec.load_balancers)
    yield ("target_groups",), "target_groups_per_region", len(spec.pairs)
    for name, group in spec.target_groups.items():
        yield ("target_groups", name, "targets"), "targets_per_target_group", len(group.targets)
    for name, load_balancer in spec.load_balancers.items():
        yield from _of_load_balancer(spec, name, load_balancer)


def _of_load_balancer(spec: ProviderSpec, name: str, load_balancer: LoadBalancer) -> Iterator[tuple[Loc, str, int]]:
    at: Loc = ("load_balancers", name)
    further = {other for each in load_balancer.listeners.values() for other in (each.certificates or ())[1:]}
    yield (*at, "listeners"), "certificates_per_network_load_balancer", len(further)
    cross_zone = load_balancer.enable_cross_zone_load_balancing
    weight = 100 if cross_zone else 50  # Of an Application Load Balancer: the page of the quotas, footnote 2.
    groups = [spec.target_groups[group] for pair, group in spec.pairs if pair == name]
    targets = sum(weight if group.target_type == "alb" else len(group.targets) for group in groups)
    yield at, "targets_per_network_load_balancer", targets
    everywhere = sum(target.outside_vpc for group in groups for target in group.targets.values())
    in_a_zone = targets if cross_zone else everywhere
    yield at, "targets_per_availability_zone_per_network_load_balancer", in_a_zone
    if load_balancer.has_security_group:
        view = ProviderView(spec)
        yield (*at, "security_group", "ingress"), "rules_per_security_group", sum(map(_rules, view.ingress(name)))
        # Each port is open to the VPC and to each address outside of it.
        outside = {each.address for group in groups for each in group.targets.values() if each.outside_vpc}
        yield (*at, "security_group"), "rules_per_security_group", len(view.egress(name)) * (1 + len(outside))


def _rules(block: RuleBlock) -> int:
    """Return the number of rules that AWS makes of a block: one for each source."""
    sources = (block.cidrs, block.ipv6_cidrs, block.groups, block.prefix_lists)
    return block.vpc + sum(len(each) for each in sources)


def _application_load_balancers(spec: ProviderSpec) -> Findings:
    """Reject an Application Load Balancer behind more network load balancers than AWS takes."""
    for name, group in spec.target_groups.items():
        count = sum(pair == name for _, pair in spec.pairs)
        if group.target_type == "alb" and count > LOAD_BALANCERS_PER_APPLICATION_LOAD_BALANCER:
            yield (
                ("target_groups", name),
                (
                    f"{count} load balancers forward to it, and AWS takes an Application Load Balancer as a target of "
                    f"{LOAD_BALANCERS_PER_APPLICATION_LOAD_BALANCER}; name it in the listeners of two alone"
                ),
            )
