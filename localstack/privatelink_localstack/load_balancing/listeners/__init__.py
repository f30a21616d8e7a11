"""Listeners and their actions."""
