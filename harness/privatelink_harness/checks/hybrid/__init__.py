"""The checks of the hybrid pattern."""
