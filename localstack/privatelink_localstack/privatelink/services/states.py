"""States of an endpoint service."""

from __future__ import annotations

PENDING = "Pending"
AVAILABLE = "Available"
DELETING = "Deleting"
DELETED = "Deleted"
