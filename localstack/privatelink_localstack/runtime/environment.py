"""The environment that LocalStack runs in.

Only a short list of the user's variables is let through. LocalStack reads hundreds of settings, and any of them (where
to listen, whether it is in Docker, a licence, a proxy) would change what runs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from privatelink_localstack.runtime.traffic import SOCKET_VARIABLE, VARIABLE, Traffic

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
"""The user's variables that are let through, beside `LC_*`."""

SETTINGS: Mapping[str, str] = {
    # LocalStack's files stay in our directory, even on a machine that is itself a container.
    "OVERRIDE_IN_DOCKER": "0",
    # No name server, no telemetry, no certificate from the internet.
    "DNS_ADDRESS": "0",
    "DISABLE_EVENTS": "1",
    "SKIP_SSL_CERT_DOWNLOAD": "1",
    # LocalStack never reads credentials from the user's profiles or from the role of an EC2 instance.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""LocalStack's settings, the same at every start."""

EMULATION: Mapping[str, str] = {"PROVIDER_OVERRIDE_EC2": "privatelink", "LAMBDA_RUNTIME_EXECUTOR": "process"}
"""Selects the emulation's EC2 provider and its executor of functions; `check_emulation` checks both after the start."""


def child_environment(
    environment: Mapping[str, str],
    *,
    home: Home,
    port: int,
    stock: bool = False,
    traffic: Traffic = Traffic.AUTO,
) -> dict[str, str]:
    """Return LocalStack's environment.

    Parameters:
        environment: the user's.
        port: a port on 127.0.0.1.
        stock: whether LocalStack's own EC2 provider answers, for comparison.
    """
    kept = {name: value for name, value in environment.items() if name in KEPT or name.startswith("LC_")}
    return {
        **kept,
        **SETTINGS,
        **({} if stock else EMULATION),
        VARIABLE: traffic,
        SOCKET_VARIABLE: str(home.traffic),
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        # The host in the URLs that LocalStack returns, with names before it: `.localhost` is loopback everywhere
        # (RFC 6761), whereas only public name servers know LocalStack's own domain.
        "LOCALSTACK_HOST": f"localhost:{port}",
        "FILESYSTEM_ROOT": str(home.filesystem),
        "LOCALSTACK_VOLUME_DIR": str(home.filesystem),
        "CONFIG_DIR": str(home.config),
    }
