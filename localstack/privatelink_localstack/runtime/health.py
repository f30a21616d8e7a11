"""LocalStack's health page, which shows whether an endpoint is LocalStack."""

from __future__ import annotations

import ipaddress
import json
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import OpenerDirector, build_opener

from privatelink_localstack.runtime.direct import direct
from privatelink_localstack.runtime.errors import NoAnswerError, NotLocalStackError

PATH = "/_localstack/health"


def ask_version(endpoint: str, *, timeout: float) -> str:
    """Return the version of the LocalStack at an endpoint.

    Parameters:
        endpoint: an http or https URL without a path.
        timeout: seconds.

    Raises:
        NoAnswerError: nothing answers, or not in time.
        NotLocalStackError: something other than LocalStack answers.
    """
    try:
        with _opener(endpoint).open(endpoint + PATH, timeout=timeout) as response:
            body = response.read()
    except (OSError, HTTPException) as error:
        status = getattr(error, "code", None)
        if status is None:
            reason = getattr(error, "reason", None) or error
            raise NoAnswerError(f"{endpoint}: no answer: {reason}") from error
        # An HTTP error is also the response, and holds the connection.
        error.close()  # type: ignore[union-attr]
        raise NotLocalStackError(f"{endpoint}: not LocalStack: {PATH} answers {status}") from error
    version = _version(body)
    if version is None:
        raise NotLocalStackError(f"{endpoint}: not LocalStack: {PATH} answers something else")
    return version


def _version(body: bytes) -> str | None:
    try:
        health = json.loads(body)
    except ValueError:
        return None
    match health:
        case {"services": dict(), "version": str(version)}:
            return version
    return None


def _opener(endpoint: str) -> OpenerDirector:
    """Return an opener of URLs, without the user's proxy where the endpoint is on this machine."""
    return direct() if _is_loopback(urlsplit(endpoint).hostname or "") else build_opener()


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost") or host == "localhost.localstack.cloud":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
