"""Adapters between the rules and LocalStack's services; only this package imports moto."""
