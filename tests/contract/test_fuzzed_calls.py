"""Calls that hypothesis draws from AWS's models: none is answered by a 5xx, which clients repeat, or can't be read.

None leaves a record that the traffic can't be read from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from privatelink_localstack.runtime.instance import Instance
from privatelink_localstack.runtime.traffic import open_traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.fuzzed_calls import FuzzedCall, calls, model, send, unreadable

CALLS = {
    "ec2": 150,
    "elbv2": 100,
    "directconnect": 30,
    "organizations": 30,
    "ram": 30,
    "route53profiles": 30,
    "route53resolver": 40,
}
"""The number of calls of each service: a hundred take some two seconds."""

NAMES = (
    "Address",
    "CustomerGateway",
    "InternetGateway",
    "NetworkInterface",
    "PrefixList",
    "Route",
    "SecurityGroup",
    "Subnet",
    "Tags",
    "TransitGateway",
    "Vpc",
    "Vpn",
)
"""Parts of the names of EC2's operations on networks. The others go to moto, too."""


@pytest.fixture(scope="module")
def target(localstack: Instance) -> Iterator[tuple[Account, list[str]]]:
    """An account, and the IDs of what it has."""
    with temporary_accounts(localstack.endpoint) as fresh:
        account = Account(localstack.endpoint, fresh())
        vpc = account.vpc()
        load_balancer = account.load_balancer(vpc, "ab")
        yield (
            account,
            [
                vpc,
                load_balancer,
                account.id,
                account.subnet(vpc, "c"),
                account.group(vpc, "g"),
                account.route_table(vpc),
                account.interface_endpoint_id(vpc),
                account.service_of([load_balancer])["ServiceId"],
            ],
        )


def operations(service: str) -> Sequence[str]:
    """Return the operations to call."""
    names: Sequence[str] = model(service).operation_names
    return [each for each in names if any(part in each for part in NAMES)] if service == "ec2" else names


@pytest.mark.parametrize("service", CALLS)
def test_no_call_fails_the_service(target: tuple[Account, list[str]], service: str) -> None:
    account, known = target
    place = urlsplit(account.url)
    connection = HTTPConnection(place.hostname or "", place.port)

    @settings(max_examples=CALLS[service], phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(calls(service, operations(service), known))
    def answered(call: FuzzedCall) -> None:
        assert unreadable(call, *send(call, account.url, account.id, connection)) == ""

    try:
        answered()
    finally:
        connection.close()
    # A record that can't be read has no traffic.
    found = open_traffic(account.url)
    assert ((found.problem or "").startswith("fault"), found.left_out) == (False, ())


@pytest.mark.parametrize("sign", ["\x01", "\ufffe"])
def test_text_that_xml_cannot_carry_is_refused_and_poisons_nothing(
    target: tuple[Account, list[str]], sign: str
) -> None:
    account, known = target
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    def post(service: str, body: str) -> tuple[int, str]:
        call = FuzzedCall(service, "", "POST", "/", headers, body.encode())
        status, answer = send(call, account.url, account.id)
        return status, next(each.text or "" for each in ET.fromstring(answer).iter() if each.tag.endswith("Code"))  # noqa: S314 - our own

    found = [
        post("ec2", f"Action=CreateTags&Version=2016-11-15&ResourceId.1={known[0]}&Tag.1.Key=a{sign}&Tag.1.Value=b"),
        post("ec2", f"Action=CreateKeyPair&Version=2016-11-15&KeyName=a{sign}"),
        post("ec2", f"Action=Nothing{sign}&Version=2016-11-15"),
        post("elbv2", f"Action=CreateTargetGroup&Version=2015-12-01&Name=a{sign}"),
    ]

    assert found == [
        (400, "InvalidParameterValue"),
        (400, "InvalidParameterValue"),
        (400, "InvalidAction"),
        (400, "ValidationError"),
    ]
    assert account.ec2.describe_tags()["Tags"] == []


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 100_000, b'{"endpoint_pending": ' + b"9" * 400 + b"}", b"9" * 5000],
    ids=["nested list", "nested object", "400 digits", "5000 digits"],
)
@pytest.mark.parametrize("path", ["durations", "quotas", "faults", "services", "organizational-units"])
def test_body_out_of_bounds_is_refused(localstack: Instance, path: str, body: bytes) -> None:
    place = urlsplit(localstack.endpoint)
    for method in ("POST", "PUT", "PATCH"):
        connection = HTTPConnection(place.hostname or "", place.port)
        connection.request(method, f"/_privatelink/{path}", body, {"Content-Type": "application/json"})
        status = connection.getresponse().status
        connection.close()
        assert 400 <= status < 500, (method, status)
