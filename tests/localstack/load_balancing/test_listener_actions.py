"""Actions of listeners."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.load_balancing.listeners import actions
from tests.support.refusal import refusal


def forward(*groups: str, weight: int = 1, **members: Any) -> dict[str, Any]:
    tuples = [{"TargetGroupArn": group, "Weight": weight} for group in groups]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": tuples}, **members}


def test_action_names_one_target_group_in_both_ways() -> None:
    by_config = actions.normalized([forward("a", weight=3)])[0]
    by_arn = actions.normalized([{"Type": "forward", "TargetGroupArn": "a"}])[0]
    assert (by_config["TargetGroupArn"], by_config["ForwardConfig"]["TargetGroups"]) == (
        "a",
        [{"TargetGroupArn": "a", "Weight": 3}],
    )
    assert by_arn["ForwardConfig"]["TargetGroups"] == [{"TargetGroupArn": "a", "Weight": 1}]


def test_action_names_several_target_groups_in_one_way() -> None:
    both = actions.normalized([forward("a", "b")])
    assert "TargetGroupArn" not in both[0]
    assert (actions.target_group_arns(both), actions.check_actions(both, "network")) == (["a", "b"], ["a", "b"])


def test_other_action_stays_as_it_is() -> None:
    assert actions.normalized([{"Type": "redirect"}]) == ({"Type": "redirect"},)


@pytest.mark.parametrize("action", [forward("a", TargetGroupArn="b"), forward("a", "b", TargetGroupArn="a")])
def test_action_rejects_two_different_target_groups(action: dict[str, Any]) -> None:
    """AWS: with both, ForwardConfig has one target group only, the same one."""
    assert refusal(actions.normalized, [action]).code == "ValidationError"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([], "ValidationError"),
        ([forward("a"), forward("b")], "ValidationError"),
        ([forward()], "ValidationError"),
        ([forward("a", "a")], "ValidationError"),
        ([forward("a", weight=1000)], "ValidationError"),
        ([forward("a", weight=-1)], "ValidationError"),
        ([{"Type": "dance"}], "ValidationError"),
        ([{"Type": "jwt-validation"}], "InvalidLoadBalancerAction"),
    ],
)
def test_listener_rejects_actions(members: list[dict[str, Any]], code: str) -> None:
    assert refusal(actions.check_actions, actions.normalized(members), "network").code == code
