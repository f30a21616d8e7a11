"""Whether a LocalStack answers EC2's calls with this package's provider.

One whose provider can't be found only warns, and answers as stock LocalStack does: everything would look available.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from privatelink_localstack.runtime.errors import LocalStackError

HINT = "Reinstall it: pip install --force-reinstall 'tf-privatelink[localstack]'"


def is_ours(endpoint: str, *, timeout: float = 5.0) -> bool:
    """Ask whether this package's provider answers; False for stock LocalStack, and where nothing answers.

    Parameters:
        endpoint: URL of LocalStack.
        timeout: seconds.
    """
    try:
        with build_opener(ProxyHandler({})).open(f"{endpoint}/_privatelink/", timeout=timeout) as answer:
            return answer.status == HTTPStatus.OK and json.load(answer).get("ours") is True
    except (HTTPError, URLError, OSError, ValueError, AttributeError):
        return False


def check_ours(endpoint: str) -> None:
    """Make sure of it, for a LocalStack that this package has started.

    Raises:
        LocalStackError: another provider answers.
    """
    if not is_ours(endpoint):
        raise LocalStackError(
            f"{endpoint}: EC2 is answered by stock LocalStack, not by tf-privatelink's emulation", hint=HINT
        )
