"""Calls that hypothesis draws from AWS's models, by a seed."""

from __future__ import annotations

import random
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.soak.life import account_of
from tests.support.accounts import forget
from tests.support.fuzzed_calls import FuzzedCall, calls, model, send, unreadable

if TYPE_CHECKING:
    from tests.soak.soak import Soak

SERVICES = (
    "ec2",
    "ec2",
    "elbv2",
    "elbv2",
    "directconnect",
    "organizations",
    "ram",
    "route53profiles",
    "route53resolver",
)
NAMES = (
    "Address",
    "Gateway",
    "NetworkInterface",
    "PrefixList",
    "Route",
    "SecurityGroup",
    "Subnet",
    "Tags",
    "Vpc",
    "Vpn",
)
NUMBER = 30


def garbage(soak: Soak, chosen: random.Random) -> None:
    """Send some calls of one service in a new account, and have the account forgotten."""
    service = chosen.choice(SERVICES)
    names = model(service).operation_names
    operations = [each for each in names if any(part in each for part in NAMES)] if service == "ec2" else names
    account = account_of(soak.url)
    place = urlsplit(soak.url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
    number = chosen.getrandbits(32)

    @seed(number)
    @settings(
        max_examples=NUMBER,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        deadline=None,
    )
    @given(calls(service, operations, [account.id]))
    def send_garbage(call: FuzzedCall) -> None:
        soak.counts["garbage calls"] += 1
        if problem := unreadable(call, *send(call, soak.url, account.id, connection)):
            soak.fail(f"garbage, hypothesis seed {number}: {problem}")

    try:
        send_garbage()
    finally:
        connection.close()
        forget(soak.url, account.id)
