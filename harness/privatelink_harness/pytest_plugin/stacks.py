"""Stacks in tests: applied for as long as a scope lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_generator.errors import PrivateLinkError
from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin import failures
from privatelink_harness.pytest_plugin.applied_stack import AppliedStack
from privatelink_harness.pytest_plugin.failures import VerificationError
from privatelink_harness.runs.opening import opened
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.recorder import Recorder
from privatelink_harness.stacks.source import CopiedSource, GeneratedSource
from privatelink_harness.targets import factory
from privatelink_harness.targets.factory import DEFAULT_TARGET
from privatelink_harness.targets.sandbox import FILE as SETTINGS

if TYPE_CHECKING:
    from privatelink_harness.aws_provider.choice import Preference
    from privatelink_harness.checks.check import Check
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.stacks.source import Source

__all__ = ["DEFAULT_REGION", "AppliedStack", "Stacks"]

DEFAULT_REGION = "us-east-1"


@dataclass(slots=True)
class Stacks:
    """Applies stacks, and destroys them all when its scope ends.

    Parameters:
        base: where relative paths start.
        keep: leave the stacks applied.
        aws_provider: which one they run with.
        progress: shows what takes minutes, such as a build of the AWS provider.
        target: the name of a registered one.
        flags: settings of a sandbox, `name=value` each; beside the spec or root module, or in `base`, there may be a
            `privatelink.toml`.
        expires_after: the time after which nobody needs what the stacks create, such as `8h`.
        kept: directories of the stacks that were left applied.
        record: returns the recorder of one stack, which hands on to `progress`.
    """

    base: Path
    keep: bool = False
    aws_provider: Preference = "auto"
    progress: Progress = field(default_factory=Silent)
    target: str = DEFAULT_TARGET
    flags: tuple[str, ...] = ()
    expires_after: str | None = None
    kept: list[Path] = field(default_factory=list)
    record: Callable[[Progress], Recorder] = Recorder
    _runs: list[Run] = field(default_factory=list)
    _exits: ExitStack = field(default_factory=ExitStack)

    def apply(
        self,
        source: Path | str,
        *,
        variables: Mapping[str, Any] | None = None,
        region: str | None = None,
        account: str | None = None,
    ) -> AppliedStack:
        """Apply a spec's module, or a root module of your own.

        Parameters:
            source: a spec (YAML), of which the generated example is applied; or the directory of a root module, which
                is copied with the local modules that it calls, so that nothing is written there.
            variables: of the root module, by name; they override its own files of variables.
            region: of the stack, unless the spec names one; None: the one that its example is for, or us-east-1.
            account: 12 digits; None gives the stack an account of its own.

        Raises:
            SpecError: the spec has faults.
            HarnessError: a step fails. The target can raise errors of its own.
        """
        __tracebackhide__ = True
        try:
            return self._apply((self.base / source).absolute(), variables or {}, region, account)
        except PrivateLinkError as error:
            raise failures.brief(error) from None

    def _apply(self, path: Path, variables: Mapping[str, Any], region: str | None, account: str | None) -> AppliedStack:
        module: Source
        beside = path if path.is_dir() else path.parent
        directory = beside if (beside / SETTINGS).exists() else self.base
        default = factory.region(self.target, default=DEFAULT_REGION, directory=directory, flags=self.flags)
        if path.is_dir():
            region = region or default
            module = CopiedSource(path, variables)
        else:
            from privatelink_generator.load import load
            from privatelink_generator.render.module import render

            spec = load(path)
            region = spec.region or region or default
            files = render(spec, source=path.name).files
            module = GeneratedSource(spec, files, {"region": region, **variables})
        place = factory.target(self.target, region=region, account=account, directory=directory, flags=self.flags)
        run = self._exits.enter_context(
            opened(
                module,
                place,
                self.record(self.progress),
                aws_provider=self.aws_provider,
                keep=self.keep,
                expires_after=self.expires_after,
            )
        )
        self._runs.append(run)
        try:
            run.apply()
        except BaseException as error:
            run.recorder.fail(error)
            raise
        applied = AppliedStack(run, module.spec, (BaseException,) if self.keep else (Exception,))
        self._exits.callback(applied.vpcs.close)
        return applied

    def close(self) -> None:
        """Destroy everything, side by side, and check that nothing is left.

        Raises:
            HarnessError: some stacks can't be destroyed; the message names them, and their state is kept.
            VerificationError: something is left although Terraform destroyed it.
        """
        if self.keep:
            for run in self._runs:
                if run.stack.has_state:
                    run.keep()
                    self.kept.append(run.stack.directory)
                    run.report(kept=True)
                else:
                    run.report(kept=False)
                    run.stack.session.release(clean=True)
                    run.stack.remove()
            self._exits.close()
            return
        try:
            with ThreadPoolExecutor(max(1, len(self._runs))) as pool:
                destroying = [(run.stack, pool.submit(_destroy, run)) for run in self._runs]
            errors = [(stack, error) for stack, future in destroying if (error := future.exception())]
        finally:
            self._exits.close()
        if errors:
            raise HarnessError("\n".join(failures.message(stack, error) for stack, error in errors))
        if left := failures.failed([future.result() for _, future in destroying]):
            raise VerificationError(left)


def _destroy(run: Run) -> Check:
    """Destroy a stack, and end its record."""
    try:
        return run.destroy()
    except BaseException as error:
        run.recorder.fail(error)
        raise
    finally:
        run.report(kept=run.stack.directory.exists())
