"""IPv6 CIDR blocks of VPCs."""

from __future__ import annotations

from typing import Any

import pytest
from moto.ec2.models import vpcs

from privatelink_localstack.adapters.ec2 import ipv6_blocks


def test_block_is_written_in_the_short_form(monkeypatch: pytest.MonkeyPatch) -> None:
    moto: Any = vpcs
    monkeypatch.setattr(moto, "random_ipv6_cidr", None)
    monkeypatch.setattr(ipv6_blocks, "_RANDOM", lambda: "2400:6500:0141:0b00::/56")
    ipv6_blocks.shorten()

    assert moto.random_ipv6_cidr() == "2400:6500:141:b00::/56"
