"""ModifyTargetGroup and ModifyTargetGroupAttributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.target_groups.attributes import changed_attributes
from privatelink_localstack.load_balancing.target_groups.describe import get_target_group
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheckSettings, changed_health_check
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup


def modify_target_group(context: Context, arn: str, settings: HealthCheckSettings) -> TargetGroup:
    """Change a target group's health check; nothing else of it can be changed."""
    target_group = get_target_group(context.store, arn)
    health_check = changed_health_check(
        target_group.health_check, settings, target_group.target_type, target_group.protocol
    )
    changed = replace(target_group, health_check=health_check)
    context.store.put_target_group(changed)
    return changed


def modify_target_group_attributes(context: Context, arn: str, changes: Mapping[str, str]) -> TargetGroup:
    """Change a target group's attributes."""
    target_group = get_target_group(context.store, arn)
    attributes = changed_attributes(
        target_group.target_type,
        target_group.protocol,
        target_group.attributes,
        changes,
        version=target_group.protocol_version,
    )
    changed = replace(target_group, attributes=attributes)
    context.store.put_target_group(changed)
    return changed
