"""Tags of a request that creates a resource."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.privatelink.tags import read_tag_specifications
from tests.support.refusal import refusal


def specification(*tags: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"ResourceType": "vpc-endpoint", "Tags": list(tags)}]


def test_tags_are_read_in_order() -> None:
    specifications = [*specification({"Key": "b", "Value": "1"}), *specification({"Key": "a"})]
    assert read_tag_specifications(specifications, "vpc-endpoint") == (("b", "1"), ("a", ""))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([{"Value": "x"}], ("MissingParameter", "The request must contain the parameter TagSpecification.Tag.Key")),
        (
            [{"Key": "a", "Value": "x"}, {"Key": "a", "Value": "y"}],
            ("InvalidParameterValue", "Duplicate tag key 'a' specified."),
        ),
        (
            [{"Key": "AWS:x"}],
            ("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use: 'AWS:x'"),
        ),
        (
            [{"Key": "k" * 128}],
            ("InvalidParameterValue", f"Tag key exceeds the maximum length of 127 characters: '{'k' * 128}'"),
        ),
        (
            [{"Key": "k", "Value": "v" * 257}],
            ("InvalidParameterValue", "Tag value exceeds the maximum length of 256 characters: the tag 'k'"),
        ),
        (
            [{"Key": f"k{number}"} for number in range(51)],
            ("TagLimitExceeded", "The maximum number of Tags for a resource has been reached: 50."),
        ),
    ],
)
def test_invalid_tags_are_rejected(tags: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    assert expected == refusal(read_tag_specifications, specification(*tags), "vpc-endpoint")


def test_tags_of_another_resource_type_are_rejected() -> None:
    error = refusal(read_tag_specifications, [{"ResourceType": "subnet"}], "vpc-endpoint")
    assert error == ("InvalidParameter", "'subnet' is not a valid taggable resource type for this operation.")
