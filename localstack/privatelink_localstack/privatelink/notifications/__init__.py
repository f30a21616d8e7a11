"""Connection notifications: their records and operations."""
