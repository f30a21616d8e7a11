"""A LocalStack as a target: the user's own, ours that runs already, or one started for the run."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Proof
from privatelink_harness.errors import HarnessError, MissingExtraError, extra_hint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.targets.localstack.session import LocalStackSession
    from privatelink_localstack.runtime.instance import Instance

DEFAULT_ACCOUNT = "000000000000"
"""LocalStack's account for access keys that are not account IDs, such as `test`."""


@dataclass(frozen=True, slots=True)
class LocalStackTarget:
    """A LocalStack that answers for as long as a session lasts.

    Parameters:
        account: 12 digits, the one that Terraform's credentials are for; None gives every session one of its own.
        traffic: `auto`, `on` or `off` of a LocalStack that is started; None for the environment's. With `on`, it is an
            error if traffic does not flow.
    """

    region: str
    account: str | None = None
    traffic: str | None = None

    @property
    def proof(self) -> Proof:
        """An emulator's answers."""
        return Proof.EMULATED

    @property
    def opening(self) -> str:
        """The step of a run that waits for LocalStack."""
        return "start LocalStack"

    @property
    def lifetime(self) -> timedelta | None:
        """None: LocalStack has no settings of its own."""
        return None

    @contextmanager
    def session(self, spec: Spec | None, *, keep: bool) -> Iterator[LocalStackSession]:
        """Find or start a LocalStack; one that was started ends with its last user, unless it is kept.

        Each of the spec's accounts is a fresh one; the first is the target's own, if it has one.

        Raises:
            HarnessError: the extra is not installed.
            LocalStackError: LocalStack can't be started.
        """
        with _extra():
            from privatelink_localstack.runtime.process import running, up
            from privatelink_localstack.runtime.traffic import Traffic as Setting
        traffic = Setting(self.traffic) if self.traffic else None
        if keep:
            yield self._open(up(traffic=traffic), spec, outlives_session=True)
            return
        with running(traffic=traffic) as instance:
            yield self._open(instance, spec, outlives_session=not instance.started)

    def attach(self, directory: Path | None = None, spec: Spec | None = None) -> LocalStackSession:  # noqa: ARG002
        """Return access to the LocalStack that answers now; without an account, to LocalStack's default one."""
        from privatelink_localstack.runtime.process import find

        instance = find()
        if instance is None:
            raise HarnessError(
                "no LocalStack runs", hint="Start one: privatelink localstack up; or name yours in LOCALSTACK_ENDPOINT."
            )
        return _session(instance, self.region, self.account or DEFAULT_ACCOUNT)

    def _open(self, instance: Instance, spec: Spec | None, *, outlives_session: bool) -> LocalStackSession:
        from privatelink_harness.targets.localstack.session import fresh_account

        named = spec.accounts if spec else ()
        first, *others = named or ("consumer", "provider")
        own = self.account or fresh_account()
        accounts = {first: own, **{alias: fresh_account() for alias in others}}
        new = tuple(account for account in accounts.values() if account != self.account)
        session = _session(instance, self.region, own)
        return replace(
            session,
            aliases=accounts,
            has_roles=bool(named),
            temporary=new if outlives_session else (),
            fresh=new,
            run=secrets.token_hex(8),
        )


@contextmanager
def bound() -> Iterator[None]:
    """Hold the LocalStack of this process's sessions; one that is started for it ends with it, also if it is killed.

    Raises:
        HarnessError: the extra is not installed.
        LocalStackError: LocalStack can't be started.
    """
    with _extra():
        from privatelink_localstack.runtime.process import running
    with running(is_bound=True):
        yield


@contextmanager
def _extra() -> Iterator[None]:
    """Import what the extra brings."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"LocalStack can't be started: {error}", hint=extra_hint("localstack")) from error


def _session(instance: Instance, region: str, account: str) -> LocalStackSession:
    from privatelink_harness.targets.localstack.session import LocalStackSession
    from privatelink_localstack.runtime.emulation_check import has_emulation

    return LocalStackSession(
        instance.endpoint,
        account,
        region,
        instance.version,
        emulated=has_emulation(instance.endpoint),
    )
