"""Connection notifications."""
