"""The endpoint of the user's own LocalStack, from an environment variable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from privatelink_localstack.runtime.errors import LocalStackError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("LOCALSTACK_ENDPOINT", "AWS_ENDPOINT_URL")
"""The variables that can name a LocalStack, in order of precedence."""

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")
"""Characters of a host and a port; HTTP clients fail on others in many ways."""


@dataclass(frozen=True, slots=True)
class NamedEndpoint:
    """An endpoint, and the variable that names it."""

    variable: str
    endpoint: str


def read_named_endpoint(environment: Mapping[str, str]) -> NamedEndpoint | None:
    """Return the endpoint that the environment names, or None.

    Raises:
        LocalStackError: the value is not an http or https URL of a host alone.
    """
    for variable in VARIABLES:
        if value := environment.get(variable, "").strip():
            return NamedEndpoint(variable, _checked(variable, value))
    return None


def _checked(variable: str, value: str) -> str:
    try:
        url = urlsplit(value)
        # Reading the port checks it.
        plain = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:
        plain = False
    else:
        if url.username is not None or url.password is not None:
            # The value stays out of the message: it holds a password.
            raise LocalStackError(
                f"{variable}: the URL holds a user name or password, and LocalStack has neither",
                hint="Name the host and port alone, such as http://127.0.0.1:4566.",
            )
        plain = (
            plain
            and _HOST.fullmatch(url.netloc) is not None
            and url.path in {"", "/"}
            and not url.query
            and not url.fragment
        )
    if not plain:
        raise LocalStackError(
            f"{variable}: not the URL of a LocalStack: {value}",
            hint="Name its scheme, host and port, such as http://127.0.0.1:4566, or unset it.",
        )
    return value.rstrip("/")
