"""A LocalStack as a target: the user's own, ours that runs already, or one started for the run."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Proof
from privatelink_harness.errors import HarnessError, MissingExtraError, extra_hint
from privatelink_harness.targets.localstack.session import LocalStackSession, fresh_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_generator.patterns.base import Spec
    from privatelink_localstack.runtime.instance import Instance

DEFAULT_ACCOUNT = "000000000000"
"""LocalStack's account for access keys that are not account IDs, such as `test`."""


@dataclass(frozen=True, slots=True)
class LocalStackTarget:
    """A LocalStack that answers for as long as a session lasts.

    Parameters:
        account: 12 digits; None gives every session an account of its own.
    """

    region: str
    account: str | None = None

    @property
    def proof(self) -> Proof:
        """An emulator's answers."""
        return Proof.EMULATED

    @property
    def opening(self) -> str:
        """The step of a run that waits for LocalStack."""
        return "start LocalStack"

    @contextmanager
    def session(self, spec: Spec | None, *, keep: bool) -> Iterator[LocalStackSession]:  # noqa: ARG002 - the protocol's
        """Find or start a LocalStack; one that was started ends with its last user, unless it is kept.

        Raises:
            HarnessError: the extra is not installed.
            LocalStackError: LocalStack can't be started.
        """
        try:
            from privatelink_localstack.runtime.process import running, up
        except ModuleNotFoundError as error:
            raise MissingExtraError(f"LocalStack can't be started: {error}", hint=extra_hint("localstack")) from error
        if keep:
            yield self._open(up(), outlives_session=True)
            return
        with running() as instance:
            yield self._open(instance, outlives_session=not instance.started)

    def attach(self) -> LocalStackSession:
        """Return access to the LocalStack that answers now; without an account, to LocalStack's default one."""
        from privatelink_localstack.runtime.process import find

        instance = find()
        if instance is None:
            raise HarnessError("no LocalStack runs", hint="Start yours and name it in LOCALSTACK_ENDPOINT.")
        return _session(instance, self.region, consumer=self.account or DEFAULT_ACCOUNT)

    def _open(self, instance: Instance, *, outlives_session: bool) -> LocalStackSession:
        consumer, provider = self.account or fresh_account(), fresh_account()
        new = (provider,) if self.account else (consumer, provider)
        return _session(
            instance,
            self.region,
            consumer=consumer,
            provider=provider,
            temporary=new if outlives_session else (),
        )


def _session(
    instance: Instance, region: str, *, consumer: str, provider: str | None = None, temporary: tuple[str, ...] = ()
) -> LocalStackSession:
    from privatelink_localstack.runtime.emulation_check import has_emulation

    return LocalStackSession(
        instance.endpoint,
        consumer,
        region,
        instance.version,
        provider=provider,
        emulated=has_emulation(instance.endpoint),
        temporary=temporary,
    )
