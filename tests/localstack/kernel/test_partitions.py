"""Partitions of Regions."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader

from privatelink_localstack.kernel.partitions import partition_of

PARTITIONS = Loader().load_data("partitions")["partitions"]
"""Botocore's own table."""

REGIONS = [
    (region, partition["id"], partition["outputs"]["dnsSuffix"])
    for partition in PARTITIONS
    for region in partition["regions"]
    if not region.endswith("-global")
]


@pytest.mark.parametrize(("region", "name", "suffix"), REGIONS)
def test_partition_is_botocores(region: str, name: str, suffix: str) -> None:
    partition = partition_of(region)
    assert (partition.name, partition.dns_suffix) == (name, suffix)


@pytest.mark.parametrize(
    ("region", "reversed_suffix"),
    [
        ("us-east-1", "com.amazonaws"),
        ("cn-north-1", "cn.com.amazonaws"),
        ("us-gov-west-1", "com.amazonaws"),
        ("eusc-de-east-1", "eu.amazonaws"),
        ("us-iso-east-1", "gov.ic.c2s"),
    ],
)
def test_reversed_suffix_starts_service_names(region: str, reversed_suffix: str) -> None:
    assert partition_of(region).reversed_suffix == reversed_suffix
