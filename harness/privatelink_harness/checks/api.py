"""The part of a target that checks use: its API, and the reach of the API's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Proof
    from privatelink_harness.checks.property import Property
    from privatelink_harness.checks.scope import Scope


@dataclass(frozen=True, slots=True)
class Drop:
    """An attribute that an API answers wrongly whatever was applied.

    Parameters:
        reason: for the report.
        parts: of the attribute's blocks, the arguments that are wrong; () for the whole attribute.
    """

    reason: str
    parts: tuple[str, ...] = ()


class Clients(Protocol):
    """The clients of a target's API, in several accounts and Regions."""

    @property
    def name(self) -> str:
        """The target's name in reports and errors."""

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a boto3 client.

        Parameters:
            account: 12 digits, or the account's alias in the run; None: the stack's own.
            region: None: the stack's own.

        Raises:
            HarnessError: the target has no way into the account.
        """


class Api(Clients, Protocol):
    """The AWS API of a target, in the accounts and Regions of a stack."""

    @property
    def home(self) -> Scope:
        """The stack's account and Region, where its state does not tell others."""

    @property
    def proof(self) -> Proof:
        """The reach of the API's answers."""

    @property
    def gaps(self) -> Mapping[Property, str]:
        """Properties that the API answers wrongly whatever was applied, with the reason."""

    @property
    def drops(self) -> Mapping[tuple[str, str], Drop]:
        """Attributes of resources beside the endpoints that the API answers wrongly, by resource type and name."""


@contextmanager
def api_errors(api: Clients) -> Iterator[None]:
    """Turn what boto3 raises into a HarnessError that names the target."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise HarnessError(f"{api.name}: {error}") from error


def pages(client: Any, operation: str, key: str, **arguments: Any) -> list[dict[str, Any]]:
    """Return what an operation lists, of all its pages; botocore can't turn those of each operation."""
    if client.can_paginate(operation):
        return [each for page in client.get_paginator(operation).paginate(**arguments) for each in page[key]]
    found, request, more = list[dict[str, Any]](), arguments, True
    while more:
        answer = getattr(client, operation)(**request)
        found += answer[key]
        more = bool(answer.get("NextToken"))
        request = {**arguments, "NextToken": answer.get("NextToken")}
    return found
