"""Handlers of targets and their health. Each is named after its operation."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import requests, responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing.target_groups import health, registration


def register_targets(call: Call) -> Response:
    """Register targets."""
    described = requests.targets(call.request.get("Targets"))
    registration.register_targets(context_of(call), call.request["TargetGroupArn"], described)
    return {}


def deregister_targets(call: Call) -> Response:
    """Deregister targets."""
    described = requests.targets(call.request.get("Targets"))
    registration.deregister_targets(context_of(call), call.request["TargetGroupArn"], described)
    return {}


def describe_target_health(call: Call) -> Response:
    """Show the health of targets."""
    target_group, described = health.describe_target_health(
        context_of(call),
        call.request["TargetGroupArn"],
        requests.targets(call.request.get("Targets")),
        requests.strings(call.request, "Include"),
    )
    return {"TargetHealthDescriptions": [responses.target_health(target_group, each) for each in described]}
