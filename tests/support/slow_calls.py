"""Calls that LocalStack answers late."""

from __future__ import annotations

from subprocess import Popen
from typing import Any

from tests.support.http import call_http
from tests.support.until import until


def await_call(run: Popen[str], endpoint: str, operation: str, account: str, *, delay: int = 15) -> None:
    """Let LocalStack be slow with a call of a run, and wait until it has come.

    Parameters:
        delay: in seconds.
    """
    api = f"{endpoint}/_privatelink/faults"
    call_http("POST", api, {"operation": operation, "delay": delay, "account": account})

    def is_waiting(faults: dict[str, Any]) -> bool:
        assert run.poll() is None
        return not any(each["account"] == account for each in faults["calls"])

    until(lambda: call_http("GET", api), is_waiting)
