"""What PrivateLink needs beside networks and load balancers: public DNS records, and topics to publish to."""

from __future__ import annotations

from typing import Protocol

from privatelink_localstack.privatelink.notifications.model import Message


class Records(Protocol):
    """Route 53: public DNS, and the private hosted zones of VPCs."""

    def texts(self, name: str) -> frozenset[str]:
        """Give the values of a name's public TXT records, without quotes."""

    def private_zones(self, vpc_id: str) -> frozenset[str]:
        """Give the names of the private hosted zones that a VPC is associated with, without the last dot."""


class Topics(Protocol):
    """SNS."""

    def publish(self, message: Message) -> None:
        """Publish, if the topic is there and its policy admits AWS. Nobody waits for it: it raises nothing."""
