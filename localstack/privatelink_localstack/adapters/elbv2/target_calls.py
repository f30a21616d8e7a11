"""The calls about targets and their health."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.adapters.elbv2 import target_quota
from privatelink_localstack.adapters.elbv2.call import Answer, Call
from privatelink_localstack.adapters.elbv2.stored import StoredTargetGroup
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import invalid, invalid_target, not_in
from privatelink_localstack.load_balancing.target_groups import health as target_health
from privatelink_localstack.load_balancing.target_groups import target
from privatelink_localstack.load_balancing.target_groups.health import Health, Use
from privatelink_localstack.load_balancing.target_groups.health_fault import health_faults
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target, read_targets

ALONE = frozenset({"lambda", "alb"})
"""Types of which a group has one target only."""

INCLUDED = ("AnomalyDetection", "All")
"""What DescribeTargetHealth may be asked for besides. Network load balancers detect no anomalies."""


def register(call: Call) -> Answer:
    """RegisterTargets: all of them, or none if one is wrong."""
    group = call.store.target_group(call.request["TargetGroupArn"])
    targets: dict[tuple[str, int | None], Target] = {}
    for asked in read_targets(_asked(call), group.model):
        target.check_server(asked, group.model, [*group.registered.values(), *targets.values()])
        targets[asked.key] = _check(call, group.model, asked)
    if group.model.target_type in ALONE and len({*group.registered, *targets}) > 1:
        raise AwsError(
            "TooManyTargets", f"A target group with target type '{group.model.target_type}' can have one target only"
        )
    target_quota.check_registration(call.store, group, targets.values())
    for each in targets.values():
        group.add(each)
    return {}


def deregister(call: Call) -> Answer:
    """DeregisterTargets. One that is not registered is deregistered already."""
    group = call.store.target_group(call.request["TargetGroupArn"])
    for asked in read_targets(_asked(call), group.model):
        group.drop(asked)
    return {}


def describe(call: Call) -> Answer:
    """DescribeTargetHealth."""
    group = call.store.target_group(call.request["TargetGroupArn"])
    for each in call.request.get("Include") or []:
        if each not in INCLUDED:
            raise not_in(each, "include.1.member", INCLUDED)
    asked = read_targets(call.request.get("Targets") or [], group.model)
    found = target_health.describe(
        group.model, asked, group.registered, group.drained, _use(call, group), datetime.now(UTC)
    )
    return {"TargetHealthDescriptions": [_show(group.model, each) for each in found]}


def _asked(call: Call) -> list[dict[str, Any]]:
    targets = call.request.get("Targets") or []
    if not targets:
        raise invalid("At least one target must be specified")
    return list(targets)


def _check(call: Call, group: TargetGroup, asked: Target) -> Target:
    """Give a target that is to be registered, with the zone that it is in.

    Raises:
        AwsError: it can't be a target of the group.
    """
    target.check_zone(asked, group)
    match group.target_type:
        case "ip":
            return target.locate(asked, group, call.network.subnets_of(group.vpc or ""), call.network.zones())
        case "alb":
            found = call.store.find_load_balancer(asked.id)
            fits = found is not None and found.type == "application" and found.vpc == group.vpc
            target.check_application(asked, group, call.store.ports(asked.id) if fits else None)
            return asked
        case "instance":
            return _check_instance(call, group, asked)
    return asked


def _check_instance(call: Call, group: TargetGroup, asked: Target) -> Target:
    if not asked.id.startswith("i-"):
        raise invalid(f"Instance ID '{asked.id}' is not valid")
    instance = call.network.instance(asked.id)
    if instance is None:
        raise invalid_target(f"The following targets do not exist: '{asked.id}'")
    if instance.state != "running":
        raise invalid_target(f"The following targets are not in a running state and cannot be registered: '{asked.id}'")
    if instance.vpc_id != group.vpc:
        raise invalid_target(f"The following targets are not in the target group VPC '{group.vpc}': '{asked.id}'")
    return replace(asked, zone=instance.placement.zone)


def _use(call: Call, group: StoredTargetGroup) -> Use:
    """How a target group is used."""
    users = [found for arn in call.store.users(group.model.arn) if (found := call.store.find_load_balancer(arn))]
    instances = [each.id for each in group.registered.values()] if group.model.target_type == "instance" else []
    return Use(
        used=bool(users),
        zones=frozenset(zone.subnet.zone for user in users for zone in user.zones),
        stopped=call.network.stopped(instances),
        reserved=frozenset(address for user in users for zone in user.zones for address in zone.addresses),
        faults=health_faults().all(),
    )


def _show(group: TargetGroup, found: Health) -> Answer:
    one: dict[str, Any] = {"Id": found.target.id}
    if found.target.port is not None:
        one["Port"] = found.target.port
    if group.target_type == "ip" and found.target.zone is not None:
        one["AvailabilityZone"] = found.target.zone
    if found.target.server is not None:
        one["QuicServerId"] = found.target.server
    health = {"State": found.state, "Reason": found.reason, "Description": found.description}
    shown: dict[str, Any] = {
        "Target": one,
        "TargetHealth": {key: value for key, value in health.items() if value is not None},
    }
    if group.health_check.port is not None:
        own = group.health_check.port
        shown["HealthCheckPort"] = str(found.target.port) if own == "traffic-port" else own
    return shown
