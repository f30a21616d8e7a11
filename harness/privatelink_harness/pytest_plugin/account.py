"""An account of a stack, and its clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_harness.targets.protocol import Session


@dataclass(frozen=True, slots=True)
class StackAccount:
    """An account of a stack.

    Parameters:
        id: 12 digits.
        region: where the stack is in this account; None: in several Regions.
        _session: returns the run's access, whose credentials are good for a while.
    """

    id: str
    region: str | None
    _session: Callable[[], Session] = field(repr=False)

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a boto3 client for the account.

        Parameters:
            region: None: the one that the stack is in.

        Raises:
            HarnessError: the stack is in several Regions, and none of them is named.
        """
        __tracebackhide__ = True
        place = region or self.region
        if place is None:
            raise HarnessError(
                f"the stack is in several Regions of account {self.id}", hint="Name one: client(service, region=…)"
            )
        return self._session().client(service, self.id, place)
