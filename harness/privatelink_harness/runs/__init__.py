"""Runs: one engine, used by the commands and by the pytest plugin."""
