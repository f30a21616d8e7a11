"""The row `data` of an alarm in a run with traffic: what the probes send counts in the metric that it watches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.probes import alarms
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
from tests.support.http import call_http
from tests.support.namespaces import need_namespaces
from tests.support.until import PATIENCE, until

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

SPEC = """
version: 1
pattern: stack
name: watched
region: us-east-1
accounts: {provider: {}, consumer: {}}
modules:
  payments:
    account: provider
    spec:
      pattern: provider
      load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service: {}
      alarms: {new_connections: {above: 50000}}
  orders:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given}}}
links:
  - {endpoint: orders.payments, service: payments}
"""


@pytest.fixture
def stack(own_localstack: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppliedStack]:
    """The composition on this worker's own LocalStack, where a minute of the metrics takes a second."""
    need_namespaces()
    monkeypatch.setattr(alarms, "_MINUTE", PATIENCE)
    monkeypatch.setenv("LOCALSTACK_ENDPOINT", own_localstack.endpoint)
    monkeypatch.setenv("PRIVATELINK_TRAFFIC", "on")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "watched.yaml").write_text(SPEC)
    durations = f"{own_localstack.endpoint}/_privatelink/durations"
    stacks = Stacks(tmp_path)
    try:
        call_http("PUT", durations, {"metric.minute": 1})
        yield stacks.apply("watched.yaml")
    finally:
        stacks.close()
        call_http("PUT", durations, {"metric.minute": 60})


def data(checks: list[Check]) -> Check:
    """Return the row of the one alarm."""
    [found] = [check for check in checks if check.property is Property.ALARM_DATA]
    return found


def test_alarm_has_data_of_the_probes_connections_unless_it_watches_another_metric(
    stack: AppliedStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The row waits for connections of other probes, which on a busy machine come with the next run of the checks.
    found = until(lambda: data(stack.checks()), lambda row: row.verdict is not Verdict.UNPROVABLE)
    assert (found.verdict, found.proof) == (Verdict.PASSED, Proof.TRAFFIC), found.note

    cloudwatch = stack.client("cloudwatch", "provider")
    [alarm] = cloudwatch.describe_alarms()["MetricAlarms"]
    taken = ("AlarmName", "Namespace", "Dimensions", "Statistic", "Period", "EvaluationPeriods", "ComparisonOperator")
    kept = {name: alarm[name] for name in (*taken, "Threshold")}
    monkeypatch.setattr(alarms, "_MINUTE", 0.5)
    cloudwatch.put_metric_alarm(**kept, MetricName="NewConections")
    found = data(stack.checks(only={Property.ALARM_DATA}))
    assert (found.verdict, found.proof) == (Verdict.FAILED, Proof.TRAFFIC), found.note
