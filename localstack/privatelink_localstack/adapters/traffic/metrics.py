"""Data points of the data plane in LocalStack's CloudWatch, and the alarms on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from localstack.services.cloudwatch import alarm_scheduler as alarms
from localstack.services.cloudwatch.models import cloudwatch_stores
from localstack.services.plugins import SERVICE_PLUGINS

from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.traffic.metrics import NAMESPACES, Point, Records
from privatelink_localstack.traffic.recorder import Meter

if TYPE_CHECKING:
    from privatelink_localstack.adapters.cloudwatch import CloudWatch

_MINUTE = 60


def meter(emulation: Emulation) -> Meter:
    """Return what records traffic in CloudWatch."""
    minute = partial(emulation.settings.durations.__getitem__, "metric.minute")
    return Meter(minute, partial(_records, emulation), partial(_put, emulation))


def _records(emulation: Emulation) -> Records:
    with emulation.locked():
        store = emulation.privatelink.store
        interfaces = {key: each for key, each in store.endpoints.items() if each.type == "Interface"}
        return Records(interfaces, dict(store.services))


def _put(emulation: Emulation, found: Sequence[Point], began: float) -> None:
    """Add data points, and let the alarms on them go off at once: LocalStack looks at each once in its whole period."""
    cloudwatch: CloudWatch = SERVICE_PLUGINS.require("cloudwatch").lifecycle_hook
    when = datetime.fromtimestamp(began, UTC)
    for point in found:
        metric = point.metric
        datum = {
            "MetricName": metric.name,
            "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
            "Timestamp": when,
            "Value": point.value,
            "Unit": point.unit,
        }
        cloudwatch.cloudwatch_database.add_metric_data(
            metric.scope.account, metric.scope.region, metric.namespace, [datum]
        )
    minute = emulation.settings.durations["metric.minute"]
    for scope in {point.metric.scope for point in found}:
        for details in _alarms(scope):
            if details.get("Namespace") in NAMESPACES and "Period" in details:
                _judge(details, minute)


def _alarms(scope: Scope) -> list[Any]:
    """Return the alarms of an account, as CloudWatch describes them; none of one that was forgotten since it was read.

    To ask the service for its store would make it anew.
    """
    stores = cloudwatch_stores.get(scope.account) or {}
    store = stores.get(scope.region)
    return [each.alarm for each in list(store.alarms.values())] if store else []


def _judge(alarm: Any, minute: float) -> None:
    """Let an alarm go off whose threshold is exceeded; that it is over LocalStack finds by itself."""
    client = alarms.get_cloudwatch_client_for_region_of_alarm(alarm["AlarmArn"])
    scaled = {**alarm, "Period": max(1, round(alarm["Period"] * minute / _MINUTE))}
    values = [each for each in alarms.collect_metric_data(scaled, client) if each is not None]
    if alarms.is_threshold_exceeded(values, scaled):
        data = {"version": "1.0", "recentDatapoints": values, "threshold": alarm["Threshold"]}
        state = (alarm["AlarmName"], alarm["StateValue"], "ALARM", alarms.THRESHOLD_CROSSED)
        alarms.update_alarm_state(client, *state, state_reason_data=data)
