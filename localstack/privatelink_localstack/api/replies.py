"""Bodies and errors of the HTTP API under `/_privatelink/`, in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localstack.http import Request, Response

from privatelink_localstack.api.settings import SettingError


def with_body(act: Callable[[dict[str, Any]], Any], request: Request) -> Any:
    """Answer a request with what is done with its body: 400 where that is no JSON object, or can't be set."""
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        return error(400, "the body is not a JSON object")
    try:
        return act(body)
    except SettingError as refused:
        return error(400, str(refused))


def error(status: int, message: str) -> Response:
    """Give an error as all of them are written."""
    return Response.for_json({"error": message}, status=status)
