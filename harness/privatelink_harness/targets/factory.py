"""The registered targets, and the two ways to one: by name for a new run, by record for a stack on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_generator.document.suggestion import did_you_mean
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack.target import LocalStackTarget

if TYPE_CHECKING:
    from privatelink_harness.finding import Finding
    from privatelink_harness.targets.protocol import Places, Session, Target

DEFAULT_TARGET = "localstack"
SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Settings:
    """A user's settings of a target.

    Parameters:
        region: of the stack.
        account: 12 digits; None leaves the account to the target.
        directory: of the spec or root module, which may have a `privatelink.toml`; None: the working directory.
        flags: settings of a sandbox from the command line, `name=value` each.
        traffic: `auto`, `on` or `off` on a LocalStack that is started; None for the environment's.
    """

    region: str
    account: str | None = None
    directory: Path | None = None
    flags: tuple[str, ...] = ()
    traffic: str | None = None

    @property
    def place(self) -> Path:
        """The directory, as an absolute path."""
        return (self.directory or Path()).absolute()


@dataclass(frozen=True, slots=True)
class Implementation:
    """The functions of a registered target.

    Parameters:
        make: returns a target with the user's settings.
        reopen: returns the session that wrote a record; raises KeyError or TypeError for any other record.
        diagnose: returns the findings of `privatelink doctor`.
        region: returns the Region of stacks whose specs name none; `region` of the settings is the default.
        places: returns where `privatelink sweep` looks, from the accounts and Regions that the user names; None: its
            runs can leave nothing. The settings' own account and Region do not count.
    """

    make: Callable[[Settings], Target]
    reopen: Callable[[Mapping[str, Any]], Session]
    diagnose: Callable[[], list[Finding]]
    region: Callable[[Settings], str] = attrgetter("region")
    places: Callable[[Settings, Sequence[str], Sequence[str]], Places] | None = None


# What a new run on LocalStack needs late or never is imported where it is used: the sandbox's settings take 0.07 s.


def _localstack_session(record: Mapping[str, Any]) -> Session:
    from privatelink_harness.targets.localstack.session import reopen

    return reopen(record)


def _diagnose_localstack() -> list[Finding]:
    from privatelink_harness.targets.localstack.diagnosis import diagnose

    return diagnose()


def _localstack_places(_: Settings, accounts: Sequence[str], regions: Sequence[str]) -> Places:
    from privatelink_harness.targets.localstack.places import places

    return places(accounts, regions)


def _sandbox(given: Settings) -> Target:
    from privatelink_harness.targets.sandbox.target import SandboxTarget

    return SandboxTarget(given.region, given.account, given.place, given.flags)


def _sandbox_session(record: Mapping[str, Any]) -> Session:
    from privatelink_harness.targets.sandbox.session import reopen

    return reopen(record)


def _sandbox_region(given: Settings) -> str:
    from privatelink_harness.targets.sandbox.settings import load

    return load(given.place, given.flags).region or given.region


def _sandbox_places(given: Settings, accounts: Sequence[str], regions: Sequence[str]) -> Places:
    from privatelink_harness.targets.sandbox.places import places

    return places(given.place, given.flags, accounts, regions)


TARGETS: dict[str, Implementation] = {
    DEFAULT_TARGET: Implementation(
        make=lambda settings: LocalStackTarget(settings.region, settings.account, settings.traffic),
        reopen=_localstack_session,
        diagnose=_diagnose_localstack,
        places=_localstack_places,
    ),
    SANDBOX: Implementation(
        make=_sandbox,
        reopen=_sandbox_session,
        diagnose=list,
        region=_sandbox_region,
        places=_sandbox_places,
    ),
}
"""By name. Another target is added by its entry, also from outside of this package."""


def target(
    name: str,
    *,
    region: str,
    account: str | None = None,
    directory: Path | None = None,
    flags: Sequence[str] = (),
    traffic: str | None = None,
) -> Target:
    """Return the target of this name, with the user's settings.

    Raises:
        HarnessError: no target has this name.
    """
    return _implementation(name).make(Settings(region, account, directory, tuple(flags), traffic))


def region(name: str, *, default: str, directory: Path | None = None, flags: Sequence[str] = ()) -> str:
    """Return the Region of a stack whose spec names none.

    Raises:
        HarnessError: no target has this name; the settings are wrong.
    """
    return _implementation(name).region(Settings(default, None, directory, tuple(flags)))


def places(name: str, accounts: Sequence[str], regions: Sequence[str], flags: Sequence[str] = ()) -> Places:
    """Return the accounts and Regions of a target in which runs may have left something.

    Parameters:
        accounts: that the user names; none: all that the target knows.
        regions: none: those that the target knows of each account.
        flags: settings of a sandbox, `name=value` each.

    Raises:
        HarnessError: no target has this name, or its runs leave nothing; it does not know an account.
    """
    look = _implementation(name).places
    if look is None:
        raise HarnessError(f"target {name!r}: has nothing to sweep", hint="Name another one.")
    return look(Settings("", None, None, tuple(flags)), accounts, regions)


def reopen(record: Mapping[str, Any]) -> Session:
    """Return the session that wrote this record.

    Raises:
        HarnessError: no target has the record's name.
        KeyError, TypeError: the record lacks something.
    """
    return _implementation(record["target"]).reopen(record)


def diagnose() -> list[Finding]:
    """Return what every target reports of itself."""
    return [finding for implementation in TARGETS.values() for finding in implementation.diagnose()]


def _implementation(name: str) -> Implementation:
    if name not in TARGETS:
        raise HarnessError(
            f"target {name!r} is unknown{did_you_mean(name, TARGETS)}",
            hint=f"Name one of: {', '.join(sorted(TARGETS))}.",
        )
    return TARGETS[name]
