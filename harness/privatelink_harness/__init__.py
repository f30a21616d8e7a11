"""Applies Terraform stacks, and verifies, endpoint by endpoint, that they are what the spec asked for."""
