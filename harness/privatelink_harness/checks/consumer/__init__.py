"""The checks of a consumer's endpoints."""
