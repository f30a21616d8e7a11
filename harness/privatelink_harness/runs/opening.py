"""The begin of a run: a stack of its own, set up on a target that stays open for as long as the run lasts.

Terraform is initialised first, and everything else is done meanwhile: the target opens, and the code of the run's later
steps is loaded. So what this module imports at its head is all that stands before Terraform's start.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from privatelink_harness.aws_provider.trimmed.progress import lines
from privatelink_harness.checks.check import Proof
from privatelink_harness.orphans.tags import RunTags, lifetime
from privatelink_harness.reports.stream import Equipped, RunBegun
from privatelink_harness.runs.preload import preload_code
from privatelink_harness.runs.recorder import recording
from privatelink_harness.runs.stop import Stop
from privatelink_harness.stacks.directory import make_private, new_directory
from privatelink_harness.stacks.install import Installer
from privatelink_harness.stacks.source import with_roles

if TYPE_CHECKING:
    from privatelink_harness.aws_provider.choice import Preference
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.stacks.source import Source
    from privatelink_harness.stacks.stack import Stack
    from privatelink_harness.targets.protocol import Session, Target

_RENEWED = "each step begins with new ones if half of that is over, and one that takes longer fails"
"""What a run says of credentials that end."""


@contextmanager
def opened(
    source: Source,
    target: Target,
    progress: Progress,
    *,
    aws_provider: Preference = "auto",
    keep: bool = False,
    stop: Stop | None = None,
    expires_after: str | None = None,
) -> Iterator[Run]:
    """Set a stack up, ready to be planned, on a target that stays open for as long as the context lasts.

    Parameters:
        aws_provider: which one to install.
        keep: the target goes on afterwards.
        stop: ends the run from another thread.
        expires_after: the time after which nobody needs what it creates, such as `8h`; None: as the settings say.

    Raises:
        HarnessError: Terraform or the AWS provider is missing. That, or the target's own error, leaves nothing behind.
    """
    stop = stop or Stop()
    stop.check()
    expiry = lifetime(expires_after, target.lifetime)
    recorder = progress = recording(progress)
    progress.take(RunBegun(source.name))
    progress.step(f"{target.opening}, initialise Terraform")
    with new_directory(source.name) as directory:
        root = source.write(directory)
        live = target.proof is Proof.LIVE
        # With a stack that is kept, people run Terraform themselves.
        installer = Installer(aws_provider, live=live, tell=lines(progress.say), serves=not keep)
        install = partial(installer.install, directory, root, origin=source.origin, shown=source.shown)
        with ThreadPoolExecutor(2, "privatelink-open") as pool, stop.heard_by(installer.stop):
            # Real accounts are looked at before anything else is done.
            first = None if live else pool.submit(install)
            pool.submit(preload_code)
            try:
                with target.session(source.spec, keep=keep) as opening:
                    with _released(opening):
                        session = with_roles(source, directory, opening)
                        installation = (first or pool.submit(install)).result()
                        session = session.confined(directory, root, source.origin)
                        tags = RunTags.new(session.run, expiry)
                        from privatelink_harness.runs.engine import Run
                        from privatelink_harness.stacks.journal import Journal
                        from privatelink_harness.stacks.stack import Stack

                        journal = Journal.open(tags, session, directory, source.name)
                        stack = Stack.open(directory, root, session, installation, tags)
                        run = Run(stack, progress, stop=stop, journal=journal)
                        make_private(directory)
                        progress.hide(session.secrets)
                        progress.take(equipped(stack))
                        if (validity := session.validity) is not None:
                            progress.say(f"the credentials are good for {validity.minutes} minutes; {_RENEWED}")
                        if source.spec is not None:
                            session.prepare(source.spec)
                    try:
                        with stop.heard_by(run.interrupt):
                            yield run
                    finally:
                        run.close()
            except BaseException as error:
                recorder.fail(error)
                installer.stop()
                raise


@contextmanager
def _released(session: Session) -> Iterator[None]:
    """Release the session on an error: nothing is applied yet."""
    try:
        yield
    except BaseException:
        session.release(clean=True)
        raise


def equipped(stack: Stack) -> Equipped:
    """Return the event that says what a stack runs with."""
    binary, aws_provider = stack.terraform.binary, stack.aws_provider
    return Equipped(
        stack.session.name, f"{binary.name} {binary.version}", aws_provider.label, tuple(aws_provider.warnings)
    )
