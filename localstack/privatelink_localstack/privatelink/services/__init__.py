"""Endpoint services, who may connect to them, and their connections."""
