"""Requests that no client of AWS's own sends: values of the wrong type, missing members, text that XML can't carry."""

from __future__ import annotations

import json
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.support.account import Account


def signed(account: Account, service: str) -> dict[str, str]:
    scope = f"{account.id}/20260101/{account.region}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}


def answer(request: Request) -> tuple[int, str]:
    """Return the status and the body of a response."""
    try:
        response: HTTPResponse = urlopen(request)  # noqa: S310 - it is http
    except HTTPError as error:
        return error.code, error.read().decode()
    with response:
        return response.status, response.read().decode()


def query(account: Account, **parameters: str) -> tuple[int, str]:
    body = urlencode({"Version": "2016-11-15", **parameters}).encode()
    return answer(Request(account.url, data=body, headers=signed(account, "ec2")))  # noqa: S310 - it is http


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"Action": "CreateCustomerGateway", "Type": "ipsec.1", "BgpAsn": "many"}, "InvalidParameterValue"),
        ({"Action": "CreateVpnConnection", "Options.StaticRoutesOnly": "perhaps"}, "InvalidParameterValue"),
        ({"Action": "CreateVpnGateway", "Type": "ipsec.1", "AmazonSideAsn": "1e400"}, "InvalidParameterValue"),
        ({"Action": "CreateCustomerGateway", "BgpAsn": "65010", "IpAddress": "198.51.100.7"}, "MissingParameter"),
        ({"Action": "CreateVpnConnectionRoute", "VpnConnectionId": "vpn-1"}, "MissingParameter"),
        ({"Action": "EnableVgwRoutePropagation", "GatewayId": "vgw-1"}, "MissingParameter"),
        (
            {"Action": "CreateCustomerGateway", "Type": "ipsec.1", "IpAddress": "198.51.100.7", "DeviceName": "a\x01b"},
            "InvalidParameterValue",
        ),
    ],
)
def test_ec2_refuses(mine: Account, parameters: dict[str, str], code: str) -> None:
    status, body = query(mine, **parameters)
    assert (status, f"<Code>{code}</Code>" in body) == (400, True), body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"directConnectGatewayName": "hub", "amazonSideAsn": "many"}, "SerializationException"),
        ({}, "DirectConnectClientException"),
        ({"directConnectGatewayName": None}, "DirectConnectClientException"),
    ],
)
def test_direct_connect_refuses(mine: Account, body: dict[str, object], code: str) -> None:
    headers = {
        **signed(mine, "directconnect"),
        "X-Amz-Target": "OvertureService.CreateDirectConnectGateway",
        "Content-Type": "application/x-amz-json-1.1",
    }
    status, found = answer(Request(mine.url, data=json.dumps(body).encode(), headers=headers))  # noqa: S310 - it is http
    assert (status, json.loads(found)["__type"]) == (400, code)
