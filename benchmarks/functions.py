"""The figures of Lambda functions: created, started cold, called warm."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
from figure import Figure

from privatelink_localstack.runtime import process

CODE = "def handler(event, context):\n    return event\n"
RUNS = 9


def measure() -> list[Figure]:
    """Start a LocalStack, and measure functions in Python as a client sees them."""
    with ExitStack() as exits:
        work = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        endpoint = process.up(directory=work / "localstack").endpoint
        exits.callback(process.down, directory=work / "localstack")
        client = boto3.client(
            "lambda",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="111122223333",
            aws_secret_access_key="localstack",  # noqa: S106 - LocalStack takes any
        )
        # The first function waits for LocalStack to load Lambda.
        names = [f"function-{number}" for number in range(RUNS + 1)]
        created = [took(lambda name=name: create(client, name)) for name in names][1:]  # type: ignore[misc]
        cold = [took(lambda name=name: invoke(client, name)) for name in names][1:]  # type: ignore[misc]
        warm = [took(lambda: invoke(client, names[0])) for _ in range(RUNS * 3)]
    return [
        Figure("Lambda function: from CreateFunction to active", statistics.median(created), " s", 1),
        Figure("… first call, cold", statistics.median(cold), " s", 0.5),
        Figure("… call, warm", statistics.median(warm) * 1000, " ms", 60),
    ]


def took(work: Callable[[], object]) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def create(client: Any, name: str) -> None:
    """Create a function, and wait until it is active."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("main.py", CODE)
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="main.handler",
        Role="arn:aws:iam::111122223333:role/function",
        Code={"ZipFile": written.getvalue()},
    )
    while client.get_function(FunctionName=name)["Configuration"]["State"] != "Active":
        pass


def invoke(client: Any, name: str) -> None:
    """Call a function."""
    client.invoke(FunctionName=name, Payload=b'{"n": 1}')["Payload"].read()
