"""What an invocation is answered, and what its log says."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from privatelink_localstack.functions import answers
from privatelink_localstack.functions.answers import Answer, Usage


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (0, "Runtime exited without providing a reason"),
        (7, "Runtime exited with error: exit status 7"),
        (-9, "Runtime exited with error: signal: killed"),
    ],
)
def test_end_of_the_process_is_told(code: int, reason: str) -> None:
    answer = answers.exited("r-1", code)
    assert json.loads(answer.payload) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: r-1 Error: {reason}",
    }
    assert answer.note == f"RequestId: r-1 Error: {reason}\nRuntime.ExitError\n"


def test_time_out_is_told_with_its_moment() -> None:
    answer = answers.timed_out("r-1", 3, datetime(2026, 1, 2, 3, 4, 5, 678000, UTC))
    assert json.loads(answer.payload)["errorMessage"] == "RequestId: r-1 Error: Task timed out after 3.00 seconds"
    assert answer.note == "2026-01-02T03:04:05.678Z r-1 Task timed out after 3.00 seconds\n"


def test_log_has_the_output_between_start_and_end() -> None:
    text = answers.log("r-1", "7", "hello", Answer(b"1"), Usage(0.0123, 0.5, 20, 128))
    assert text == (
        "START RequestId: r-1 Version: 7\nhello\nEND RequestId: r-1\n"
        "REPORT RequestId: r-1\tDuration: 12.30 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 20 MB\tInit Duration: 500.00 ms\t\n"
    )


def test_log_of_a_warm_start_has_no_init() -> None:
    assert "Init Duration" not in answers.log("r-1", "7", "", Answer(b"1"), Usage(0.1, None, 20, 128))
