"""CloudWatch's metrics of what flows, and the alarms on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from privatelink_localstack.dataplane.client import Client
from tests.support.account import Account
from tests.support.echo import echo, serving
from tests.support.traffic import PORT, TARGET_PORT, Link
from tests.support.until import PATIENCE, until

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
    until(lambda: of_service("EndpointsCount", service), lambda found: found == 1)
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
