"""LocalStack killed during an apply: one clear message, and nothing left running or on disk."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import psutil
import pytest

from privatelink_localstack.runtime import process
from tests.support.commands import StartCommand

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
    # Not 4566: another test's LocalStack would take that as soon as it is free, and answer in this one's place.
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process.up(port=port, directory=own)
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
