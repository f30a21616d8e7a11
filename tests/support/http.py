"""Calls of HTTP APIs with JSON bodies."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def call_http(method: str, url: str, body: object = None) -> Any:
    """Return the body of a response, of an error too.

    Parameters:
        body: None for no body.
    """
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, method=method)  # noqa: S310 - the scheme is http
    try:
        with urlopen(request) as response:  # noqa: S310 - as above
            return json.load(response)
    except HTTPError as error:
        with error:
            return json.load(error)
