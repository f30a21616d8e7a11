"""How connections spread over what could take them."""

from __future__ import annotations

from collections import Counter

import pytest

from privatelink_localstack.dataplane.state.spread import by_weight, numbers, sticky

FLOWS = [(f"10.0.{number // 250}.{number % 250}", 1024 + number) for number in range(1000)]
MANY = 1 << 64


def test_numbers_follow_from_the_flow_alone() -> None:
    assert numbers(FLOWS[0]) == numbers(FLOWS[0]) != numbers(FLOWS[1])


def test_numbers_spread_evenly_and_apart_from_each_other() -> None:
    seen = Counter(tuple(number % 2 for number in numbers(flow)) for flow in FLOWS)

    assert len(seen) == 8
    assert all(90 < count < 160 for count in seen.values())


def test_shares_are_chosen_as_often_as_their_weights_say() -> None:
    shares = [(1, "a"), (0, "b"), (3, "c")]

    assert Counter(by_weight(shares, number) for number in range(400)) == {"a": 100, "c": 300}


@pytest.mark.parametrize("shares", [[], [(0, "a"), (0, "b")]])
def test_nothing_is_chosen_without_weights(shares: list[tuple[int, str]]) -> None:
    assert by_weight(shares, MANY) == ()


def test_client_keeps_its_choice_while_others_come_and_go() -> None:
    chosen = {client: sticky("abcd", client, str) for client, _ in FLOWS}
    others = {client: sticky("abce", client, str) for client, own in chosen.items() if own != "d"}

    assert set(chosen.values()) == set("abcd")
    assert all(own in {chosen[client], "e"} for client, own in others.items())
