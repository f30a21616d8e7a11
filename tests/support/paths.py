"""The paths of the checkout and its parts."""

from __future__ import annotations

from pathlib import Path

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
