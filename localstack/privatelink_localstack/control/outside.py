"""What PrivateLink needs beside networks and load balancers: public DNS records, and topics to publish to."""

from __future__ import annotations

from typing import Protocol

from privatelink_localstack.control.notification import Message


class Records(Protocol):
    """Public DNS."""

    def texts(self, name: str) -> frozenset[str]:
        """Give the values of a name's TXT records, without quotes."""


class Topics(Protocol):
    """SNS."""

    def publish(self, message: Message) -> None:
        """Publish, if the topic is there and its policy admits AWS. Nobody waits for it: it raises nothing."""


class NoRecords:
    """Has none."""

    def texts(self, name: str) -> frozenset[str]:  # noqa: ARG002 - as the protocol
        """Give none."""
        return frozenset()


class NoTopics:
    """Publishes nothing."""

    def publish(self, message: Message) -> None:
        """Do nothing."""
