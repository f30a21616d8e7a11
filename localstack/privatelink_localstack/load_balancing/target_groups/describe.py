"""DescribeTargetGroups, and the look-up that requests about one target group start with."""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_localstack.load_balancing.errors import target_group_not_found, validation_error
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.names import check_arn
from privatelink_localstack.load_balancing.store import ElbStore
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup


def get_target_group(store: ElbStore, arn: str) -> TargetGroup:
    """Return a target group. Reject malformed and unknown ARNs."""
    check_arn(arn, "targetgroup")
    target_group = store.find_target_group(arn)
    if target_group is None:
        raise target_group_not_found()
    return target_group


def describe_target_groups(
    store: ElbStore, load_balancer_arn: str | None, arns: Sequence[str], names: Sequence[str]
) -> Sequence[TargetGroup]:
    """Return target groups by load balancer, by ARN, by name, or all of them."""
    if bool(load_balancer_arn) + bool(arns) + bool(names) > 1:
        raise validation_error(
            "Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time"
        )
    for arn in arns:
        check_arn(arn, "targetgroup")
    target_groups = store.target_groups()
    if load_balancer_arn:
        get_load_balancer(store, load_balancer_arn)
        return [each for each in target_groups if load_balancer_arn in store.load_balancers_of(each.arn)]
    if not arns and not names:
        return target_groups
    described = [each for each in target_groups if each.arn in arns or each.name in names]
    if len(described) < len(set(arns or names)):
        raise target_group_not_found()
    return described
