"""The health of targets on purpose: /_privatelink/target-health."""

from __future__ import annotations

from typing import Any

import pytest

PATH = "target-health"
HEALTHY = ("healthy", None)
FAILED = ("unhealthy", "Target.FailedHealthChecks")


@pytest.fixture
def group(place: Any) -> str:
    """A target group in use, with a target in each of two zones."""
    return in_use(place)


def in_use(place: Any) -> str:
    made = str(place.target_group())
    place.listener(place.load_balancer()["LoadBalancerArn"], made)
    place.elbv2.register_targets(TargetGroupArn=made, Targets=[{"Id": "10.0.0.9"}, {"Id": "10.0.1.9"}])
    return made


def states(place: Any, group: str) -> list[tuple[str, str | None]]:
    return [(state, reason) for _, state, reason in place.health(group)]


def test_a_target_is_unhealthy_until_the_fault_is_taken_back(place: Any, group: str) -> None:
    where = {"target_group": group, "target": "10.0.0.9", "port": 443}
    place.http("PUT", PATH, {**where, "state": "unhealthy", "reason": "Target.Timeout"})
    struck = states(place, group)
    place.http("DELETE", PATH, where)
    assert [struck, states(place, group)] == [[("unhealthy", "Target.Timeout"), HEALTHY], [HEALTHY, HEALTHY]]


def test_a_whole_target_group(place: Any, group: str) -> None:
    """AWS: Target.FailedHealthChecks, with a description."""
    place.http("PUT", PATH, {"target_group": group, "state": "unhealthy"})
    found = place.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [each["TargetHealth"] for each in found] == [
        {"State": "unhealthy", "Reason": "Target.FailedHealthChecks", "Description": "Health checks failed"}
    ] * 2


def test_a_target_group_in_a_zone(place: Any, group: str) -> None:
    place.http("PUT", PATH, {"target_group": group, "zone": "us-east-1b", "state": "unhealthy"})
    assert states(place, group) == [HEALTHY, FAILED]


def test_targets_that_are_registered_later(place: Any, group: str) -> None:
    """AWS: a new target is initial until its first health checks have passed."""
    initial = {"state": "initial", "reason": "Elb.InitialHealthChecking"}
    place.http("PUT", PATH, {"target_group": group, "target": "10.0.0.10", **initial})
    place.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.10"}])
    assert states(place, group) == [HEALTHY, HEALTHY, ("initial", "Elb.InitialHealthChecking")]


def test_targets_without_traffic_are_unused_all_the_same(place: Any) -> None:
    group = place.target_group()
    place.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}])
    place.http("PUT", PATH, {"target_group": group, "state": "unhealthy"})
    assert states(place, group) == [("unused", "Target.NotInUse")]


def test_what_is_wrong_is_named_and_sets_nothing(place: Any, group: str) -> None:
    gone = group.replace("us-east-1", "mars-1")
    answers = [
        place.http("PUT", PATH, {"target_group": group, "state": "ill"})["error"],
        place.http("PUT", PATH, ["unhealthy"])["error"],
        place.http("PUT", PATH, {"target_group": gone, "state": "unhealthy"})["error"],
        place.http("DELETE", PATH, {"target_group": group})["error"],
    ]
    assert answers == [
        "state: 'ill' is none of unhealthy, initial",
        "the body is not a JSON object",
        f"target_group: there is no target group '{gone}'",
        "there is no such fault; GET shows those that are set",
    ]
    assert states(place, group) == [HEALTHY, HEALTHY]


def test_faults_are_shown_until_their_target_group_is_gone(own_place: Any) -> None:
    group, other = own_place.target_group(), own_place.target_group()
    for each in (group, other):
        own_place.http("PUT", PATH, {"target_group": each, "state": "initial"})
    own_place.elbv2.delete_target_group(TargetGroupArn=group)
    assert own_place.http("GET", PATH) == {
        "faults": [{"target_group": other, "state": "initial", "reason": "Elb.RegistrationInProgress"}]
    }


def test_faults_of_a_forgotten_account_are_forgotten(own_place: Any) -> None:
    own_place.http("PUT", PATH, {"target_group": own_place.target_group(), "state": "initial"})
    own_place.http("DELETE", f"accounts/{own_place.account}")
    assert own_place.http("GET", PATH) == {"faults": []}
    assert own_place.account not in own_place.http("GET", "accounts")["accounts"]


def test_a_zone_is_struck_for_everybody_until_all_are_taken_back(own_place: Any) -> None:
    group = in_use(own_place)
    own_place.http("PUT", PATH, {"zone": "us-east-1a", "state": "unhealthy"})
    struck = states(own_place, group)
    own_place.http("DELETE", PATH)
    assert [struck, states(own_place, group)] == [[FAILED, HEALTHY], [HEALTHY, HEALTHY]]


@pytest.mark.parametrize("path", ["/_privatelink/reset", "/_localstack/state/reset"])
def test_a_reset_forgets_them(own_place: Any, path: str) -> None:
    own_place.http("PUT", PATH, {"zone": "us-east-1a", "state": "unhealthy"})
    own_place.http("POST", path)
    assert own_place.http("GET", PATH) == {"faults": []}
