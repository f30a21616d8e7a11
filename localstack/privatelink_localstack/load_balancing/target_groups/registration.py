"""RegisterTargets and DeregisterTargets."""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import validation_error
from privatelink_localstack.load_balancing.target_groups import target as targets
from privatelink_localstack.load_balancing.target_groups.describe import get_target_group
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target, TargetKey
from privatelink_localstack.load_balancing.target_groups.target_quota import check_registration

SINGLE_TARGET_TYPES = {"lambda": "Lambda function", "alb": "Application Load Balancer"}
"""Target types of which a target group has one target only, in the words of AWS's message (deployments, `errors`)."""


def register_targets(context: Context, target_group_arn: str, described: Sequence[Target]) -> None:
    """Register targets: all of them, or none if one is rejected."""
    target_group = get_target_group(context.store, target_group_arn)
    registered = context.store.registered(target_group_arn)
    accepted: dict[TargetKey, Target] = {}
    for target in _required(described, target_group):
        targets.check_quic_server_id(target, target_group, [*registered.values(), *accepted.values()])
        targets.check_zone(target, target_group)
        accepted[target.key] = _accepted(context, target_group, target)
    count = len({*registered, *accepted})
    if target_group.target_type in SINGLE_TARGET_TYPES and count > 1:
        words = SINGLE_TARGET_TYPES[target_group.target_type]
        raise AwsError("TooManyTargets", f"Up to '1' {words} target(s) can be registered, but '{count}' were specified")
    check_registration(context, target_group, accepted.values())
    for target in accepted.values():
        context.store.register(target_group_arn, target)


def deregister_targets(context: Context, target_group_arn: str, described: Sequence[Target]) -> None:
    """Deregister targets. Succeeds for targets that are not registered."""
    target_group = get_target_group(context.store, target_group_arn)
    for target in _required(described, target_group):
        context.store.deregister(target_group_arn, target.key, context.timer)


def _required(described: Sequence[Target], target_group: TargetGroup) -> list[Target]:
    if not described:
        raise validation_error("At least one target must be specified")
    return [targets.completed(target, target_group) for target in described]


def _accepted(context: Context, target_group: TargetGroup, target: Target) -> Target:
    """Return a target with its Availability Zone. Reject what the target group's type does not accept."""
    match target_group.target_type:
        case "ip":
            subnets = context.network.subnets_of(target_group.vpc_id or "")
            zones = [name for name, _ in context.network.zones()]
            return targets.with_zone(target, target_group, subnets, zones)
        case "alb":
            load_balancer = context.store.find_load_balancer(target.id)
            fits = (
                load_balancer is not None
                and load_balancer.type == "application"
                and load_balancer.vpc_id == target_group.vpc_id
            )
            ports = context.store.listener_ports(target.id) if fits else None
            targets.check_application_load_balancer(target, target_group, ports)
        case "instance":
            targets.check_instance_id(target)
            return targets.with_instance_zone(target, target_group, context.network.instance(target.id))
    return target
