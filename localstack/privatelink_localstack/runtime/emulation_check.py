"""Whether a LocalStack runs the emulation.

A LocalStack that can't load the emulation's EC2 provider only logs a warning and answers as stock LocalStack does:
every endpoint would look available. One that can't load the executor of functions asks Docker for them.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError

from privatelink_localstack.runtime.direct import direct
from privatelink_localstack.runtime.errors import LocalStackError

HINT = "Reinstall tf-privatelink with the extra [localstack]."


def has_emulation(endpoint: str, *, timeout: float = 5.0) -> bool:
    """Return whether the emulation answers; False for stock LocalStack, and where nothing answers.

    Parameters:
        endpoint: URL of LocalStack.
        timeout: seconds.
    """
    return _overview(endpoint, timeout).get("ours") is True


def check_emulation(endpoint: str) -> None:
    """Raise LocalStackError where the emulation does not answer, or does not run functions."""
    overview = _overview(endpoint, 5.0)
    if overview.get("ours") is not True:
        raise LocalStackError(
            f"{endpoint}: EC2 is answered by stock LocalStack, not by tf-privatelink's emulation", hint=HINT
        )
    if overview.get("functions") != "process":
        raise LocalStackError(f"{endpoint}: LocalStack runs functions in Docker, not as processes", hint=HINT)


def _overview(endpoint: str, timeout: float) -> dict[str, Any]:
    """Return what the emulation says of itself; nothing where it does not answer."""
    try:
        with direct().open(f"{endpoint}/_privatelink/", timeout=timeout) as response:
            found = json.load(response) if response.status == HTTPStatus.OK else None
    except (HTTPError, URLError, OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
