"""A private subnet whose functions call others through an interface endpoint, or can't."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.account import Account, state
from tests.support.functions import Functions
from tests.support.until import until

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
        return (getattr(error, "response", None) or {}).get("Error", {}).get("Code") or type(error).__name__
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

    @contextmanager
    def closed_group(self) -> Iterator[None]:
        """Let nobody reach the endpoint until the block ends."""
        self.ec2.revoke_security_group_ingress(GroupId=self.group, IpPermissions=[HTTPS])
        try:
            yield
        finally:
            self.open_group()

    @contextmanager
    def without_private_dns(self) -> Iterator[None]:
        """Take the endpoint's private name away until the block ends."""
        self._set_private_dns(is_on=False)
        try:
            yield
        finally:
            self._set_private_dns(is_on=True)

    def _set_private_dns(self, *, is_on: bool) -> None:
        self.ec2.modify_vpc_endpoint(VpcEndpointId=self.endpoint, PrivateDnsEnabled=is_on)
        self.await_endpoint()

    def call(self, function: str, **options: Any) -> Any:
        """Return what the function in the subnet gets from another one, or the name of its error."""
        return self.functions.invoke("caller", {"call": function, **options}).value
