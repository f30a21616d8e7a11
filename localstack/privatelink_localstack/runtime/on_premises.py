"""Networks on premises of a LocalStack with the emulation, as its users describe them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from privatelink_localstack.runtime.errors import LocalStackError

_TIMEOUT = 60.0


def describe_network(endpoint: str, name: str, gateways: Sequence[str], cidrs: Sequence[str]) -> None:
    """Describe a network on premises, whose devices announce its blocks; return when that is in force.

    Parameters:
        endpoint: LocalStack's URL.
        gateways: IDs of customer gateways and Direct Connect gateways.

    Raises:
        LocalStackError: LocalStack refuses, or does not answer.
    """
    body = json.dumps({"gateways": [*gateways], "cidrs": [*cidrs]}).encode()
    url = f"{endpoint}/_privatelink/on-premises/{name}"
    request = Request(url, body, method="PUT")  # noqa: S310 - LocalStack's own URL
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - as above
            answer.read()
    except HTTPError as error:
        raise LocalStackError(f"LocalStack refuses the network {name}: {error.read().decode()}") from error
    except (OSError, HTTPException) as error:
        raise LocalStackError(f"{endpoint}: LocalStack does not take the network {name}: {error}") from error
