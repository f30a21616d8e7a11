"""The versions of the programs that the tests run against."""

from __future__ import annotations

from importlib.metadata import version

LOCALSTACK = version("localstack-core")
"""The installed release of LocalStack; pyproject.toml pins it."""
