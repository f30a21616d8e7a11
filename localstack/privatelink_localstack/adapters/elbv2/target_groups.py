"""Handlers of target groups, of every target type. Each is named after its operation."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import requests, responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing.store import ElbStore
from privatelink_localstack.load_balancing.target_groups import create, delete, describe, modify
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup


def create_target_group(call: Call) -> Response:
    """Create a target group."""
    context = context_of(call)
    created = create.create_target_group(context, requests.create_target_group(call.request))
    return {"TargetGroups": [_show(created, context.store)]}


def describe_target_groups(call: Call) -> Response:
    """List target groups."""
    store = context_of(call).store
    described = describe.describe_target_groups(
        store,
        call.request.get("LoadBalancerArn"),
        requests.strings(call.request, "TargetGroupArns"),
        requests.strings(call.request, "Names"),
    )
    return responses.page_of(
        "TargetGroups",
        described,
        lambda target_group: _show(target_group, store),
        key=lambda target_group: target_group.arn,
        request=call.request,
    )


def modify_target_group(call: Call) -> Response:
    """Change a target group's health check."""
    context = context_of(call)
    changed = modify.modify_target_group(
        context, call.request["TargetGroupArn"], requests.health_check_settings(call.request)
    )
    return {"TargetGroups": [_show(changed, context.store)]}


def delete_target_group(call: Call) -> Response:
    """Delete a target group."""
    delete.delete_target_group(context_of(call), call.request["TargetGroupArn"])
    return {}


def describe_target_group_attributes(call: Call) -> Response:
    """Show a target group's attributes."""
    target_group = describe.get_target_group(context_of(call).store, call.request["TargetGroupArn"])
    return responses.attributes(target_group.attributes)


def modify_target_group_attributes(call: Call) -> Response:
    """Change a target group's attributes."""
    changed = modify.modify_target_group_attributes(
        context_of(call),
        call.request["TargetGroupArn"],
        requests.attributes(call.request, repeated=requests.REPEATED_KEY_OF_TARGET_GROUP),
    )
    return responses.attributes(changed.attributes)


def _show(target_group: TargetGroup, store: ElbStore) -> Response:
    return responses.target_group(target_group, store.load_balancers_of(target_group.arn))
