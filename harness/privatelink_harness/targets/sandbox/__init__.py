"""Sandbox accounts in AWS as a target: accounts by alias, that an allow-list names."""
