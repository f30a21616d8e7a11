"""States of a VPC endpoint."""

from __future__ import annotations

PENDING_ACCEPTANCE = "pendingAcceptance"
PENDING = "pending"
AVAILABLE = "available"
REJECTED = "rejected"
DELETING = "deleting"
DELETED = "deleted"
FAILED = "failed"
EXPIRED = "expired"

ENDED = frozenset({DELETING, DELETED})
"""States in which an endpoint can no longer be modified."""

LIVE = frozenset({PENDING_ACCEPTANCE, PENDING, AVAILABLE})
"""States of a connection that keep its service from being deleted."""
