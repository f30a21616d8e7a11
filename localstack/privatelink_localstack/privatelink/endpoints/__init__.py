"""VPC endpoints: records, and what their calls do."""
