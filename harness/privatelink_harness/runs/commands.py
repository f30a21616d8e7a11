"""The work of `privatelink test`: runs with a stack of their own. `applied` has the commands on one that is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.runs.budget import Budget
from privatelink_harness.runs.opening import opened
from privatelink_harness.runs.signals import stoppable
from privatelink_harness.runs.stop import Stop
from privatelink_harness.stacks.source import GeneratedSource
from privatelink_harness.targets import factory
from privatelink_harness.targets.factory import DEFAULT_TARGET

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.aws_provider.choice import Preference
    from privatelink_harness.behaviours.behaviour import Behaviour
    from privatelink_harness.checks.property import Property
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.runs.progress import Progress


@dataclass(frozen=True, slots=True)
class Settings:
    """How a stack is run.

    Parameters:
        target: the name of a registered one.
        aws_provider: which one to install.
        account: 12 digits; None gives the stack an account of its own.
        directory: of the spec, which may have a `privatelink.toml`; None: the working directory.
        flags: settings of a sandbox, `name=value` each.
        stop: ends the run from another thread.
        budget: what the run may take.
        expires_after: the time after which nobody needs what the run creates, such as `8h`.
        traffic: `auto`, `on` or `off` of a LocalStack that is started, and of checks; None for the environment's.
        probes: whether functions of the run's make the probes in live accounts.
    """

    target: str = DEFAULT_TARGET
    aws_provider: Preference = "auto"
    account: str | None = None
    directory: Path | None = None
    flags: tuple[str, ...] = ()
    stop: Stop = field(default_factory=Stop)
    budget: Budget = field(default_factory=Budget)
    expires_after: str | None = None
    traffic: str | None = None
    probes: bool = False


def test(
    spec: Spec,
    files: Mapping[str, str],
    progress: Progress,
    settings: Settings | None = None,
    *,
    keep: bool = False,
    only: Collection[Property] | None = None,
    behaviours: frozenset[Behaviour] = frozenset(),
) -> Report:
    """Apply a generated module's complete example, verify it and destroy it.

    Parameters:
        files: the module's, text by path.
        settings: how; None: on LocalStack.
        keep: leave the stack applied, and the target running.
        only: the properties to verify; None: all. The second plan and what is left are always checked.
        behaviours: to try before the stack is verified.

    Raises:
        HarnessError: a step fails. That, or the target's own error, leaves nothing behind.
        RunStopped: the settings' `stop` or budget ended the run; nothing is left.
        KeyboardInterrupt: the run was stopped; nothing is left.
    """
    from privatelink_harness.runs import stages

    with _running(spec, files, progress, settings or Settings(), keep=keep) as run:
        return stages.complete(run, spec, keep=keep, only=only, behaviours=behaviours)


@contextmanager
def _running(
    spec: Spec, files: Mapping[str, str], progress: Progress, settings: Settings, *, keep: bool = False
) -> Iterator[Run]:
    """Open the stack of a generated module, which stops and budgets end in order."""
    name, directory, flags = settings.target, settings.directory, settings.flags
    region = spec.region or factory.region(name, default=spec.example_region, directory=directory, flags=flags)
    target = factory.target(
        name, region=region, account=settings.account, directory=directory, flags=flags, traffic=settings.traffic
    )
    source = GeneratedSource(spec, files, {} if region == spec.example_region else {"region": region})
    opening = opened(
        source,
        target,
        progress,
        aws_provider=settings.aws_provider,
        keep=keep,
        stop=settings.stop,
        expires_after=settings.expires_after,
    )
    with stoppable(), settings.budget.limiting(settings.stop), opening as run:
        run.budget = settings.budget
        run.is_probing, run.traffic = settings.probes, settings.traffic
        yield run


def plan_only(
    spec: Spec,
    files: Mapping[str, str],
    progress: Progress,
    settings: Settings,
    *,
    only: Collection[Property] | None = None,
) -> Report:
    """Plan a generated module's complete example, and compare the plan with its spec; nothing is applied.

    Raises:
        HarnessError: a step fails.
    """
    from privatelink_harness.runs import stages

    with _running(spec, files, progress, settings) as run:
        return stages.plan_only(run, spec, files, only=only)


def upgrade(
    spec: Spec, files: Mapping[str, str], earlier: Mapping[str, str], progress: Progress, settings: Settings
) -> Report:
    """Apply an earlier version of a spec's module, plan the one of now on its state, and destroy it.

    Parameters:
        files: of the version of now, text by path.
        earlier: of the earlier version.

    Raises:
        HarnessError: a step fails. That, or the target's own error, leaves nothing behind.
    """
    from privatelink_harness.runs import stages

    with _running(spec, earlier, progress, settings) as run:
        return stages.upgraded(run, files, aws_provider=settings.aws_provider)
