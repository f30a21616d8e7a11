"""Protocols of DNS and SNS as PrivateLink uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from privatelink_localstack.privatelink.notifications.model import Message


class Records(Protocol):
    """Route 53: public DNS, and the private hosted zones of VPCs."""

    def texts(self, name: str) -> frozenset[str]:
        """Return the values of the public TXT records of a name, without quotes."""

    def private_zones(self, vpc_id: str) -> Mapping[str, str]:
        """Return the IDs of the private hosted zones that a VPC is associated with, by name without trailing dot."""


class Topics(Protocol):
    """SNS."""

    def publish(self, message: Message) -> None:
        """Publish a message if the topic exists and its policy allows PrivateLink to publish. Raises nothing."""
