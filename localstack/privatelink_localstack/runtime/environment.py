"""The environment that LocalStack runs in.

It is made from a short list of what is let through. LocalStack has hundreds of settings, and any of them in
the user's environment (where it listens, whether it believes to be in Docker, a licence, a proxy) would
change what runs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privatelink_localstack.runtime.home import Home

KEPT = frozenset(
    {
        "DEBUG",
        "HOME",
        "LANG",
        "LD_LIBRARY_PATH",
        "LOGNAME",
        "LS_LOG",
        "PATH",
        "PYTHONPATH",
        "PYTHONUSERBASE",
        "TMPDIR",
        "TZ",
        "USER",
        "XDG_CACHE_HOME",
    }
)
"""What is let through from the user's environment, beside `LC_*`."""

SETTINGS: Mapping[str, str] = {
    # LocalStack's own files stay in our directory, even where the machine is itself a container.
    "OVERRIDE_IN_DOCKER": "0",
    # No name server, no telemetry, no certificate from the internet.
    "DNS_ADDRESS": "0",
    "DISABLE_EVENTS": "1",
    "SKIP_SSL_CERT_DOWNLOAD": "1",
    # Neither the user's profiles nor an instance's role are ever asked for credentials.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""What every LocalStack of ours is set to."""

EMULATION: Mapping[str, str] = {"PROVIDER_OVERRIDE_EC2": "privatelink"}
"""Selects the emulation's EC2 provider; `check_emulation` checks it after the start."""


def child_environment(environment: Mapping[str, str], *, home: Home, port: int, stock: bool = False) -> dict[str, str]:
    """Make LocalStack's environment.

    Parameters:
        environment: the user's.
        home: where its files go.
        port: where it listens, on 127.0.0.1.
        stock: EC2 is left to LocalStack itself, for comparison.
    """
    kept = {name: value for name, value in environment.items() if name in KEPT or name.startswith("LC_")}
    return {
        **kept,
        **SETTINGS,
        **({} if stock else EMULATION),
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        # What it puts in URLs, with names before it: `.localhost` is loopback everywhere (RFC 6761), whereas
        # LocalStack's own domain is known to public name servers only.
        "LOCALSTACK_HOST": f"localhost:{port}",
        "FILESYSTEM_ROOT": str(home.filesystem),
        "LOCALSTACK_VOLUME_DIR": str(home.filesystem),
        "CONFIG_DIR": str(home.config),
    }
