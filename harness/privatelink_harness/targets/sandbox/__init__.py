"""Sandbox accounts in AWS as a target: accounts by alias, that an allow-list names."""

FILE = "privatelink.toml"
"""The settings beside a spec, or in the directory of a root module."""
