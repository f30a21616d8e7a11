"""Commands on a sandbox as processes of their own, which a test can kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from tests.support.sandbox import Sandbox


def start(sandbox: Sandbox, *words: str) -> subprocess.Popen[str]:
    """Start a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.sandbox_command", *words],
        cwd=sandbox.directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def sweep(sandbox: Sandbox, region: str) -> dict[str, Any]:
    """Return the data of a sweep's answer, which must be a success."""
    with start(sandbox, "sweep", "--all", "--target", "sandbox", "--region", region, "--format", "json") as run:
        output, errors = run.communicate()
    assert run.returncode == 0, output + errors
    return dict(json.loads(output)["data"])
