"""The temporary directory of Terraform and the AWS provider, in which they meet at a socket.

Where the AWS provider can't make one, it ends at once, and Terraform takes it for a broken program.
"""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(environment: Mapping[str, str], working: Path | None = None) -> None:
    """Reject a temporary directory without room for a socket: one that is missing, read-only, full or has a long path.

    Parameters:
        environment: Terraform's; TMPDIR names the directory. Python would take the next one that it can write to.
        working: Terraform's working directory; None: this process's own.

    Raises:
        HarnessError: the message names the directory.
    """
    directory = (working or Path()) / (environment.get("TMPDIR") or "/tmp")  # noqa: S108 - Go's default
    # As long as the name that HashiCorp's go-plugin draws.
    path = directory / f"plugin{secrets.token_hex(5)}"
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(str(path))
        except OSError as error:
            raise HarnessError(
                f"{directory}: the temporary directory can't be used: {error.strerror or error}",
                hint="Set TMPDIR to a directory that can be written, with a path of less than 90 characters.",
            ) from error
        finally:
            with suppress(OSError):
                path.unlink()
