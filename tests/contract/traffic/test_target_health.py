"""DescribeTargetHealth where programs are behind targets, and where none are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privatelink_localstack.dataplane.client import Client
from tests.support.echo import echo, page, serving
from tests.support.traffic import TARGET_PORT, Link, plane
from tests.support.until import until

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import TargetHealthTypeDef


def health(linked: Link) -> tuple[str, str | None, str | None]:
    """Return state, reason and description of the only target."""
    described = linked.provider.elbv2.describe_target_health(TargetGroupArn=linked.target_group)
    found: TargetHealthTypeDef = described["TargetHealthDescriptions"][0]["TargetHealth"]
    return found["State"], found.get("Reason"), found.get("Description")


def state(linked: Link) -> str:
    """Return the state of the only target."""
    return health(linked)[0]


def test_a_target_is_measured_while_a_program_may_be_there(linked: Link, plane: Client) -> None:
    assert health(linked) == ("healthy", None, None)
    linked.provider.http("PUT", "durations", {"health_check.second": 0.01})
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        until(lambda: state(linked), lambda found: found == "healthy")
    refused = until(lambda: health(linked), lambda found: found[0] == "unhealthy")
    assert refused == ("unhealthy", "Target.FailedHealthChecks", "Health checks failed")


def test_a_target_is_healthy_again_when_the_client_that_listened_is_gone(linked: Link) -> None:
    linked.provider.http("PUT", "durations", {"health_check.second": 0.01})
    with plane(linked.provider.url) as client:
        client.listen(linked.target, TARGET_PORT).close()
        until(lambda: state(linked), lambda found: found == "unhealthy")
    until(lambda: state(linked), lambda found: found == "healthy")


def test_a_page_s_status_decides_and_is_told(linked: Link, plane: Client) -> None:
    linked.provider.http("PUT", "durations", {"health_check.second": 0.01})
    linked.provider.elbv2.modify_target_group(
        TargetGroupArn=linked.target_group, HealthCheckProtocol="HTTP", HealthCheckPath="/ready"
    )
    with serving(plane.listen(linked.target, TARGET_PORT), page("404 Not Found")):
        told = until(lambda: health(linked), lambda found: found[0] == "unhealthy")
    codes = "Health checks failed with these codes: [404]"
    assert told == ("unhealthy", "Target.ResponseCodeMismatch", codes)
