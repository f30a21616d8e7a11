"""Mechanisms that all emulated services share."""
