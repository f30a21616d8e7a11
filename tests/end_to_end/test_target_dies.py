"""LocalStack killed during an apply: one clear message, and nothing left running or on disk."""

from __future__ import annotations

import re
from pathlib import Path

import psutil
import pytest

from privatelink_localstack.runtime import process
from tests.support.commands import StartCommand
from tests.support.ports import quiet_port

SPEC = """
version: 1
pattern: consumer
name: orphaned
endpoints:
  s3: {service: s3, type: gateway}
"""


def test_run_reports_a_localstack_that_is_killed_during_apply(
    start: StartCommand, tmp_path: Path, stacks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, own = tmp_path / "orphaned.yaml", tmp_path / "localstack"
    spec.write_text(SPEC)
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    process.up(port=quiet_port(), directory=own)
    run = start("test", spec, variables={"PRIVATELINK_LOCALSTACK_DIR": str(own), "LOCALSTACK_ENDPOINT": ""})
    assert run.stdout is not None
    for line in run.stdout:
        if re.search(r"\] apply$", line):
            break
    instance = process.find(directory=own)
    assert instance is not None
    assert instance.pid is not None
    family = psutil.Process(run.pid).children(recursive=True)
    psutil.Process(instance.pid).kill()
    _, errors = run.communicate()
    name = f"LocalStack {instance.version} at {instance.endpoint}"
    message = f"error: {name}: ended, and the stack's resources with it\nRead its log: privatelink localstack logs\n"
    assert (run.returncode, errors) == (1, message)
    assert (process.find(directory=own), list(stacks.iterdir())) == (None, [])
    assert not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
