"""Connection notifications: what AWS tells a topic about endpoints and connections."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from privatelink_localstack.privatelink.errors import invalid

EVENTS = ("Accept", "Connect", "Delete", "Reject")

PUBLISHER = "vpce.amazonaws.com"
"""The principal that a topic's policy must admit."""

TOPIC_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+")


@dataclass(frozen=True, slots=True)
class Notification:
    """A connection notification, of a service or of an endpoint (the other one is None)."""

    id: str
    account: str
    region: str
    service_id: str | None
    endpoint_id: str | None
    topic: str
    events: tuple[str, ...]
    created: float

    @property
    def key(self) -> str:
        """Orders notifications by creation."""
        return f"{self.created:020.6f}{self.id}"

    @property
    def source(self) -> str:
        """ARN of the service or endpoint that it is about, as a topic's policy names it (`aws:SourceArn`)."""
        what = f"vpc-endpoint-service/{self.service_id}" if self.service_id else f"vpc-endpoint/{self.endpoint_id}"
        return f"arn:aws:ec2:{self.region}:{self.account}:{what}"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to publish.

    Parameters:
        topic: ARN.
        source, source_account: what it is about, as an ARN, and whose that is: a topic's policy may ask for them.
    """

    topic: str
    source: str
    source_account: str
    text: str

    @property
    def account(self) -> str:
        """Whose topic it is."""
        return self.topic.split(":")[4]

    @property
    def region(self) -> str:
        """Where the topic is."""
        return self.topic.split(":")[3]


def check_events(events: tuple[str, ...]) -> tuple[str, ...]:
    """Give the events, each once, in AWS's order.

    Raises:
        AwsError: there is none, or one that AWS does not have.
    """
    for event in events:
        if event not in EVENTS:
            raise invalid(f"The connection event {event} is invalid. Valid events are: {', '.join(EVENTS)}.")
    if not events:
        raise invalid("At least one connection event is required.")
    return tuple(event for event in EVENTS if event in events)


def check_topic(topic: str) -> str:
    """Give a topic's ARN back.

    Raises:
        AwsError: it is none.
    """
    if TOPIC_ARN.fullmatch(topic) is None:
        raise invalid(f"The connection notification ARN {topic} is invalid.")
    return topic


def compose(event: str, *, service_id: str | None, endpoint_id: str, account: str, at: float) -> str:
    """Write a message. AWS does not document its own: this one is ours, as JSON."""
    return json.dumps(
        {
            "event": event,
            "serviceId": service_id,
            "vpcEndpointId": endpoint_id,
            "vpcEndpointOwner": account,
            "timestamp": at,
        }
    )
