"""Data points of traffic in CloudWatch, of accounts that may be gone by then."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from localstack.services.cloudwatch.models import cloudwatch_stores

from privatelink_localstack.adapters.traffic import metrics
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.traffic.metrics import SERVICES, Metric, Point


def test_account_that_was_forgotten_is_not_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = list[str]()
    database = SimpleNamespace(add_metric_data=lambda account, *_: kept.append(account))
    service = SimpleNamespace(lifecycle_hook=SimpleNamespace(cloudwatch_database=database))
    monkeypatch.setattr(metrics, "SERVICE_PLUGINS", SimpleNamespace(require=lambda _: service))
    emulation = SimpleNamespace(settings=SimpleNamespace(durations={"metric.minute": 60.0}))
    account = "904422112233"
    dimensions = (("Service Id", "vpce-svc-1"),)
    point = Point(Metric(Scope(account, "us-east-1"), SERVICES, "EndpointsCount", dimensions), 1)
    known: Any = cloudwatch_stores

    metrics.meter(cast("Emulation", emulation)).put([point], 0.0)

    assert (kept, account in known) == ([account], False)
