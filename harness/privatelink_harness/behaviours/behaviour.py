"""The behaviours that a stack can be tried for, and what trying them needs of a run."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Account, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_harness.terraform.events import PlannedChange
    from privatelink_harness.terraform.snapshot import Resource, Snapshot


class Behaviour(StrEnum):
    """What is tried; the value is its name on the command line."""

    ACCEPTANCE = "acceptance"
    """A connection is rejected, and accepted again."""
    PRINCIPALS = "principals"
    """A principal is removed: its connection stays, a new one is refused."""
    DELETION = "deletion"
    """What is in use can't be deleted."""
    SWITCH = "switch"
    """Traffic moves between load balancers or target groups by the module's variables."""
    DRIFT = "drift"
    """What is changed outside of Terraform is put right by the next apply."""
    DELETED_ENDPOINT = "deleted-endpoint"
    """An endpoint that is deleted outside of Terraform is noticed by the next plan, and made again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one trial.

    Parameters:
        subject: a resource, or a link.
        account: whose API was asked.
        resource: whose entry in the spec decides it.
    """

    subject: str
    about: Property
    sources: Sources
    account: Account
    resource: Resource


class Stage(Protocol):
    """An applied stack, as behaviours use it."""

    @property
    def api(self) -> Api:
        """The target's API in all accounts of the stack."""

    @property
    def accounts(self) -> Mapping[str, str]:
        """The run's accounts, 12 digits by alias."""

    def state(self) -> Snapshot:
        """Return Terraform's state as it is now."""

    def plan(self) -> tuple[PlannedChange, ...]:
        """Plan, and return what would change."""

    def apply(self) -> None:
        """Apply the last plan."""

    def calling(self, module: str, arguments: Mapping[str, Any]) -> AbstractContextManager[bool]:
        """Set arguments of a module's call for as long as the context lasts.

        Yields:
            Whether the module has variables of these names.
        """

    def lasts_after(self, error: BaseException) -> bool:
        """Return whether the stack is used again after the error, so that it must be put right."""

    def patient(self) -> AbstractContextManager[None]:
        """Hold the first stop back for as long as the context lasts."""


def find_behaviours(names: Collection[str]) -> frozenset[Behaviour]:
    """Return the behaviours of these names, in upper or lower case; all of them without names.

    Raises:
        HarnessError: there is none of a name.
    """
    return frozenset(_found(names)) or frozenset(Behaviour)


def _found(names: Collection[str]) -> Iterator[Behaviour]:
    for name in names:
        known = {each.value: each for each in Behaviour}
        if name.casefold() not in known:
            near = difflib.get_close_matches(name.casefold(), known, n=1)
            raise HarnessError(
                f"{name!r} is not a behaviour" + (f"; did you mean {near[0]!r}?" if near else ""),
                hint=f"The behaviours are: {', '.join(known)}",
            )
        yield known[name.casefold()]
