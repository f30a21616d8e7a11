"""The seam between runs and the places where they apply stacks.

A target is a place that can be opened; a session is one run's access to it. Stacks, runs, the pytest plugin and the
doctor know these two only. A new target is a file that implements them and an entry in `factory.TARGETS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from privatelink_harness.checks.api import Api, Clients

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import timedelta
    from pathlib import Path

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Proof
    from privatelink_harness.checks.scope import Scope
    from privatelink_harness.orphans.orphans import Created
    from privatelink_harness.probes.access import Traffic
    from privatelink_harness.targets.validity import Validity


class Session(Api, Protocol):
    """One run's access to a target."""

    @property
    def run(self) -> str:
        """The ID of the run, which no other run has; "" for access to a stack that the user has applied."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions that the run may use; the stack's is the first."""

    @property
    def accounts(self) -> Mapping[str, str]:
        """The run's accounts, 12 digits by alias: the spec's, or `consumer` and `provider`.

        Terraform's credentials are the first one's.
        """

    @property
    def role_arns(self) -> Mapping[str, str]:
        """Roles by alias that Terraform takes in the other accounts of a spec; the credentials' own has none."""

    def assuming(self, role_arns: Mapping[str, str]) -> Session:
        """Return the session of a stack whose user names the roles of some accounts, by alias."""

    def confined(self, directory: Path, root: Path, origin: Path | None) -> Session:
        """Restrict the provider blocks of a stack's initialised root module to the target; return its session.

        Parameters:
            directory: the stack's own, with the root module and the modules that it calls.
            origin: the user's directory that the root module is a copy of; None for a generated one.

        Raises:
            HarnessError: a block leads elsewhere, can't be read, or can't be overridden.
        """

    def renewed(self) -> Session:
        """Return the session with credentials that are still good, before a destroy.

        Raises:
            HarnessError: the session's accounts may no longer be used, or are others than before.
        """

    @property
    def validity(self) -> Validity | None:
        """The time in which the credentials are good; None: they do not end."""

    @property
    def advice(self) -> str:
        """The hint of an error that says that the target no longer answers."""

    def environment(self) -> dict[str, str]:
        """Return the complete environment of Terraform, without a setting that leads to another place."""

    @property
    def secrets(self) -> frozenset[str]:
        """Credentials in the environment that no message may show; none where a target takes any."""

    def prepare(self, spec: Spec) -> None:
        """Create what the spec takes for granted and the target lacks, such as foreign services, before the first plan.

        Raises:
            HarnessError: the target refuses.
        """

    def traffic(self, wanted: str | None = None) -> Traffic | None:
        """Return the way into the target's data plane, or why there is none; None where it never has one.

        Parameters:
            wanted: `auto`, `on` or `off`; None leaves it to the environment and the target.
        """

    def data_plane(self) -> Traffic:
        """Return the way into the target's data plane for a test that wants one, or why there is none."""

    def settled(self, stack: Scope) -> Session:
        """Return the session of a stack whose state tells its account and Region: `home` from now on."""

    def alive(self) -> bool:
        """Return whether the target still answers. A slow one does."""

    def release(self, *, clean: bool) -> None:
        """Release the resources that only this session uses, after the stack is destroyed; never raise.

        Parameters:
            clean: nothing is left in its accounts. Otherwise the report names what is.
        """

    @property
    def ephemeral(self) -> frozenset[str]:
        """The accounts that were made for the session, and that the target can forget; 12 digits each."""

    def forget(self) -> frozenset[str]:
        """Have the target forget the ephemeral accounts, with all that is in them; return those that it forgot."""

    def open_calls(self) -> int | None:
        """Return the number of calls of the run that the target has not answered; None where it does not tell."""

    def created(self) -> Sequence[Created] | None:
        """Return what the run's calls have created; None where the target does not tell.

        Raises:
            HarnessError: the target does not answer.
        """

    def record(self) -> dict[str, Any]:
        """Return what `factory.reopen` needs, as JSON, with the target's registered name under `target`."""


class Target(Protocol):
    """A place where stacks are applied."""

    @property
    def proof(self) -> Proof:
        """The reach of its API's answers. `LIVE` means real accounts, which take the official AWS provider only."""

    @property
    def opening(self) -> str:
        """The line of progress while a session is opened, such as `start LocalStack`."""

    @property
    def lifetime(self) -> timedelta | None:
        """The time after which its runs expire, as its settings say; None where they say nothing."""

    def session(self, spec: Spec | None, *, keep: bool) -> AbstractContextManager[Session]:
        """Open a session, for as long as the context lasts. An implementation may raise errors of its own.

        Parameters:
            spec: of the stack; None for a root module without a spec.
            keep: the target goes on afterwards, so that the session can be reopened from its record. Otherwise
                whatever was started for the session ends with it.
        """

    def attach(self, directory: Path, spec: Spec) -> Session:
        """Return access to a stack that the user has applied there by other means. Nothing is started.

        Parameters:
            directory: the user's root module.

        Raises:
            HarnessError: nothing answers; the target may not be asked about the spec or the root module's state.
        """


class Places(Clients, Protocol):
    """The accounts and Regions of a target in which runs may have left something."""

    @property
    def target(self) -> str:
        """The target's registered name."""

    @property
    def scopes(self) -> Sequence[Scope]:
        """Where to look: only accounts that may be changed."""

    def allows(self, scope: Scope) -> bool:
        """Return whether a place that a journal tells may be looked in too: the user has not excluded it."""

    def covers(self, account: str) -> bool:
        """Return whether all that is in an account is in these places; an account that is nowhere has nothing."""

    def open_calls(self, run: str) -> int | None:
        """Return the number of a run's calls that the target has not answered; None where it does not tell."""
