"""The checks of an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_generator.patterns.provider.alarms import Alarm
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.subject import Table
from privatelink_harness.terraform.snapshot import Resource

_METRICS = {
    "active_connections": ("AWS/PrivateLinkServices ActiveConnections", {"Service Id"}),
    "new_connections": ("AWS/PrivateLinkServices NewConnections", {"Service Id"}),
    "resets": ("AWS/PrivateLinkServices RstPacketsSent", {"Service Id"}),
    "unhealthy_targets": ("AWS/NetworkELB UnHealthyHostCount", {"LoadBalancer", "TargetGroup"}),
    "port_allocation_errors": ("AWS/NetworkELB PortAllocationErrorCount", {"LoadBalancer"}),
    "blocked_flows": ("AWS/NetworkELB SecurityGroupBlockedFlowCount_Inbound_TCP", {"LoadBalancer"}),
}
"""Metrics with the dimensions under which they have data.

PrivateLink guide, "CloudWatch metrics for AWS PrivateLink"; Network Load Balancers guide, "CloudWatch metrics".
"""


def metric(evidence: Evidence[Alarm]) -> Sources:
    """Compare the metric, with the names of its dimensions: no other set of them has data."""
    expected, dimensions = _METRICS[_resource(evidence).name]
    described = evidence.described
    return Sources(
        spec=_metric(expected, dimensions),
        state=_of_resource(_resource(evidence).values),
        api=_metric(
            f"{described['Namespace']} {described['MetricName']}", {each["Name"] for each in described["Dimensions"]}
        ),
    )


def threshold(evidence: Evidence[Alarm]) -> Sources:
    """Compare above what, and how often, the alarm goes off."""
    alarm, described = evidence.model, evidence.described
    return Sources(
        spec=f"above {alarm.above} in {alarm.datapoints or alarm.minutes} of {alarm.minutes} minutes",
        api=(
            f"above {described['Threshold']:g} in {described.get('DatapointsToAlarm', described['EvaluationPeriods'])} "
            f"of {described['EvaluationPeriods'] * described['Period'] // 60} minutes"
        ),
    )


def _resource(evidence: Evidence[Alarm]) -> Resource:
    assert evidence.state is not None  # noqa: S101 (an alarm is found by its resource)
    return evidence.state


def _metric(name: str, dimensions: set[str]) -> str:
    return f"{name} by {' and '.join(sorted(dimensions))}"


def _of_resource(values: Mapping[str, Any]) -> str:
    return _metric(f"{values['namespace']} {values['metric_name']}", set(values["dimensions"]))


ALARM: Table[Evidence[Alarm]] = {Property.METRIC: metric, Property.THRESHOLD: threshold}
"""The checks of an alarm."""
