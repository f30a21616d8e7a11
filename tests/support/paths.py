"""The paths of the checkout and its parts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
PUBLISHED = ROOT / "modules"
MODULES = ROOT / "tests" / "modules"
"""Terraform modules that only tests apply."""
SPEC_FILES = sorted(SPECS.glob("*/*.yaml"))
"""The specs that the published modules are made of; files below them are parts of stacks."""
CONSUMER_FILES = [path for path in SPEC_FILES if path.parent.name == "consumer"]
HYBRID_FILES = [path for path in SPEC_FILES if path.parent.name == "hybrid"]
PROVIDER_FILES = [path for path in SPEC_FILES if path.parent.name == "provider"]


def session_directory(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary directory of the test session, which all of its workers share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
