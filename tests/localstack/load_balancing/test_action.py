"""Actions of network load balancers' listeners."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.listeners import action


def forward(*groups: str, weight: int = 1, **more: Any) -> dict[str, Any]:
    tuples = [{"TargetGroupArn": group, "Weight": weight} for group in groups]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": tuples}, **more}


def test_one_group_is_named_in_both_ways() -> None:
    by_config = action.read([forward("a", weight=3)])[0]
    by_arn = action.read([{"Type": "forward", "TargetGroupArn": "a"}])[0]
    assert (by_config["TargetGroupArn"], by_config["ForwardConfig"]["TargetGroups"]) == (
        "a",
        [{"TargetGroupArn": "a", "Weight": 3}],
    )
    assert by_arn["ForwardConfig"]["TargetGroups"] == [{"TargetGroupArn": "a", "Weight": 1}]


def test_several_groups_are_named_in_one_way() -> None:
    both = action.read([forward("a", "b")])
    assert "TargetGroupArn" not in both[0]
    assert (action.target_groups(both), action.check(both, "network")) == (["a", "b"], ["a", "b"])


def test_what_does_not_forward_stays_as_it_is() -> None:
    assert action.read([{"Type": "redirect"}]) == ({"Type": "redirect"},)


@pytest.mark.parametrize("other", [forward("a", TargetGroupArn="b"), forward("a", "b", TargetGroupArn="a")])
def test_the_two_ways_must_agree(other: dict[str, Any]) -> None:
    """AWS: with both, ForwardConfig has one target group only, the same one."""
    with pytest.raises(AwsError):
        action.read([other])


@pytest.mark.parametrize(
    ("actions", "code"),
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
def test_what_is_not_taken(actions: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(AwsError) as caught:
        action.check(action.read(actions), "network")
    assert caught.value.code == code
