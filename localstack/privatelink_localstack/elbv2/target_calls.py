"""The calls about targets and their health."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.elbv2 import target_health
from privatelink_localstack.elbv2.call import Answer, Call
from privatelink_localstack.elbv2.errors import Elbv2Error, invalid, invalid_target
from privatelink_localstack.elbv2.store import StoredTargetGroup
from privatelink_localstack.elbv2.target_group import TargetGroup
from privatelink_localstack.elbv2.target_health import Health, Target, Use

ALONE = frozenset({"lambda", "alb"})
"""Types of which a group has one target only."""


def register(call: Call) -> Answer:
    """RegisterTargets: all of them, or none if one is wrong."""
    group = call.store.target_group(call.request["TargetGroupArn"])
    asked = target_health.read_targets(_asked(call), group.model)
    targets = [_check(call, group.model, target) for target in asked]
    if group.model.target_type in ALONE and len({*group.registered, *(target.key for target in targets)}) > 1:
        raise Elbv2Error(
            "TooManyTargets", f"A target group with target type '{group.model.target_type}' can have one target only"
        )
    for target in targets:
        group.add(target)
    return {}


def deregister(call: Call) -> Answer:
    """DeregisterTargets. One that is not registered is deregistered already."""
    group = call.store.target_group(call.request["TargetGroupArn"])
    for target in target_health.read_targets(_asked(call), group.model):
        group.drop(target)
    return {}


def describe(call: Call) -> Answer:
    """DescribeTargetHealth."""
    group = call.store.target_group(call.request["TargetGroupArn"])
    asked = target_health.read_targets(call.request.get("Targets") or [], group.model)
    found = target_health.describe(
        group.model, asked, group.registered, group.drained, _use(call, group), datetime.now(UTC)
    )
    return {"TargetHealthDescriptions": [_show(group.model, each) for each in found]}


def _asked(call: Call) -> list[dict[str, Any]]:
    targets = call.request.get("Targets") or []
    if not targets:
        raise invalid("At least one target must be specified")
    return list(targets)


def _check(call: Call, group: TargetGroup, target: Target) -> Target:
    """Give a target that is to be registered, with the zone that it is in.

    Raises:
        Elbv2Error: it can't be a target of the group.
    """
    target_health.check_zone(target, group)
    match group.target_type:
        case "ip":
            return target_health.locate(target, group, call.network.subnets_of(group.vpc or ""), call.network.zones())
        case "alb":
            found = call.store.find_load_balancer(target.id)
            fits = found is not None and found.type == "application" and found.vpc == group.vpc
            target_health.check_application(target, group, call.store.ports(target.id) if fits else None)
            return target
        case "instance":
            return _check_instance(call, group, target)
    return target


def _check_instance(call: Call, group: TargetGroup, target: Target) -> Target:
    if not target.id.startswith("i-"):
        raise invalid(f"Instance ID '{target.id}' is not valid")
    instance = call.network.instance(target.id)
    if instance is None:
        raise invalid_target(f"The following targets do not exist: '{target.id}'")
    if instance.state != "running":
        raise invalid_target(
            f"The following targets are not in a running state and cannot be registered: '{target.id}'"
        )
    if instance.vpc_id != group.vpc:
        raise invalid_target(f"The following targets are not in the target group VPC '{group.vpc}': '{target.id}'")
    return replace(target, zone=instance.placement.zone)


def _use(call: Call, group: StoredTargetGroup) -> Use:
    """How a target group is used."""
    users = [found for arn in call.store.users(group.model.arn) if (found := call.store.find_load_balancer(arn))]
    instances = [target.id for target in group.registered.values()] if group.model.target_type == "instance" else []
    return Use(
        used=bool(users),
        zones=frozenset(zone.subnet.zone for user in users for zone in user.zones),
        stopped=call.network.stopped(instances),
    )


def _show(group: TargetGroup, found: Health) -> Answer:
    target: dict[str, Any] = {"Id": found.target.id}
    if found.target.port is not None:
        target["Port"] = found.target.port
    if group.target_type == "ip" and found.target.zone is not None:
        target["AvailabilityZone"] = found.target.zone
    health = {"State": found.state, "Reason": found.reason, "Description": found.description}
    shown: dict[str, Any] = {
        "Target": target,
        "TargetHealth": {key: value for key, value in health.items() if value is not None},
    }
    if group.health_check.port is not None:
        own = group.health_check.port
        shown["HealthCheckPort"] = str(found.target.port) if own == "traffic-port" else own
    return shown
