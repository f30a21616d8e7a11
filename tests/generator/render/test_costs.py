"""Rows of the table of costs in a README."""

from __future__ import annotations

from privatelink_generator.render.costs import billed, price_dates


def test_row_has_the_price_of_the_region() -> None:
    assert billed("interface-endpoint-hour", "eu-central-1", "3") == "| interface endpoint | 3 | $0.012 per AZ-hour |"


def test_row_names_the_region_whose_price_stands_in() -> None:
    assert billed("vpn-connection-hour", "sa-east-1", "1") == "| VPN connection | 1 | $0.05 per hour in us-east-1 |"


def test_row_of_tiers_has_the_first_and_the_last() -> None:
    row = billed("interface-endpoint-gb", "us-east-1", "all")

    assert row == "| data through interface endpoints | all | $0.01 per GB, $0.004 beyond 5,242,880 |"


def test_row_of_another_partition_has_no_price() -> None:
    row = billed("interface-endpoint-hour", "cn-north-1", "3")

    assert row == "| interface endpoint | 3 | per AZ-hour: see AWS's price list |"


def test_dates_are_those_of_the_oldest_and_the_newest_price() -> None:
    first, last = price_dates().split(" to ")

    assert first < last
