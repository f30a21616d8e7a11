"""An idle timeout, scaled to two seconds, and how often a function runs with and without the documented settings."""

from __future__ import annotations

import gc
import sys
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.support.idle_endpoint import IdleEndpoint
from tests.support.lambda_page import OPTIONS, run_block

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="counts segments, which Linux tells a program"),
]

SCALED = OPTIONS.replace("IDLE, 60", "IDLE, 1").replace("TCP_KEEPINTVL, 30", "TCP_KEEPINTVL, 1")


@pytest.fixture
def endpoint() -> IdleEndpoint:
    """An endpoint with a function that is silent for longer than the timeout."""
    return IdleEndpoint(idle=2, runs_for=2.5)


def invoke(endpoint: IdleEndpoint, **settings: Any) -> int:
    session = boto3.Session("none", "none", region_name="us-east-1")
    config = Config(retries={"total_max_attempts": 2}, **settings)
    with closing(session.client("lambda", endpoint_url=endpoint.url, config=config)) as client:
        return client.invoke(FunctionName="orders")["StatusCode"]


# urllib3 leaves the socket of a read timeout to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("tcp_keepalive", [False, True], ids=["without keep-alive", "at the system's pace"])
def test_lost_answer_runs_the_function_twice(endpoint: IdleEndpoint, *, tcp_keepalive: bool) -> None:
    with endpoint.listening():
        status = invoke(endpoint, read_timeout=4.5, tcp_keepalive=tcp_keepalive)
    gc.collect()
    assert (status, endpoint.invocations, endpoint.dropped) == (200, 2, 1)


def test_documented_socket_options_run_it_once(endpoint: IdleEndpoint) -> None:
    run_block(SCALED)
    with endpoint.listening():
        status = invoke(endpoint, read_timeout=60)
    assert (status, endpoint.invocations, endpoint.dropped) == (200, 1, 0)
