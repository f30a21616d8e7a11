"""How many targets load balancers have, against the quotas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.quotas import CountedTarget
from privatelink_localstack.load_balancing.target_groups.describe import get_target_group
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import ALL_ZONES, Target


def check_registration(context: Context, target_group: TargetGroup, targets: Iterable[Target]) -> None:
    """Reject targets that are too many for their target group, or for a load balancer that forwards to it."""
    store = context.store
    registered = store.registered(target_group.arn)
    added = [target for target in targets if target.key not in registered]
    quotas.check_registered(context.quotas, target_group.arn, len(registered) + len(added))
    for arn in store.load_balancers_of(target_group.arn):
        load_balancer = store.find_load_balancer(arn)
        if load_balancer is not None and load_balancer.type == "network":
            counted = [_counted(target_group, target) for target in added]
            _check_load_balancer(context, load_balancer, store.target_groups_of(arn), counted)
            _check_application_load_balancers(context, load_balancer, target_group, added)


def check_forwarding(context: Context, load_balancer: LoadBalancer, target_group_arns: Sequence[str]) -> None:
    """Reject target groups with too many targets for a network load balancer that is to forward to them.

    The target groups that the load balancer forwards to already count too.
    """
    if load_balancer.type != "network":
        return
    store = context.store
    target_groups = {each.arn: each for each in store.target_groups_of(load_balancer.arn)}
    for arn in target_group_arns:
        target_groups[arn] = get_target_group(store, arn)
        _check_application_load_balancers(context, load_balancer, target_groups[arn], store.registered(arn).values())
    _check_load_balancer(context, load_balancer, target_groups.values(), [])


def _check_load_balancer(
    context: Context,
    load_balancer: LoadBalancer,
    target_groups: Iterable[TargetGroup],
    added: Sequence[CountedTarget],
) -> None:
    counted = [
        _counted(target_group, target)
        for target_group in target_groups
        for target in context.store.registered(target_group.arn).values()
    ]
    quotas.check_targets(
        context.quotas,
        load_balancer.arn,
        [zone.subnet.zone for zone in load_balancer.zones],
        [*counted, *added],
        cross_zone=load_balancer.attributes["load_balancing.cross_zone.enabled"] == "true",
    )


def _check_application_load_balancers(
    context: Context, load_balancer: LoadBalancer, target_group: TargetGroup, targets: Iterable[Target]
) -> None:
    """Reject an Application Load Balancer that would be a target of too many network load balancers."""
    if target_group.target_type != "alb":
        return
    store = context.store
    for target in targets:
        others = [
            arn
            for other in store.target_groups()
            if any(registered.id == target.id for registered in store.registered(other.arn).values())
            for arn in store.load_balancers_of(other.arn)
        ]
        quotas.check_application_load_balancer(target.id, [load_balancer.arn, *others])


def _counted(target_group: TargetGroup, target: Target) -> CountedTarget:
    zone = None if target.zone == ALL_ZONES else target.zone
    return CountedTarget(zone, is_application=target_group.target_type == "alb")
