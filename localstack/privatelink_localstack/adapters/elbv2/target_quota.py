"""How many targets load balancers have, against the quotas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from privatelink_localstack.adapters.elbv2.store import Store
from privatelink_localstack.adapters.elbv2.stored import StoredTargetGroup
from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.quotas import Count
from privatelink_localstack.load_balancing.target_groups.target import EVERYWHERE, Target
from privatelink_localstack.wiring import plane


def check_registration(store: Store, group: StoredTargetGroup, targets: Iterable[Target]) -> None:
    """Check the targets that a target group is to get, for it and for the load balancers that forward to it.

    Raises:
        AwsError: too many.
    """
    added = [each for each in targets if each.key not in group.registered]
    quotas.check_registered(plane().quotas, group.model.arn, len(group.registered) + len(added))
    for arn in store.users(group.model.arn):
        balancer = store.find_load_balancer(arn)
        if balancer is not None and balancer.type == "network":
            _check(balancer, store.forwarded(arn), [_count(group, each) for each in added])
            _check_applications(store, balancer, group, added)


def check_forwarding(store: Store, balancer: LoadBalancer, target_groups: Sequence[str]) -> None:
    """Check the targets of a network load balancer that is to forward to some target groups, besides those that it has.

    Raises:
        AwsError: too many.
    """
    if balancer.type != "network":
        return
    groups = {each.model.arn: each for each in store.forwarded(balancer.arn)}
    for arn in target_groups:
        groups[arn] = store.target_group(arn)
        _check_applications(store, balancer, groups[arn], groups[arn].registered.values())
    _check(balancer, groups.values(), [])


def _check(balancer: LoadBalancer, groups: Iterable[StoredTargetGroup], added: Sequence[Count]) -> None:
    counts = [_count(group, each) for group in groups for each in group.registered.values()]
    quotas.check_targets(
        plane().quotas,
        balancer.arn,
        [zone.subnet.zone for zone in balancer.zones],
        [*counts, *added],
        cross_zone=balancer.attributes["load_balancing.cross_zone.enabled"] == "true",
    )


def _check_applications(
    store: Store, balancer: LoadBalancer, group: StoredTargetGroup, targets: Iterable[Target]
) -> None:
    """Check that an application load balancer is not a target of more network ones than AWS allows."""
    if group.model.target_type != "alb":
        return
    for target in targets:
        others = [
            user
            for each in store.stored_target_groups()
            if target.key[0] in {one.id for one in each.registered.values()}
            for user in store.users(each.model.arn)
        ]
        quotas.check_application(target.id, [balancer.arn, *others])


def _count(group: StoredTargetGroup, target: Target) -> Count:
    return Count(None if target.zone == EVERYWHERE else target.zone, application=group.model.target_type == "alb")
