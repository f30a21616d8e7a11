"""The versions of the programs that the tests run against."""

from __future__ import annotations

import os
import re
from importlib.metadata import version
from pathlib import Path

from privatelink_harness.terraform.version import parse, satisfies

LOCALSTACK = version("localstack-core")
"""The installed release of LocalStack; pyproject.toml pins it."""

AWS_PROVIDER = os.environ.get("PRIVATELINK_TEST_AWS_PROVIDER")
"""The release of the AWS provider that `make test-oldest-provider` runs; None: any that a module asks for."""

_CONSTRAINT = re.compile(r'source += "hashicorp/aws"\n +version += "([^"]+)"')


def is_admitted(module: Path) -> bool:
    """Return whether a module's `versions.tf` admits AWS_PROVIDER; modules without resources ask for none."""
    constraints = _CONSTRAINT.findall((module / "versions.tf").read_text(encoding="utf-8"))
    return AWS_PROVIDER is None or all(satisfies(parse(AWS_PROVIDER), each) for each in constraints)
