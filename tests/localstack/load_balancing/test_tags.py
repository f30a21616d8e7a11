"""Tags of load balancers."""

from __future__ import annotations

import pytest

from privatelink_localstack.load_balancing import tags
from tests.support.refusal import refusal


def test_tags_are_read_and_merged() -> None:
    read = tags.read_tags([{"Key": "a", "Value": "1"}, {"Key": "b"}])
    assert read == {"a": "1", "b": ""}
    assert tags.merged_tags({"a": "0", "c": "2"}, read) == {"a": "1", "b": "", "c": "2"}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([{"Key": "a"}, {"Key": "a"}], "DuplicateTagKeys"),
        ([{"Key": "AWS:x"}], "ValidationError"),
        ([{"Key": ""}], "ValidationError"),
        ([{"Key": "k" * 129}], "ValidationError"),
        ([{"Key": "k", "Value": "v" * 257}], "ValidationError"),
        ([{"Key": "a?b"}], "ValidationError"),
        ([{"Key": "a", "Value": "x;y"}], "ValidationError"),
    ],
)
def test_read_rejects_tags(members: list[dict[str, str]], code: str) -> None:
    assert refusal(tags.read_tags, members).code == code


def test_tags_have_letters_of_any_script_and_a_few_signs() -> None:
    assert tags.read_tags([{"Key": "größe _.:/=+-@", "Value": "大 42"}]) == {"größe _.:/=+-@": "大 42"}


def test_resource_has_fifty_tags_at_most() -> None:
    fifty = {f"k{number}": "" for number in range(50)}
    assert tags.merged_tags(fifty, {"k0": "1"})["k0"] == "1"
    assert refusal(tags.merged_tags, fifty, {"k50": ""}).code == "TooManyTags"
