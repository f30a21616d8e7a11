"""Lambda functions in VPCs: one in a private subnet calls another through an interface endpoint, or can't."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.account import Account, state
from tests.support.accounts import temporary_accounts
from tests.support.functions import Functions
from tests.support.namespaces import need_namespaces
from tests.support.until import until

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

CALLER = """
import json, os, socket
import boto3
from botocore.config import Config

PATIENT = Config(connect_timeout=30, read_timeout=30, retries={"total_max_attempts": 1})
BRIEF = Config(connect_timeout=0.5, read_timeout=30, retries={"total_max_attempts": 1})

def handler(event, context):
    client = boto3.client("lambda", config=BRIEF if event.get("brief") else PATIENT)
    try:
        return json.loads(client.invoke(FunctionName=event["call"], Payload=b"7")["Payload"].read())
    except Exception as error:
        return getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__
"""
WHERE = """
import os, socket

def handler(event, context):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outgoing:
        outgoing.connect(("10.0.0.2", 53))
        address = outgoing.getsockname()[0]
    return [address, os.getpid(), "AWS_ENDPOINT_URL" in os.environ, os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")[0]]
"""
HTTPS: Any = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}


class Private:
    """A private subnet with an interface endpoint for Lambda, whose policy allows to call `orders` alone."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.ec2 = account.ec2
        self.functions = Functions(account)
        self.vpc = account.vpc()
        subnet = account.subnet(self.vpc, "a")
        self.clients, self.group = account.group(self.vpc, "functions"), account.group(self.vpc, "endpoint")
        self.open_group()
        arn = f"arn:aws:lambda:us-east-1:{account.id}:function:orders"
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "lambda:InvokeFunction",
            "Resource": [arn, f"{arn}:*"],
        }
        self.endpoint = account.interface_endpoint(
            self.vpc,
            SubnetIds=[subnet],
            SecurityGroupIds=[self.group],
            PrivateDnsEnabled=True,
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        )["VpcEndpointId"]
        self.await_endpoint()
        self.inside: dict[str, Any] = {"VpcConfig": {"SubnetIds": [subnet], "SecurityGroupIds": [self.clients]}}
        for name in ("orders", "secret"):
            self.functions.create(name)
        self.functions.create("caller", CALLER, **self.inside)

    def await_endpoint(self) -> None:
        """Wait until the endpoint is available."""
        until(lambda: state(self.account.endpoint(self.endpoint)), lambda found: found == "available")

    def open_group(self) -> None:
        """Let the VPC's addresses reach the endpoint."""
        self.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=[HTTPS])

    def close_group(self) -> None:
        """Let nobody reach the endpoint."""
        self.ec2.revoke_security_group_ingress(GroupId=self.group, IpPermissions=[HTTPS])

    def call(self, function: str, **options: Any) -> Any:
        """Return what the function in the subnet gets from another one, or the name of its error."""
        return self.functions.invoke("caller", {"call": function, **options}).value


@pytest.fixture(scope="module")
def private(own_localstack: Instance) -> Iterator[Private]:
    """The private subnet."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account = Account(own_localstack.endpoint, fresh())
        yield Private(account)
        account.http("POST", "reset")


def test_function_is_behind_its_interface(private: Private) -> None:
    for name in ("first", "second"):
        private.functions.create(name, WHERE, **private.inside)
    answers = [private.functions.invoke(name).value for name in ("first", "second")]
    (interface,) = private.ec2.describe_network_interfaces(Filters=[{"Name": "interface-type", "Values": ["lambda"]}])[
        "NetworkInterfaces"
    ]
    assert [(address, past, api) for address, _, past, api in answers] == [
        (interface["PrivateIpAddress"], False, "127.0.0.1")
    ] * 2
    for name in ("first", "second"):
        private.functions.client.delete_function(FunctionName=name)
    until(lambda: [_is_running(pid) for _, pid, _, _ in answers], lambda running: running == [False, False])


def test_function_calls_another_through_the_endpoint(private: Private) -> None:
    assert private.call("orders") == 7


def test_endpoint_policy_refuses_another_function(private: Private) -> None:
    assert private.call("secret") == "AccessDeniedException"


def test_closed_group_times_out(private: Private) -> None:
    private.close_group()
    assert private.call("orders", brief=True) == "ConnectTimeoutError"
    private.open_group()
    assert private.call("orders") == 7


def test_name_is_unknown_without_private_dns(private: Private) -> None:
    private.ec2.modify_vpc_endpoint(VpcEndpointId=private.endpoint, PrivateDnsEnabled=False)
    private.await_endpoint()
    assert private.call("orders") == "EndpointConnectionError"
    private.ec2.modify_vpc_endpoint(VpcEndpointId=private.endpoint, PrivateDnsEnabled=True)
    private.await_endpoint()
    assert private.call("orders") == 7


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
