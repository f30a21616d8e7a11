"""Which calls of LocalStack's gateway take turns."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_localstack.adapters.turns import NUMBER, take_turns


@pytest.mark.parametrize(
    ("service", "at_a_time"), [("ec2", NUMBER), ("elasticloadbalancing", NUMBER), ("sqs", NUMBER + 1), ("", NUMBER + 1)]
)
def test_calls_of_ec2_and_elbv2_take_turns(service: str, at_a_time: int) -> None:
    arrived, end = threading.Semaphore(0), threading.Event()

    def process(_request: Any, _response: Any) -> None:
        arrived.release()
        end.wait()

    gateway = SimpleNamespace(process=process)
    take_turns(gateway)
    scope = f"Credential=000000000000/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host"
    request = SimpleNamespace(headers={"Authorization": f"AWS4-HMAC-SHA256 {scope}"} if service else {})
    threads = [threading.Thread(target=gateway.process, args=(request, None)) for _ in range(NUMBER + 1)]
    for thread in threads:
        thread.start()
    for _ in range(at_a_time):
        arrived.acquire()

    others = arrived.acquire(blocking=False)
    end.set()
    for thread in threads:
        thread.join()

    assert not others
    assert arrived.acquire(blocking=False) is (at_a_time == NUMBER)
