"""Terraform's own log, which `TF_LOG` asks for: the secrets that a command has written there are overwritten.

Terraform and its providers leave credentials out, but at DEBUG Terraform writes values of a state that it upgrades,
sensitive or not. A command that is killed with its run leaves its part of the log as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.terraform.environment import logs

if TYPE_CHECKING:
    from privatelink_harness.terraform.secrets import Secrets


@contextmanager
def cleaned(environment: Mapping[str, str], secrets: Secrets) -> Iterator[None]:
    """Overwrite the secrets in what a command logs while the context lasts.

    Parameters:
        environment: Terraform's, as `environment.prepare` gives it.
    """
    path = Path(environment["TF_LOG_PATH"]) if logs(environment) else None
    if path is None or not secrets.values:
        yield
        return
    begin = path.stat().st_size if path.is_file() else 0
    try:
        yield
    finally:
        with suppress(OSError):
            _overwrite(path, begin, secrets)


def _overwrite(path: Path, begin: int, secrets: Secrets) -> None:
    """Overwrite secrets with as many characters: another command may be appending to the same file."""
    if not path.is_file():
        return
    with path.open("r+b", buffering=0) as file:
        file.seek(begin)
        text = file.read()
        for secret in map(str.encode, secrets.values):
            at = text.find(secret)
            while at >= 0:
                os.pwrite(file.fileno(), b"*" * len(secret), begin + at)
                at = text.find(secret, at + len(secret))
