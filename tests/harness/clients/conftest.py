"""An environment without settings of the machine's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from botocore.args import ClientArgsCreator


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that is boto3's configuration; socket options that a test sets end with it."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTOCORE_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    path = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    name = "_compute_socket_options"
    monkeypatch.setattr(ClientArgsCreator, name, getattr(ClientArgsCreator, name))
    return path
