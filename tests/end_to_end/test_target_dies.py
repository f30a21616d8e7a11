"""LocalStack killed in mid-apply: one clear message, and nothing left running or lying about."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import psutil
import pytest

from privatelink_localstack.runtime import process

SPEC = """
version: 1
pattern: consumer
name: orphaned
endpoints:
  s3: {service: s3, type: gateway}
"""


def test_localstack_killed_in_mid_apply(
    start: Callable[..., Popen[str]], tmp_path: Path, stacks: Path, monkeypatch: pytest.MonkeyPatch
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
    message = "LocalStack ended in the middle of the run, and what stood in it is gone with it"
    hint = "Its log tells more: privatelink localstack logs"
    assert (run.returncode, errors) == (1, f"error: {instance.endpoint}: {message}\n{hint}\n")
    assert (process.find(directory=own), list(stacks.iterdir())) == (None, [])
    assert not [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
