"""LocalStack as a process of its own: without Docker, on loopback only."""
