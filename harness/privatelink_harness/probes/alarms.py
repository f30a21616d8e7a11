"""The probe of an alarm: once something flows through its service, the metric that it watches has data points.

The connections are those of other probes, through the endpoints that are connected to the service.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from privatelink_generator.patterns.provider.alarms import Alarm
from privatelink_harness.checks.api import pages
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.probes.probe import Probe
from privatelink_harness.probes.prober import PATIENCE, Prober, Unprovable

_NAMESPACE = "AWS/PrivateLinkServices"
_SERVICE = "Service Id"
_COUNTED = "EndpointsCount"
"""The metric of a service that has data points where nothing flows."""

_MINUTE = 5.0
"""Seconds for which the end of a minute of the metrics is awaited."""
_GLANCE = 0.1
_HOUR = 3600


def probes(evidence: Evidence[Alarm]) -> Sequence[Probe]:
    """Return the probe of an alarm."""
    return (Probe(Property.ALARM_DATA, expected=True, attempt=partial(has_data, evidence)),)


def has_data(evidence: Evidence[Alarm], prober: Prober) -> bool:
    """Return whether the alarm's metric has data points, although others of its service have some.

    Raises:
        Unprovable: nothing flows, or no minute of the metrics ends in time.
    """
    described = evidence.described
    if described["Namespace"] != _NAMESPACE:
        raise Unprovable("LocalStack has no metrics of load balancers")
    if prober.api is None:
        raise Unprovable("the target's API can't be asked")
    client = partial(prober.api.client, account=evidence.facts.account, region=evidence.region)
    service = next(each["Value"] for each in described["Dimensions"] if each["Name"] == _SERVICE)
    _await_flow(client("ec2"), prober, service)
    cloudwatch, deadline = client("cloudwatch"), time.monotonic() + _MINUTE
    while time.monotonic() < deadline:
        if _points(cloudwatch, described):
            return True
        time.sleep(_GLANCE)
    dimensions = [{"Name": _SERVICE, "Value": service}]
    metrics = cloudwatch.list_metrics(Namespace=_NAMESPACE, Dimensions=dimensions)["Metrics"]
    if any(each["MetricName"] != _COUNTED for each in metrics):
        return False
    raise Unprovable("no minute of the metrics has ended yet; the duration metric.minute makes them shorter")


def _await_flow(ec2: Any, prober: Prober, service: str) -> None:
    """Wait until something has flowed through the service.

    Raises:
        Unprovable: no endpoint is connected to it, or nobody connects through one.
    """
    filters = [{"Name": "service-id", "Values": [service]}]
    found = pages(ec2, "describe_vpc_endpoint_connections", "VpcEndpointConnections", Filters=filters)
    endpoints = [each["VpcEndpointId"] for each in found]
    deadline = time.monotonic() + (PATIENCE if endpoints else 0)
    while not _has_flowed(prober, endpoints):
        if time.monotonic() >= deadline:
            raise Unprovable("nothing flows through the service: no client connects through an endpoint of it")
        time.sleep(_GLANCE)


def _has_flowed(prober: Prober, endpoints: Sequence[str]) -> bool:
    """Return whether a connection was made through one of these endpoints, to a target or without one."""
    counted = prober.client.traffic()
    return any(counted.get(each, {}).get(name) for each in endpoints for name in ("opened", "refused"))


def _points(cloudwatch: Any, described: Any) -> bool:
    now = datetime.now(UTC)
    metric = {name: described[name] for name in ("Namespace", "MetricName", "Dimensions")}
    found = cloudwatch.get_metric_statistics(
        **metric,
        StartTime=now - timedelta(seconds=_HOUR),
        EndTime=now + timedelta(seconds=_HOUR),
        Period=_HOUR,
        Statistics=["SampleCount"],
    )
    return bool(found["Datapoints"])
