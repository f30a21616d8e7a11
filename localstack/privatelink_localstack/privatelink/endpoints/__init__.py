"""VPC endpoints: their records and operations."""
