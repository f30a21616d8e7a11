"""Whether a LocalStack runs the emulation.

A LocalStack that can't load the emulation's EC2 provider only logs a warning and answers as stock LocalStack does:
every endpoint would look available.
"""

from __future__ import annotations

import json
from http import HTTPStatus
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
    try:
        with direct().open(f"{endpoint}/_privatelink/", timeout=timeout) as response:
            return response.status == HTTPStatus.OK and json.load(response).get("ours") is True
    except (HTTPError, URLError, OSError, ValueError, AttributeError):
        return False


def check_emulation(endpoint: str) -> None:
    """Raise LocalStackError where the emulation does not answer."""
    if not has_emulation(endpoint):
        raise LocalStackError(
            f"{endpoint}: EC2 is answered by stock LocalStack, not by tf-privatelink's emulation", hint=HINT
        )
