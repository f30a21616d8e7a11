"""The ways through a run: all of it, a plan alone, an upgrade, a stack that goes on where another run has stopped.

In each, what was created is destroyed after an error or a stop, before the error goes on; see `Run.undone`.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Proof
from privatelink_harness.runs.preload import preload_checks
from privatelink_harness.stacks.directory import write_files
from privatelink_harness.stacks.install import Installer
from privatelink_harness.terraform.events import ChangeSummary, PlannedChange

if TYPE_CHECKING:
    from typing import Any

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.aws_provider.choice import Preference
    from privatelink_harness.behaviours.behaviour import Behaviour
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.property import Property
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.engine import Run


class Stage(StrEnum):
    """The stage at which a stack goes on."""

    PLAN = "plan"
    """Plan and apply what is missing, then as below."""
    VERIFY = "verify"
    """Verify, plan again and destroy."""
    DESTROY = "destroy"
    """Destroy alone."""

    @classmethod
    def after(cls, *, killed: bool) -> Stage:
        """Return the stage that follows the end of the stack's last run."""
        return cls.PLAN if killed else cls.VERIFY


def complete(
    run: Run,
    spec: Spec,
    *,
    keep: bool = False,
    only: Collection[Property] | None = None,
    behaviours: frozenset[Behaviour] = frozenset(),
) -> Report:
    """Apply, try behaviours, verify, plan again and destroy.

    Parameters:
        keep: leave the stack applied.
        only: the properties to verify; None: all. The second plan and what is left are always checked.
        behaviours: to try before the stack is verified, so that the checks show that all is put back.

    Raises:
        HarnessError: Terraform fails, or the target no longer answers.
        RunStopped: the run was stopped from another thread; nothing is left.
        KeyboardInterrupt: the run was stopped; nothing is left.
    """
    with run.undone():
        run.prepare(preload_checks)
        run.apply()
        run.behave(spec, behaviours)
        run.verify_and_plan_again(spec, only=only)
        if not keep:
            run.destroy(refresh=False)
    return _ended(run, keep=keep)


def plan_only(run: Run, spec: Spec, files: Mapping[str, str], *, only: Collection[Property] | None = None) -> Report:
    """Plan, and compare the plan with the spec; nothing is applied, and nothing is left.

    Raises:
        BudgetError: the plan creates too much.
        HarnessError: Terraform fails.
    """
    with run.undone():
        run.proved("plan", lambda: _planned(run, spec, files, only))
        run.discard()
    return run.report(kept=False)


def _planned(run: Run, spec: Spec, files: Mapping[str, str], only: Collection[Property] | None) -> list[Check]:
    from privatelink_harness.checks.planned import check_plan

    run.budget.check(run.stack.plan(run.progress.event))
    return check_plan(spec, files, run.stack.planned(), only=only)


def upgraded(run: Run, files: Mapping[str, str], *, aws_provider: Preference = "auto") -> Report:
    """Apply the stack's module, plan another version on its state, and destroy the stack.

    Parameters:
        files: of the other version, text by path.
        aws_provider: which one to install for it.

    Raises:
        HarnessError: Terraform fails. What was created is destroyed.
    """
    from privatelink_harness.checks import upgrade

    with run.undone():
        run.apply()
        run.proved("plan the upgrade", lambda: upgrade.check(_plan_upgrade(run, files, aws_provider)))
        run.destroy()
    return run.report(kept=False)


def _plan_upgrade(run: Run, files: Mapping[str, str], aws_provider: Preference) -> Mapping[str, Any]:
    """Plan another version on a copy of the state, so that the stack can be destroyed by what it was applied with."""
    stack = run.stack
    directory = stack.directory / "upgrade"
    write_files(directory / "module", files)
    root = directory / "module" / stack.root.relative_to(stack.directory / "module")
    live = stack.session.proof is Proof.LIVE
    installer = Installer(aws_provider, live=live, interrupt=stack.terraform.interrupt)
    installation = installer.install(directory, root)
    stack.session.confined(directory, root, None)
    shutil.copy2(stack.root / "terraform.tfstate", root)
    cli_config = installation.aws_provider.cli_config
    terraform = replace(stack.terraform, directory=root, cli_config=cli_config, served=None)
    terraform.plan(directory / "plan", lambda event: _show(run, event))
    return terraform.show_plan(directory / "plan")


def _show(run: Run, event: Any) -> None:
    """Show what the other version changes."""
    if isinstance(event, PlannedChange):
        run.progress.say(f"{event.resource}: {event.action}")
    elif isinstance(event, ChangeSummary):
        run.progress.event(event)


def resumed(
    run: Run, spec: Spec, stage: Stage, *, keep: bool = False, only: Collection[Property] | None = None
) -> Report:
    """Go on with a stack at a stage; see `complete`.

    Parameters:
        keep: leave the stack applied.
    """
    with run.undone():
        if stage is Stage.PLAN:
            run.apply()
        if stage is not Stage.DESTROY:
            run.verify_and_plan_again(spec, only=only)
        if not keep:
            run.destroy(refresh=stage is Stage.DESTROY)
    return _ended(run, keep=keep)


def _ended(run: Run, *, keep: bool) -> Report:
    """Return the report of a stack that is left applied, or nothing of which is left."""
    if keep:
        run.keep()
    return run.report(kept=keep)
