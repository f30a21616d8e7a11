"""EC2 for LocalStack: handlers translate between requests, the rules in `privatelink`, and responses."""
