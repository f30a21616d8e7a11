"""A call, as its handler gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_localstack.adapters.elbv2.network import Network
from privatelink_localstack.adapters.elbv2.store import Store

type Answer = Mapping[str, Any]
"""In the API's form."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call.

    Parameters:
        account: 12 digits, of the caller.
        region: that it is made in.
        request: in the API's form.
        moto: lets moto answer.
    """

    account: str
    region: str
    request: Mapping[str, Any]
    moto: Callable[[], Answer]

    @property
    def store(self) -> Store:
        """What the caller has there."""
        return Store(self.account, self.region)

    @property
    def network(self) -> Network:
        """The caller's EC2 there."""
        return Network(self.account, self.region)


type Handler = Callable[[Call], Answer]
