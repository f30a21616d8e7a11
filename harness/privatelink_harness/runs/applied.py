"""The work of `privatelink resume`, `verify` and `destroy`: on a stack that an earlier run or the user has applied."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

from privatelink_harness.aws_provider.choice import recognised
from privatelink_harness.aws_provider.installation import AwsProvider
from privatelink_harness.checks import leftovers
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.stream import RunBegun
from privatelink_harness.runs import stages
from privatelink_harness.runs.budget import Budget
from privatelink_harness.runs.engine import Run
from privatelink_harness.runs.extent import Extent
from privatelink_harness.runs.opening import equipped
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.remains import lost
from privatelink_harness.runs.signals import stoppable
from privatelink_harness.runs.stop import Stop
from privatelink_harness.stacks.directory import RECORD, await_terraform, is_stack, used, was_killed
from privatelink_harness.stacks.install import LOCK_FILE, locked_version
from privatelink_harness.stacks.journal import Journal
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.targets import factory
from privatelink_harness.targets.factory import DEFAULT_TARGET
from privatelink_harness.terraform import Terraform, find

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.property import Property
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.targets.protocol import Target


def resume(
    spec: Spec,
    directory: Path,
    progress: Progress,
    *,
    stage: stages.Stage | None = None,
    keep: bool = False,
    only: Collection[Property] | None = None,
    budget: Budget | None = None,
    traffic: str | None = None,
) -> Report:
    """Go on with a stack that was kept, or that a killed run has left.

    Parameters:
        stage: to go on at; None: where the earlier run has stopped, which is `plan` for a killed one.
        keep: leave the stack applied.
        only: the properties to verify; None: all.
        traffic: `auto`, `on` or `off`, of the connections of checks; None for the environment's.

    Raises:
        HarnessError: the directory holds no stack, a run uses it, its target has ended, or a step fails.
    """
    if is_stack(directory):
        await_terraform(directory, progress.say)
    is_cut = was_killed(directory)
    budget, stop, stack = budget or Budget(), Stop(), Stack.left(directory)
    with used(directory), stoppable(), budget.limiting(stop):
        if not stack.session.alive():
            raise lost(stack.session)
        journal = Journal.of(stack.tags.run) if stack.tags else None
        run = Run(stack, progress, is_cut=is_cut, stop=stop, budget=budget, journal=journal, traffic=traffic)
        run.progress.take(RunBegun(spec.name))
        run.progress.take(equipped(stack))
        with closing(run), stop.heard_by(run.interrupt):
            return stages.resumed(run, spec, stage or stages.Stage.after(killed=is_cut), keep=keep, only=only)


def verify(
    spec: Spec,
    directory: Path,
    progress: Progress | None = None,
    *,
    target: str = DEFAULT_TARGET,
    module: str | None = None,
    account: str | None = None,
    region: str | None = None,
    only: Collection[Property] | None = None,
    beside: Path | None = None,
    flags: Sequence[str] = (),
    traffic: str | None = None,
) -> Report:
    """Compare an applied root module with a spec; nothing is changed.

    Parameters:
        directory: a stack that `test --keep` left, or a root module that the user has applied.
        target: the name of a registered one; where the user's root module is applied.
        module: address of the module to look in; None: the whole stack.
        account, region: to look in; None: wherever the state says that endpoints are.
        only: the properties to check; None: all.
        beside: directory of the spec, which may have a `privatelink.toml`; None: the working directory.
        flags: settings of a sandbox, `name=value` each.
        traffic: `auto`, `on` or `off`, of the connections of checks; None for the environment's.

    Raises:
        HarnessError: there is no state or no such module, or the target does not answer.
    """
    if (directory / RECORD).exists():
        stack = Stack.reopen(directory)
    else:
        default = factory.region(target, default=spec.example_region, directory=beside, flags=flags)
        home = region or spec.region or default
        place = factory.target(target, region=home, account=account, directory=beside, flags=flags)
        stack = _attached(directory, place, spec)
    state = stack.state()
    if not state.resources:
        raise HarnessError(f"{directory}: nothing is applied there", hint="Apply it first, or name another directory.")
    run = Run(stack, progress or Silent(), traffic=traffic)
    run.progress.hide(stack.session.secrets)
    run.progress.take(RunBegun(spec.name))
    run.progress.take(equipped(stack))
    run.observe(state)
    run.verify(spec, Extent(module=module, account=account, region=region), only=only)
    return run.report(kept=True)


def destroy(directory: Path, progress: Progress) -> Check:
    """Destroy a stack that was kept or left behind, and return the check that nothing is left.

    If the target has ended since, or the run was killed before its first plan, the directory is all that is removed.

    Raises:
        HarnessError: the directory holds no stack, a run uses it, or Terraform fails; the state is kept then.
    """
    if is_stack(directory):
        await_terraform(directory, progress.say)
    if is_stack(directory) and not (directory / RECORD).exists():
        shutil.rmtree(directory, ignore_errors=True)
        return leftovers.never_applied(directory.name)
    stack = Stack.left(directory)
    if not stack.session.alive():
        stack.remove()
        return leftovers.gone(stack.session.name)
    journal = Journal.of(stack.tags.run) if stack.tags else None
    run = Run(stack, progress, is_cut=was_killed(directory), journal=journal)
    with used(directory), stoppable(), closing(run):
        return run.destroy()


def _attached(directory: Path, target: Target, spec: Spec) -> Stack:
    """Return a root module of the user's own as a stack; nothing is written there."""
    session = target.attach(directory, spec)
    terraform = Terraform(find(), directory, session.environment(), cli_config=None)
    users = AwsProvider("user-config", locked_version(directory), str(directory), directory / LOCK_FILE)
    aws_provider = recognised(users, directory)
    return Stack(directory, directory, session, terraform, aws_provider)
