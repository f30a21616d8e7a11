"""Listings of an API, on all their pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest

from privatelink_harness.checks.api import pages

ANSWERS: dict[str | None, dict[str, Any]] = {
    None: {"VPCs": [{"VPCId": "vpc-1"}], "NextToken": "more"},
    "more": {"VPCs": [{"VPCId": "vpc-2"}]},
}


def _list(asked: list[dict[str, Any]], **arguments: Any) -> dict[str, Any]:
    asked.append(arguments)
    return ANSWERS[arguments.get("NextToken")]


def test_listing_whose_pages_botocore_cannot_turn_is_whole() -> None:
    asked = list[dict[str, Any]]()
    client = SimpleNamespace(can_paginate=lambda _: False, list_them=lambda **arguments: _list(asked, **arguments))

    assert pages(client, "list_them", "VPCs", HostedZoneId="Z1") == [{"VPCId": "vpc-1"}, {"VPCId": "vpc-2"}]
    assert asked == [{"HostedZoneId": "Z1"}, {"HostedZoneId": "Z1", "NextToken": "more"}]


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("route53", "ListVPCAssociationAuthorizations"),
        ("route53", "ListHostedZonesByVPC"),
        ("cloudwatch", "DescribeInsightRules"),
    ],
)
def test_token_of_such_a_listing_is_called_next_token(service: str, operation: str) -> None:
    model = botocore.session.get_session().get_service_model(service).operation_model(operation)

    assert all(shape and "NextToken" in shape.members for shape in (model.input_shape, model.output_shape))
