"""Names that people use for a place in a LocalStack's networks, and the IDs that they stand for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import quote
from urllib.request import urlopen

from privatelink_localstack.runtime.errors import LocalStackError

PATH = "/_privatelink/places"
_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that has a name.

    Parameters:
        type: `VPC`, `instance` or `function`.
        id: of the VPC, or of the network interface of the others.
    """

    type: str
    id: str
    account: str
    region: str


def read_places(endpoint: str, name: str) -> list[NamedPlace]:
    """Return the places of a name on a LocalStack.

    Parameters:
        endpoint: LocalStack's URL.

    Raises:
        LocalStackError: it does not answer, or has no emulation.
    """
    try:
        with urlopen(f"{endpoint}{PATH}?name={quote(name, safe='')}", timeout=_TIMEOUT) as answer:  # noqa: S310 - own URL
            return [NamedPlace(**each) for each in json.load(answer)["places"]]
    except (OSError, HTTPException, ValueError) as error:
        raise LocalStackError(f"{endpoint}: LocalStack does not tell what {name!r} is: {error}") from error
