"""Records of connection notifications, and their messages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.privatelink.errors import invalid

EVENTS = ("Accept", "Connect", "Delete", "Reject")

PUBLISHER = "vpce.amazonaws.com"
"""The service principal that a topic's policy must allow."""

TOPIC_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+")


@dataclass(frozen=True, slots=True)
class Notification:
    """A connection notification, of a service or of an endpoint; the other ID is None.

    Parameters:
        topic: ARN.
        created: seconds since the epoch.
    """

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
        """Sort key: creation, then ID."""
        return f"{self.created:020.6f}{self.id}"

    @property
    def source(self) -> str:
        """ARN of its service or endpoint: the `aws:SourceArn` of a topic's policy."""
        resource = f"vpc-endpoint-service/{self.service_id}" if self.service_id else f"vpc-endpoint/{self.endpoint_id}"
        return f"arn:{partition_of(self.region).name}:ec2:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a topic.

    Parameters:
        topic: ARN.
        source, source_account: ARN and account of the service or endpoint: `aws:SourceArn` and `aws:SourceAccount`
            of the topic's policy.
    """

    topic: str
    source: str
    source_account: str
    text: str

    @property
    def account(self) -> str:
        """The topic's account."""
        return self.topic.split(":")[4]

    @property
    def region(self) -> str:
        """The topic's Region."""
        return self.topic.split(":")[3]


def check_events(events: tuple[str, ...]) -> tuple[str, ...]:
    """Return the events without repetition, in AWS's order.

    Raises:
        AwsError: there is no event, or an unknown one.
    """
    for event in events:
        if event not in EVENTS:
            raise invalid(f"The connection event {event} is invalid. Valid events are: {', '.join(EVENTS)}.")
    if not events:
        raise invalid("At least one connection event is required.")
    return tuple(event for event in EVENTS if event in events)


def check_topic(topic: str) -> str:
    """Return a topic's ARN, unchanged.

    Raises:
        AwsError: the text is no ARN of a topic.
    """
    if TOPIC_ARN.fullmatch(topic) is None:
        raise invalid(f"The connection notification ARN {topic} is invalid.")
    return topic


def compose(event: str, *, service_id: str | None, endpoint_id: str, account: str, at: float) -> str:
    """Return the text of a message, as JSON of our own form: AWS does not document its messages."""
    return json.dumps(
        {
            "event": event,
            "serviceId": service_id,
            "vpcEndpointId": endpoint_id,
            "vpcEndpointOwner": account,
            "timestamp": at,
        }
    )
