"""CloudWatch's metrics of what flows, and the alarms on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from privatelink_harness.probes import alarms
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.probes.prober import Prober, Unprovable
from privatelink_harness.targets.localstack.traffic import find
from privatelink_localstack.dataplane.client import Client
from tests.support.account import Account
from tests.support.echo import echo, serving
from tests.support.traffic import PORT, TARGET_PORT, Link
from tests.support.until import PATIENCE, until

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api

WORD = b"0123456789"


@pytest.fixture
def brief_minutes(linked: Link) -> None:
    """Minutes of one second; the link's own end restores them."""
    linked.provider.http("PUT", "durations", {"metric.minute": 1})


def exchange(plane: Client, linked: Link) -> None:
    """Send ten bytes through the endpoint, and get more back."""
    with plane.connect(linked.client, linked.name, PORT) as connection:
        connection.sendall(WORD)
        connection.settimeout(PATIENCE)
        got = b""
        while not got.endswith(WORD):
            data = connection.recv(64)
            assert data, got
            got += data


def total(account: Account, namespace: str, metric: str, dimensions: Mapping[str, str]) -> float | None:
    """Return the sum of a metric's data points; None where it has none."""
    now = datetime.now(UTC)
    found = account.client("cloudwatch").get_metric_data(
        MetricDataQueries=[
            {
                "Id": "all",
                "MetricStat": {
                    "Metric": {
                        "Namespace": namespace,
                        "MetricName": metric,
                        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
                    },
                    "Period": 3600,
                    "Stat": "Sum",
                },
            }
        ],
        StartTime=now - timedelta(minutes=30),
        EndTime=now + timedelta(minutes=30),
    )["MetricDataResults"][0]["Values"]
    return found[0] if found else None


@pytest.mark.usefixtures("brief_minutes")
def test_bytes_count_under_each_set_of_dimensions_of_both_sides(linked: Link, plane: Client) -> None:
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        exchange(plane, linked)
        counted = until(lambda: plane.traffic()[linked.endpoint], lambda found: not found.get("active"))
    flowed = counted["sent"] + counted["received"]
    endpoint = linked.consumer.ec2.describe_vpc_endpoints(VpcEndpointIds=[linked.endpoint])["VpcEndpoints"][0]
    ends = {
        "Endpoint Type": "Interface",
        "Service Name": endpoint["ServiceName"],
        "VPC Endpoint Id": linked.endpoint,
        "VPC Id": endpoint["VpcId"],
    }
    service, zone = {"Service Id": linked.service}, {"Az": f"{linked.provider.region}a"}
    balancer = {"Load Balancer Arn": linked.load_balancer}

    def of_endpoint(metric: str, dimensions: Mapping[str, str]) -> float | None:
        return total(linked.consumer, "AWS/PrivateLinkEndpoints", metric, dimensions)

    def of_service(metric: str, dimensions: Mapping[str, str]) -> float | None:
        return total(linked.provider, "AWS/PrivateLinkServices", metric, dimensions)

    for dimensions in (ends, {**ends, "Subnet Id": endpoint["SubnetIds"][0]}):
        until(partial(of_endpoint, "BytesProcessed", dimensions), lambda found: found == flowed)
        assert of_endpoint("NewConnections", dimensions) == 1
        assert of_endpoint("PacketsDropped", dimensions) == of_endpoint("RstPacketsReceived", dimensions) == 0
    for added in ({}, zone, balancer, {**zone, **balancer}, {"VPC Endpoint Id": linked.endpoint}):
        until(partial(of_service, "BytesProcessed", {**service, **added}), lambda found: found == flowed)
        assert of_service("NewConnections", {**service, **added}) == 1

    def endpoints() -> float | None:
        exchange(plane, linked)  # They are counted while something flows, and not again for five minutes.
        return of_service("EndpointsCount", service)

    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        assert until(endpoints, lambda found: found is not None) == 1
    assert of_endpoint("BytesProcessed", {"VPC Endpoint Id": linked.endpoint}) is None
    assert of_service("BytesProcessed", zone) is None


@pytest.mark.usefixtures("brief_minutes")
def test_an_alarm_as_a_generated_one_goes_off(linked: Link, plane: Client) -> None:
    cloudwatch = linked.provider.client("cloudwatch")
    for name, threshold in (("few", 0), ("many", 1_000_000)):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/PrivateLinkServices",
            MetricName="NewConnections",
            Dimensions=[{"Name": "Service Id", "Value": linked.service}],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=2,
            DatapointsToAlarm=2,
            ComparisonOperator="GreaterThanThreshold",
            Threshold=threshold,
            TreatMissingData="notBreaching",
        )

    def states() -> dict[str, str]:
        exchange(plane, linked)
        return {each["AlarmName"]: each["StateValue"] for each in cloudwatch.describe_alarms()["MetricAlarms"]}

    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        found = until(states, lambda found: found["few"] == "ALARM")
    assert found["many"] != "ALARM"


def probed(linked: Link, *, watching: str) -> bool:
    """Return whether an alarm has data, as its probe finds it."""
    described = {
        "Namespace": "AWS/PrivateLinkServices",
        "MetricName": watching,
        "Dimensions": [{"Name": "Service Id", "Value": linked.service}],
    }
    owner = linked.provider
    evidence: Any = SimpleNamespace(described=described, facts=SimpleNamespace(account=owner.id), region=owner.region)

    def client(service: str, account: str, region: str) -> Any:
        assert (account, region) == (owner.id, owner.region)
        return owner.client(service)

    way, api = find(owner.url), cast("Api", SimpleNamespace(client=client))
    assert not isinstance(way, NoTraffic)
    with Prober(way, api) as prober:
        return alarms.has_data(evidence, prober)


@pytest.mark.usefixtures("brief_minutes")
def test_probe_of_an_alarm_finds_its_data(linked: Link, plane: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "PATIENCE", 0)
    with pytest.raises(Unprovable, match="nothing flows through the service"):
        probed(linked, watching="NewConnections")
    monkeypatch.setattr(alarms, "_MINUTE", PATIENCE)
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        exchange(plane, linked)
        assert probed(linked, watching="NewConnections")
    monkeypatch.setattr(alarms, "_MINUTE", 0.5)
    assert not probed(linked, watching="PacketsDropped")


def test_probe_of_an_alarm_waits_for_no_long_minute(
    linked: Link, plane: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "_MINUTE", 0.5)
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        exchange(plane, linked)
        with pytest.raises(Unprovable, match="no minute of the metrics has ended yet"):
            probed(linked, watching="NewConnections")
