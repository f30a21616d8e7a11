"""Checks of an applied stack: comparisons of spec, plan, state and API."""
