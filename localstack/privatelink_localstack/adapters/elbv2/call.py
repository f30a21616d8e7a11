"""A call, as its handler gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_localstack.kernel.scope import Scope

type Response = Mapping[str, Any]
"""In the API's form."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an API operation.

    Parameters:
        request: The parameters, by botocore's names.
        moto: Returns moto's response.
    """

    scope: Scope
    request: Mapping[str, Any]
    moto: Callable[[], Response]


type Handler = Callable[[Call], Response]
