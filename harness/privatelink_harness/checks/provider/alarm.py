"""The checks of an alarm."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from privatelink_generator.patterns.provider.alarms import Alarm
from privatelink_harness.checks.check import ABSENT, Sources
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
        plan=_of_resource(evidence.plan),
        state=_of_resource(evidence.state),
        api=_metric(f"{described['Namespace']} {described['MetricName']}", _dimensions(evidence)),
    )


def watched(evidence: Evidence[Alarm]) -> Sources:
    """Compare whose metric it is with the service, load balancers and target groups that the API has."""
    dimensions, known = _dimensions(evidence), _known(evidence)
    return Sources(
        spec={name: value if value in known else "does not exist" for name, value in dimensions.items()},
        state=dict(_resource(evidence).values["dimensions"]),
        api=dimensions,
    )


def threshold(evidence: Evidence[Alarm]) -> Sources:
    """Compare above what, and how often, the alarm goes off."""
    alarm, described = evidence.model, evidence.described
    periods = described["EvaluationPeriods"]
    return Sources(
        spec=_threshold(alarm.above, alarm.datapoints or alarm.minutes, alarm.minutes),
        plan=_threshold_of(evidence.planned),
        state=_threshold_of(evidence.stated),
        api=_threshold(
            described["Threshold"], described.get("DatapointsToAlarm", periods), periods * described["Period"] // 60
        ),
    )


def actions(evidence: Evidence[Alarm]) -> Sources:
    """Compare who is told, whose ARN the spec does not know; nobody is where actions are off."""
    described = evidence.described
    stated = _resource(evidence).values.get("alarm_actions") or ()
    told = described.get("AlarmActions", ()) if described.get("ActionsEnabled", True) else ()
    return Sources(state=frozenset(stated), api=frozenset(told))


def _resource(evidence: Evidence[Alarm]) -> Resource:
    assert evidence.state is not None  # noqa: S101 (an alarm is found by its resource)
    return evidence.state


def _metric(name: str, dimensions: Iterable[str]) -> str:
    return f"{name} by {' and '.join(sorted(dimensions))}"


def _of_resource(resource: Resource | None) -> object:
    """Return a resource's metric; ABSENT in a plan of which AWS has yet to assign what the metric is of."""
    if resource is None or not resource.values.get("dimensions"):
        return ABSENT
    values = resource.values
    return _metric(f"{values['namespace']} {values['metric_name']}", values["dimensions"])


def _dimensions(evidence: Evidence[Alarm]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in evidence.described["Dimensions"]}


def _known(evidence: Evidence[Alarm]) -> frozenset[str]:
    """Return the values of dimensions that have data: IDs of services, and the last parts of ARNs."""
    facts = evidence.facts
    suffixes = (arn.rpartition(":loadbalancer/")[2] for arn in facts.load_balancers)
    return frozenset({*facts.services, *suffixes, *(arn.rpartition(":")[2] for arn in facts.target_groups)})


def _threshold(above: float, datapoints: int, minutes: int) -> str:
    return f"above {above:g} in {datapoints} of {minutes} minutes"


def _threshold_of(read: Callable[[str], Any]) -> object:
    above, periods, period = (read(name) for name in ("threshold", "evaluation_periods", "period"))
    if ABSENT in {above, periods, period}:
        return ABSENT
    datapoints = read("datapoints_to_alarm")
    return _threshold(above, periods if datapoints is ABSENT else datapoints, periods * period // 60)


ALARM: Table[Evidence[Alarm]] = {
    Property.METRIC: metric,
    Property.WATCHED: watched,
    Property.THRESHOLD: threshold,
    Property.ALARM_ACTIONS: actions,
}
"""The checks of an alarm."""
