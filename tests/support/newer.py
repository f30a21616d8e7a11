"""Clients that know more of AWS's APIs than this environment's botocore."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import boto3
import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from privatelink_localstack.adapters.service_models import EXTRAS, MODELS
from tests.support.account import Account

VERSIONS = {"ec2": "2016-11-15", "elasticloadbalancing": "2015-12-01"}
"""API versions by signing name."""


class Reply(NamedTuple):
    """A response to a request written by hand: HTTP status, and AWS's error code and message, or the whole body."""

    status: int
    code: str
    text: str


def query(account: Account, service: str, action: str, **parameters: str) -> Reply:
    """Send a signed request of the Query protocol, with any parameters.

    Parameters:
        service: signing name.
        parameters: by their names on the wire, with `__` for dots.
    """
    wire = {name.replace("__", "."): value for name, value in parameters.items()}
    body = urlencode({"Action": action, "Version": VERSIONS[service], **wire})
    signed = AWSRequest("POST", account.url + "/", data=body)
    signed.headers["Content-Type"] = "application/x-www-form-urlencoded"
    SigV4Auth(Credentials(account.id, "localstack"), service, account.region).add_auth(signed)
    request = Request(account.url + "/", body.encode(), dict(signed.headers))  # noqa: S310 - the scheme is http
    try:
        with urlopen(request) as response:  # noqa: S310 - as above
            return Reply(response.status, "", response.read().decode())
    except HTTPError as error:
        with error:
            text = error.read().decode()
        code, message = (re.findall(f"<{tag}>(.*?)</{tag}>", text) or [""] for tag in ("Code", "Message"))
        return Reply(error.code, code[0], message[0])


def newer_client(account: Account, service: Literal["ec2", "elbv2"]) -> Any:
    """Return a boto3 client of an account that has the newer models of the emulation."""
    return newer_client_at(account.url, account.id, service, account.region)


def newer_client_at(url: str, account: str, service: Literal["ec2", "elbv2"], region: str = "us-east-1") -> Any:
    """Return a boto3 client that has the newer models of the emulation.

    Parameters:
        account: 12 digits.
    """
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    loader.search_paths.append(str(MODELS))
    loader.extras_types.append(EXTRAS)
    return boto3.Session(botocore_session=session).client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="localstack",  # noqa: S106 - LocalStack takes any
    )
