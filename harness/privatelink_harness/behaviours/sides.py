"""Both sides of a connection: its state as the service's owner sees it, and as the consumer does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from privatelink_harness.behaviours.behaviour import Stage
from privatelink_harness.behaviours.topology import Link, Placed
from privatelink_harness.checks.api import pages

MOVING = frozenset({"pending", "deleting", "modifying"})
"""States that go on by themselves."""

_LIMIT = 600.0
"""Seconds that a connection may take to come to rest; AWS names none, and the AWS provider waits ten minutes."""

_PAUSE = 0.05, 5.0
"""Seconds between two questions: of the first, and at the most; each pause is half as long again."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A connection's states in AWS's words; "none" where a side does not know it."""

    owner: str
    consumer: str


def at_rest(stage: Stage, link: Link) -> Sides:
    """Return both sides once neither moves any more, or after the limit as they are."""
    return until(lambda: sides(stage, link), lambda seen: not MOVING & {seen.owner, seen.consumer})


def sides(stage: Stage, link: Link) -> Sides:
    """Return both sides as they are now."""
    return Sides(owner_side(stage, link.service, link.endpoint.id), consumer_side(stage, link.endpoint))


def owner_side(stage: Stage, service: Placed, endpoint_id: str) -> str:
    """Return the state of a connection as DescribeVpcEndpointConnections has it in the owner's account."""
    filters = [{"Name": "service-id", "Values": [service.id]}, {"Name": "vpc-endpoint-id", "Values": [endpoint_id]}]
    client, operation = service.client(stage), "describe_vpc_endpoint_connections"
    found = pages(client, operation, "VpcEndpointConnections", Filters=filters)
    return _state([each["VpcEndpointState"] for each in found])


def consumer_side(stage: Stage, endpoint: Placed) -> str:
    """Return the state of an endpoint as DescribeVpcEndpoints has it in the consumer's account."""
    filters = [{"Name": "vpc-endpoint-id", "Values": [endpoint.id]}]
    found = pages(endpoint.client(stage), "describe_vpc_endpoints", "VpcEndpoints", Filters=filters)
    return _state([each["State"] for each in found])


def accept(stage: Stage, link: Link) -> None:
    """Accept a connection; what AWS refuses, the states tell."""
    link.service.client(stage).accept_vpc_endpoint_connections(
        ServiceId=link.service.id, VpcEndpointIds=[link.endpoint.id]
    )


def reject(stage: Stage, link: Link) -> None:
    """Reject a connection; what AWS refuses, the states tell."""
    link.service.client(stage).reject_vpc_endpoint_connections(
        ServiceId=link.service.id, VpcEndpointIds=[link.endpoint.id]
    )


def until[T](read: Callable[[], T], is_settled: Callable[[T], Any], *, limit: float = _LIMIT) -> T:
    """Read until what is read has settled, or the limit in seconds is over; return the last reading."""
    deadline, (pause, longest) = time.monotonic() + limit, _PAUSE
    while not is_settled(value := read()) and time.monotonic() < deadline:
        threading.Event().wait(pause)
        pause = min(pause * 1.5, longest)
    return value


def _state(states: Collection[str]) -> str:
    # The API's own casing varies: EC2 answers "Available" and "available" by operation.
    state = next(iter(states), "none")
    return state[:1].lower() + state[1:]
