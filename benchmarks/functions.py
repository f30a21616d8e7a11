"""The figures of Lambda functions: created, started cold, called warm."""

from __future__ import annotations

import io
import json
import statistics
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
from figure import Figure
from timing import seconds

from privatelink_localstack.runtime import process

CODE = "def handler(event, context):\n    return event\n"
CALLER = """
import boto3

def handler(event, context):
    return boto3.client("lambda").invoke(FunctionName=event)["StatusCode"]
"""
RUNS = 9


def measure() -> list[Figure]:
    """Start a LocalStack, and measure functions in Python as a client sees them."""
    with ExitStack() as exits:
        work = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        endpoint = process.up(directory=work / "localstack").endpoint
        exits.callback(process.down, directory=work / "localstack")
        client = client_of(endpoint, "lambda")
        # The first function waits for LocalStack to load Lambda.
        names = [f"function-{number}" for number in range(RUNS + 1)]
        created = [seconds(lambda name=name: create(client, name)) for name in names][1:]  # type: ignore[misc]
        cold = [seconds(lambda name=name: invoke(client, name)) for name in names][1:]  # type: ignore[misc]
        warm = [seconds(lambda: invoke(client, names[0])) for _ in range(RUNS * 3)]
        inside = private_caller(endpoint, client)
        through = [seconds(lambda: invoke(client, inside, names[0])) for _ in range(RUNS + 1)][1:]
    return [
        Figure("Lambda function: from CreateFunction to active", statistics.median(created), " s", 1),
        Figure("… first call, cold", statistics.median(cold), " s", 0.5),
        Figure("… call, warm", statistics.median(warm) * 1000, " ms", 60),
        Figure(
            "… call of a function in a private subnet, which calls it through an endpoint",
            statistics.median(through),
            " s",
            0.4,
        ),
    ]


def client_of(endpoint: str, service: str) -> Any:
    """Return a client of a service."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="111122223333",
        aws_secret_access_key="localstack",  # noqa: S106 - LocalStack takes any
    )


def private_caller(endpoint: str, client: Any) -> str:
    """Create a function in a subnet with an endpoint for Lambda, and return the function's name."""
    ec2 = client_of(endpoint, "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"][0]["GroupId"]
    made = ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.us-east-1.lambda",
        SubnetIds=[subnet],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
    )["VpcEndpoint"]["VpcEndpointId"]
    while ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["State"] != "available":
        pass
    create(client, "caller", CALLER, VpcConfig={"SubnetIds": [subnet], "SecurityGroupIds": [group]})
    return "caller"


def create(client: Any, name: str, code: str = CODE, **options: Any) -> None:
    """Create a function, and wait until it is active."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("main.py", code)
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="main.handler",
        Role="arn:aws:iam::111122223333:role/function",
        Code={"ZipFile": written.getvalue()},
        Timeout=30,
        **options,
    )
    while client.get_function(FunctionName=name)["Configuration"]["State"] != "Active":
        pass


def invoke(client: Any, name: str, event: object = 1) -> None:
    """Call a function."""
    answer = client.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    assert "FunctionError" not in answer, answer["Payload"].read()
