"""Health faults: /_privatelink/target-health."""

from __future__ import annotations

import pytest

from tests.support.load_balancing import ElbAccount

PATH = "target-health"
HEALTHY = ("healthy", None)
FAILED = ("unhealthy", "Target.FailedHealthChecks")


@pytest.fixture
def group(elb: ElbAccount) -> str:
    """A target group in use, with a target in each of two zones."""
    return group_in_use(elb)


def group_in_use(elb: ElbAccount) -> str:
    group = elb.target_group()
    elb.listener(elb.load_balancer_arn(), group)
    elb.register(group, {"Id": "10.0.0.9"}, {"Id": "10.0.1.9"})
    return group


def states(elb: ElbAccount, group: str) -> list[tuple[str, str | None]]:
    return [(state, reason) for _, state, reason in elb.health(group)]


def test_target_is_unhealthy_until_the_fault_is_removed(elb: ElbAccount, group: str) -> None:
    where = {"target_group": group, "target": "10.0.0.9", "port": 443}
    elb.http("PUT", PATH, {**where, "state": "unhealthy", "reason": "Target.Timeout"})
    faulty = states(elb, group)
    elb.http("DELETE", PATH, where)
    assert [faulty, states(elb, group)] == [[("unhealthy", "Target.Timeout"), HEALTHY], [HEALTHY, HEALTHY]]


def test_fault_applies_to_a_target_group(elb: ElbAccount, group: str) -> None:
    """AWS: Target.FailedHealthChecks, with a description."""
    elb.http("PUT", PATH, {"target_group": group, "state": "unhealthy"})
    described = elb.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [each["TargetHealth"] for each in described] == [
        {"State": "unhealthy", "Reason": "Target.FailedHealthChecks", "Description": "Health checks failed"}
    ] * 2


def test_fault_applies_to_a_target_group_in_a_zone(elb: ElbAccount, group: str) -> None:
    elb.http("PUT", PATH, {"target_group": group, "zone": "us-east-1b", "state": "unhealthy"})
    assert states(elb, group) == [HEALTHY, FAILED]


def test_fault_applies_to_targets_registered_later(elb: ElbAccount, group: str) -> None:
    """AWS: a new target is initial until its first health checks have passed."""
    initial = {"state": "initial", "reason": "Elb.InitialHealthChecking"}
    elb.http("PUT", PATH, {"target_group": group, "target": "10.0.0.10", **initial})
    elb.register(group, {"Id": "10.0.0.10"})
    assert states(elb, group) == [HEALTHY, HEALTHY, ("initial", "Elb.InitialHealthChecking")]


def test_fault_leaves_targets_without_traffic_unused(elb: ElbAccount) -> None:
    group = elb.target_group()
    elb.register(group, {"Id": "10.0.0.9"})
    elb.http("PUT", PATH, {"target_group": group, "state": "unhealthy"})
    assert states(elb, group) == [("unused", "Target.NotInUse")]


def test_wrong_fault_is_rejected_by_name(elb: ElbAccount, group: str) -> None:
    gone = group.replace("us-east-1", "mars-1")
    errors = [
        elb.http("PUT", PATH, {"target_group": group, "state": "ill"})["error"],
        elb.http("PUT", PATH, ["unhealthy"])["error"],
        elb.http("PUT", PATH, {"target_group": gone, "state": "unhealthy"})["error"],
        elb.http("DELETE", PATH, {"target_group": group})["error"],
    ]
    assert errors == [
        "state: 'ill' is none of unhealthy, initial",
        "the body is not a JSON object",
        f"target_group: there is no target group '{gone}'",
        "there is no such fault; GET shows all faults",
    ]
    assert states(elb, group) == [HEALTHY, HEALTHY]


def test_faults_go_with_their_target_group(own_elb: ElbAccount) -> None:
    group, other = own_elb.target_group(), own_elb.target_group()
    for each in (group, other):
        own_elb.http("PUT", PATH, {"target_group": each, "state": "initial"})
    own_elb.elbv2.delete_target_group(TargetGroupArn=group)
    assert own_elb.http("GET", PATH) == {
        "faults": [{"target_group": other, "state": "initial", "reason": "Elb.RegistrationInProgress"}]
    }


def test_faults_go_with_their_account(own_elb: ElbAccount) -> None:
    own_elb.http("PUT", PATH, {"target_group": own_elb.target_group(), "state": "initial"})
    own_elb.http("DELETE", f"accounts/{own_elb.account}")
    assert own_elb.http("GET", PATH) == {"faults": []}
    assert own_elb.account not in own_elb.http("GET", "accounts")["accounts"]


def test_zone_fault_applies_to_every_account_until_all_are_removed(own_elb: ElbAccount) -> None:
    group = group_in_use(own_elb)
    own_elb.http("PUT", PATH, {"zone": "us-east-1a", "state": "unhealthy"})
    faulty = states(own_elb, group)
    own_elb.http("DELETE", PATH)
    assert [faulty, states(own_elb, group)] == [[FAILED, HEALTHY], [HEALTHY, HEALTHY]]


@pytest.mark.parametrize("path", ["/_privatelink/reset", "/_localstack/state/reset"])
def test_reset_removes_faults(own_elb: ElbAccount, path: str) -> None:
    own_elb.http("PUT", PATH, {"zone": "us-east-1a", "state": "unhealthy"})
    own_elb.http("POST", path)
    assert own_elb.http("GET", PATH) == {"faults": []}
