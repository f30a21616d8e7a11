"""Endpoint services, their allowed principals and their connections."""
