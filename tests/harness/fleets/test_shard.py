"""Parts of a fleet."""

from __future__ import annotations

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.fleets.shard import Shard


@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
def test_parts_are_disjoint_and_everything(count: int) -> None:
    items = list(range(10))
    parts = [Shard(number, count).select(items) for number in range(1, count + 1)]
    assert sorted(item for part in parts for item in part) == items
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_text_is_read_and_written() -> None:
    assert str(Shard.parse("2/5")) == "2/5"


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0", "1", "1/", "-1/3", "1/3/5", " 1/3", "a/b", "", "१/३"])
def test_other_text_is_rejected(text: str) -> None:
    with pytest.raises(HarnessError, match=r"is not K/N"):
        Shard.parse(text)
