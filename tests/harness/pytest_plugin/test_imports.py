"""The plugin's cost in every pytest run of an environment that has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

PROBE = """
import sys
import pytest
before = set(sys.modules)
import privatelink_harness.pytest_plugin.plugin
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


def test_plugin_imports_nothing_but_itself() -> None:
    output = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True).stdout
    assert output.split() == ["privatelink_harness"]


def test_plugin_loads_nothing_heavy_without_stacks(tmp_path: Path) -> None:
    path = tmp_path / "test_modules.py"
    heavy = {"boto3", "botocore", "rich", "pydantic", "localstack", "localstack_client", "psutil"}
    path.write_text(f"import sys\ndef test_none():\n    assert set() == {heavy!r} & set(sys.modules)\n")
    argv = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(path)]
    result = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
