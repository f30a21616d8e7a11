"""Bodies and errors of the HTTP API under `/_privatelink/`, in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localstack.http import Request, Response

from privatelink_localstack.kernel.settings import SettingError


def with_body(act: Callable[[dict[str, Any]], Any], request: Request) -> Any:
    """Return what `act` returns for the body of a request; status 400 if the body is no JSON object, or invalid."""
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:
        return error(400, "the body is nested too deeply")
    if not isinstance(body, dict):
        return error(400, "the body is not a JSON object")
    try:
        return act(body)
    except SettingError as refused:
        return error(400, str(refused))
    except OverflowError:
        return error(400, "the body has a number that is too large")


def error(status: int, message: str) -> Response:
    """Return an error in the form that all errors of the API have."""
    return Response.for_json({"error": message}, status=status)
