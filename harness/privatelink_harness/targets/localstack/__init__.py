"""LocalStack as a target."""
