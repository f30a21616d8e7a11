"""A LocalStack that somebody starts who has other rights than the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATELINK = str(Path(sys.executable).with_name("privatelink"))
_OTHERS = ("LOCALSTACK_ENDPOINT", "AWS_ENDPOINT_URL", "PRIVATELINK_TRAFFIC")


@contextmanager
def localstack(directory: Path, become: Callable[..., list[str]]) -> Iterator[str]:
    """Start a LocalStack with traffic, give its URL, and stop it.

    Parameters:
        become: returns the command that runs a command with the other rights.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    environment["PRIVATELINK_LOCALSTACK_DIR"] = str(directory)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = become(PRIVATELINK, "localstack", *arguments)
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    up = run("up", "--traffic", "on", "--timeout", "300", "--format", "json")
    try:
        assert up.returncode == 0, up.stdout + up.stderr
        yield str(json.loads(up.stdout)["data"]["instance"]["endpoint"])
    finally:
        run("down", "--force")
