"""From a spec to a report on LocalStack: what `privatelink test`, `verify` and `destroy` do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_generator.patterns.base import Spec
from privatelink_harness.aws_provider.choice import Wanted
from privatelink_harness.aws_provider.installation import Provider
from privatelink_harness.aws_provider.trimmed.builder import Tell, lines, silent
from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Check
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import verify
from privatelink_harness.errors import HarnessError
from privatelink_harness.runs import run
from privatelink_harness.runs.signals import stoppable
from privatelink_harness.stacks.stack import LOCK_FILE, RECORD, Stack, install, locked_version, make_directory
from privatelink_harness.targets.localstack import LocalStackTarget, fresh_account
from privatelink_harness.targets.stand_ins import stand_in
from privatelink_harness.terraform import Interrupt, Terraform, find
from privatelink_harness.terraform.snapshot import from_state

if TYPE_CHECKING:
    from privatelink_harness.reports.report import Report
    from privatelink_harness.runs.progress import Progress
    from privatelink_localstack.runtime.instance import Instance

DEFAULT_ACCOUNT = "000000000000"
"""LocalStack's account for access keys that are no account ids, such as `test`."""


def test(
    spec: Spec,
    files: Mapping[str, str],
    progress: Progress,
    *,
    wanted: Wanted = "auto",
    account: str | None = None,
    keep: bool = False,
) -> Report:
    """Apply a generated module's complete example to LocalStack, verify it and destroy it.

    Parameters:
        spec: what the module was rendered from.
        files: the module's, text by path.
        progress: who wants to know.
        wanted: which AWS provider.
        account: 12 digits; None: an account that nobody else has.
        keep: leave the stack and LocalStack standing.

    Raises:
        HarnessError, LocalStackError: whatever fails; nothing is left then.
        KeyboardInterrupt: told to stop; nothing is left.
    """
    progress.step("start LocalStack, initialise Terraform")
    with stoppable(), removed_on_error(make_directory(spec.name)) as directory:
        write(directory / "module", files)
        root = directory / "module" / "examples" / "complete"
        with opened(
            directory,
            root,
            region=region_of(spec),
            account=account,
            keep=keep,
            wanted=wanted,
            tell=lines(progress.say),
        ) as stack:
            stand_in(spec, stack.target)
            return run.test(spec, stack, progress, keep=keep)


@contextmanager
def opened(
    directory: Path,
    root: Path,
    *,
    region: str,
    account: str | None = None,
    keep: bool = False,
    origin: Path | None = None,
    wanted: Wanted = "auto",
    tell: Tell = silent,
) -> Iterator[Stack]:
    """A stack on a LocalStack that runs for as long as the context lasts.

    Terraform is initialised while LocalStack starts: neither needs the other.

    Parameters:
        directory: the stack's own.
        root: the root module.
        region: of the stack.
        account: 12 digits; None: an account that nobody else has.
        keep: LocalStack runs on afterwards.
        origin: what the root module is a copy of.
        wanted: which AWS provider.
        tell: who wants to know of a provider's build.

    Raises:
        HarnessError, LocalStackError: there is no Terraform, no provider, no LocalStack.
    """
    # What Terraform has begun it may finish; a build goes on where it was.
    interrupt, building = Interrupt(), Interrupt(grace=2.0)
    with ThreadPoolExecutor(1, "privatelink-install") as pool:
        installing = pool.submit(
            install, directory, root, wanted=wanted, tell=tell, interrupt=interrupt, building=building, origin=origin
        )
        try:
            with localstack(keep=keep) as instance:
                target = target_of(instance, account, region, keep=keep)
                yield Stack.open(directory, root, target, installing.result())
        except BaseException:
            interrupt.request()
            building.request()
            raise


def target_of(instance: Instance, account: str | None, region: str, *, keep: bool = False) -> LocalStackTarget:
    """An account and Region of a LocalStack; None: an account of the stack's own, that nobody else has.

    Parameters:
        keep: the LocalStack goes on when the run has ended, even if the run has started it.
    """
    from privatelink_localstack.runtime.ours import is_ours

    return LocalStackTarget(
        instance.endpoint,
        account or fresh_account(),
        region,
        instance.version,
        emulated=is_ours(instance.endpoint),
        temporary=account is None and (keep or not instance.started),
    )


@contextmanager
def localstack(*, keep: bool) -> Iterator[Instance]:
    """A LocalStack that answers: the user's own, ours that runs, or a new one, which ends with its last user.

    Raises:
        HarnessError: the extra is not installed.
        LocalStackError: it can't be started.
    """
    try:
        from privatelink_localstack.runtime.process import running, up
    except ModuleNotFoundError as error:
        raise HarnessError(
            f"LocalStack can't be started: {error}", hint="Install it: pip install 'tf-privatelink[localstack]'"
        ) from error
    if keep:
        yield up()
        return
    with running() as instance:
        yield instance


@contextmanager
def removed_on_error(directory: Path) -> Iterator[Path]:
    """Remove a stack's directory where the stack did not come to have a state."""
    try:
        yield directory
    except BaseException:
        # What `.terraform` holds under this name is only init's note of where the state is.
        if not any(".terraform" not in state.parts for state in directory.rglob("terraform.tfstate")):
            shutil.rmtree(directory, ignore_errors=True)
        raise


def verify_directory(spec: Spec, directory: Path, *, module: str | None, account: str | None) -> Report:
    """Run the checks alone, against what stands.

    Parameters:
        spec: what should stand.
        directory: a stack that `test --keep` left, or a root module that the user applied to LocalStack.
        module: address of the module to look in, None for the whole stack.
        account: of the user's stack; None: LocalStack's default one.

    Raises:
        HarnessError: there is no state, or no LocalStack.
    """
    stack = Stack.reopen(directory) if (directory / RECORD).exists() else _users(spec, directory, account)
    state = from_state(stack.terraform.pull_state())
    if not state.resources:
        raise HarnessError(f"{directory}: nothing is applied there", hint="Apply it first, or name another directory.")
    checks = verify(spec, StackSnapshot(state, module=module), stack.target)
    return run.report_of(spec, stack, checks, kept=True)


def _users(spec: Spec, directory: Path, account: str | None) -> Stack:
    """A root module that is the user's own; nothing is written there."""
    from privatelink_localstack.runtime.process import find as find_localstack

    instance = find_localstack()
    if instance is None:
        raise HarnessError("no LocalStack runs", hint="Start yours and name it in LOCALSTACK_ENDPOINT.")
    target = target_of(instance, account or DEFAULT_ACCOUNT, region_of(spec))
    terraform = Terraform(find(), directory, target.environment(), cli_config=None)
    provider = Provider("user-config", locked_version(directory), str(directory), directory / LOCK_FILE)
    return Stack(directory, directory, target, terraform, provider)


def destroy_directory(directory: Path, progress: Progress) -> Check:
    """Destroy a stack that was kept or left, and ask the API that nothing is left.

    Raises:
        HarnessError: the directory holds no stack, or Terraform fails; the state stays then.
    """
    stack = Stack.reopen(directory)
    with stoppable():
        if not stack.target.alive():
            stack.remove()
            raise HarnessError(
                f"{stack.target.endpoint}: LocalStack has ended, and what stood in it is gone with it",
                hint=f"{directory} is removed.",
            )
        progress.step("destroy")
        before = stack.state().resources
        stack.destroy(progress.event)
        progress.step("ask that nothing is left")
        check = leftovers.check(before, stack.target)
    stack.end(check)
    return check


def write(directory: Path, files: Mapping[str, str]) -> None:
    """Write a module into a directory of its own.

    Raises:
        HarnessError: it can't be written.
    """
    try:
        for name, text in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HarnessError(f"{error.filename or directory}: can't be written: {error.strerror}") from error


def region_of(spec: Spec) -> str:
    """The Region that the spec's complete example is for."""
    return spec.example_region
