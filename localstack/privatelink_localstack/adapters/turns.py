"""The order of the calls that LocalStack's gateway handles.

LocalStack has a thread for each of up to a thousand calls at a time; `kernel/turns.py` tells what that costs.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from privatelink_localstack.kernel.turns import Turns

NUMBER = 4
"""Calls of EC2 and elbv2 that are handled at a time."""

_SCOPES = ("/ec2/aws4_request", "/elasticloadbalancing/aws4_request")
"""What the credentials of these calls have. Other calls have no turns: some wait for others, or poll for 20 s."""


def take_turns(gateway: Any) -> None:
    """Let a gateway handle calls of EC2 and elbv2 in the order in which they come."""
    turns, process = Turns(NUMBER), gateway.process

    def process_in_turn(request: Any, response: Any) -> None:
        credentials = request.headers.get("Authorization", "")
        with turns.held() if any(each in credentials for each in _SCOPES) else nullcontext():
            process(request, response)

    gateway.process = process_in_turn
