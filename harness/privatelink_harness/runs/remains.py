"""What a run leaves behind: the API is asked by tags and by listings, wherever the run may have created something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privatelink_harness.checks import leftovers
from privatelink_harness.checks.api import api_errors
from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.checks.scope import Scope, Scopes, services
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.tagged import find_left

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privatelink_harness.checks.check import Check
    from privatelink_harness.runs.undo import Undo
    from privatelink_harness.stacks.stack import Stack
    from privatelink_harness.targets.protocol import Session
    from privatelink_harness.terraform.snapshot import Resource


def check(before: Sequence[Resource], stack: Stack, *, is_cut: bool) -> Check:
    """Return the check that the API knows nothing that was in the state, and nothing that is the run's.

    Parameters:
        before: the resources of the state before the destroy.
        is_cut: whether the apply has not ended well.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    session, tags = stack.session, stack.tags
    if tags is None:
        return leftovers.check(before, session)
    is_untold = is_cut and session.created() is None
    with api_errors(session):
        used = None if is_untold else services(before)
        left = find_left(scopes(before, session), tags.run, used, session, before)
    found = leftovers.check(before, session, tagged=[each.id for each in left.resources], unread=left.faults)
    if found.verdict is not Verdict.FAILED:
        return found
    command = f"remove it with: privatelink sweep --run {tags.run} --target {session.record()['target']}"
    return replace(found, note="; ".join(filter(None, [found.note, command])))


def after(undo: Undo, before: Sequence[Resource], stack: Stack) -> Check:
    """Return the check after a destroy; nothing is asked of a target that has forgotten the run's accounts.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    return leftovers.forgotten(stack.session.name) if undo.is_forgotten else check(before, stack, is_cut=undo.is_cut)


def reject(left: Check) -> None:
    """Raise what is left as an error.

    Raises:
        HarnessError: the check has failed.
    """
    if left.verdict is Verdict.FAILED:
        raise HarnessError(f"left: {left.api}\n{left.note}")


def scopes(resources: Sequence[Resource], session: Session) -> frozenset[Scope]:
    """Return where a run may have created something: by its resources, and by its calls or else by its accounts."""
    created = session.created()
    if created is None:
        own = {Scope(account, region) for account in session.accounts.values() for region in session.regions}
    else:
        own = {each.scope for each in created}
    return Scopes.read(resources).all(resources) | own


def lost(session: Session) -> HarnessError:
    """Return the error that a target has ended under a stack."""
    return HarnessError(f"{session.name}: ended, and the stack's resources with it", hint=session.advice)


def kept_state(stack: Stack) -> str:
    """Return the hint that says how to destroy a stack later."""
    if stack.rescue and stack.rescue.is_lost and stack.tags:
        sweep = f"privatelink sweep --run {stack.tags.run} --target {stack.session.record()['target']}"
        return f"There was no room for the state. Free some disk space, and remove what was created with: {sweep}"
    kept = "kept, for you alone and not encrypted" if stack.session.proof is Proof.LIVE else "kept"
    return f"The state is {kept}. Destroy with: privatelink destroy {stack.directory}"
