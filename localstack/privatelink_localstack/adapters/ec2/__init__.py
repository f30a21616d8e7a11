"""EC2: handlers that translate between requests, the rules in `privatelink`, and responses."""
