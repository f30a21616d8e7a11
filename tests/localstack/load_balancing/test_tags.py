"""Tags of load balancers."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import tags


def test_read_and_merged() -> None:
    read = tags.read([{"Key": "a", "Value": "1"}, {"Key": "b"}])
    assert read == {"a": "1", "b": ""}
    assert tags.merge({"a": "0", "c": "2"}, read) == {"a": "1", "b": "", "c": "2"}


@pytest.mark.parametrize(
    ("given", "code"),
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
def test_what_is_not_taken(given: list[dict[str, str]], code: str) -> None:
    with pytest.raises(AwsError) as caught:
        tags.read(given)
    assert caught.value.code == code


def test_letters_of_any_script_and_a_few_signs() -> None:
    assert tags.read([{"Key": "größe _.:/=+-@", "Value": "大 42"}]) == {"größe _.:/=+-@": "大 42"}


def test_fifty_fit() -> None:
    fifty = {f"k{number}": "" for number in range(50)}
    assert tags.merge(fifty, {"k0": "1"})["k0"] == "1"
    with pytest.raises(AwsError):
        tags.merge(fifty, {"k50": ""})
