"""The probe of an alarm, where its metric has no data points."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_harness.checks.property import TRAFFIC, Property
from privatelink_harness.probes import alarms
from privatelink_harness.probes.prober import Unprovable


@pytest.mark.parametrize(
    ("namespace", "reason"),
    [
        ("AWS/NetworkELB", "LocalStack has no metrics of load balancers"),
        ("AWS/PrivateLinkServices", "the target's API can't be asked"),
    ],
)
def test_data_that_nobody_can_ask_for_is_not_provable(namespace: str, reason: str) -> None:
    evidence: Any = SimpleNamespace(described={"Namespace": namespace})
    prober: Any = SimpleNamespace(api=None)
    [probe] = alarms.probes(evidence)
    with pytest.raises(Unprovable, match=f"^{reason}$"):
        probe.attempt(prober)
    assert (probe.about, probe.about in TRAFFIC) == (Property.ALARM_DATA, True)


@pytest.mark.parametrize("flowed", ["opened", "refused"])
@pytest.mark.parametrize(
    ("metrics", "found"),
    [
        ([], None),
        (["EndpointsCount"], None),
        (["EndpointsCount", "NewConnections"], False),
    ],
)
def test_metric_without_data_fails_where_others_of_what_flows_have_some(
    monkeypatch: pytest.MonkeyPatch, metrics: list[str], flowed: str, *, found: bool | None
) -> None:
    described = {
        "Namespace": "AWS/PrivateLinkServices",
        "MetricName": "NewConections",
        "Dimensions": [{"Name": "Service Id", "Value": "vpce-svc-1"}],
    }
    page = {"VpcEndpointConnections": [{"VpcEndpointId": "vpce-1"}]}
    api: Any = SimpleNamespace(
        can_paginate=lambda _: False,
        describe_vpc_endpoint_connections=lambda **_: page,
        get_metric_statistics=lambda **_: {"Datapoints": []},
        list_metrics=lambda **_: {"Metrics": [{"MetricName": name} for name in metrics]},
    )
    evidence: Any = SimpleNamespace(described=described, facts=SimpleNamespace(account=None), region="us-east-1")
    client = SimpleNamespace(traffic=lambda: {"vpce-1": {flowed: 1}})
    prober: Any = SimpleNamespace(api=SimpleNamespace(client=lambda *_, **__: api), client=client)
    monkeypatch.setattr(alarms, "_MINUTE", 0)

    [probe] = alarms.probes(evidence)
    if found is None:
        with pytest.raises(Unprovable, match="no minute of the metrics has ended yet"):
            probe.attempt(prober)
    else:
        assert probe.attempt(prober) is found
