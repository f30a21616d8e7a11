"""Stacks in tests: applied for as long as a scope lasts, with their outputs, clients and checks."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_generator.load import load
from privatelink_generator.patterns.base import Spec
from privatelink_generator.render.module import render
from privatelink_harness.aws_provider.choice import Wanted
from privatelink_harness.checks import leftovers, second_plan
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import verify
from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.report import explain
from privatelink_harness.runs import run, session
from privatelink_harness.stacks.stack import Stack, make_directory, write_variables
from privatelink_harness.targets.stand_ins import stand_in
from privatelink_harness.terraform.snapshot import Snapshot
from privatelink_harness.terraform.workspace import copy

if TYPE_CHECKING:
    from privatelink_harness.targets.localstack import Target

DEFAULT_REGION = "us-east-1"


class VerificationError(AssertionError):
    """Checks failed. The message tells of each what spec, plan, state and API say."""

    def __init__(self, checks: list[Check]) -> None:
        super().__init__("\n".join(explain(check) for check in checks))
        self.checks = checks


@dataclass(frozen=True)
class Applied:
    """A stack that stands.

    Parameters:
        stack: how it was made.
        spec: what it was generated from, None for a module that was written by hand.
        planned: what its plan was to make.
    """

    stack: Stack
    spec: Spec | None
    planned: Snapshot

    @cached_property
    def state(self) -> Snapshot:
        """What Terraform's state holds."""
        return self.stack.state()

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The root module's outputs."""
        return self.state.outputs

    @property
    def target(self) -> Target:
        """Where it stands."""
        return self.stack.target

    def client(self, service: str) -> Any:
        """A boto3 client for where it stands."""
        return self.target.client(service)

    def checks(
        self,
        spec: Spec | Path | str | None = None,
        *,
        placement: Placement | None = None,
        module: str | None = None,
    ) -> list[Check]:
        """Hold the stack against a spec.

        Parameters:
            spec: a spec or its file; None: the one that the stack was generated from.
            placement: where endpoints should stand; None: as the outputs vpc_id, subnet_ids and route_table_ids say.
            module: address of the module to look in, None for the whole stack.

        Raises:
            SpecError: the spec has faults.
            HarnessError: the API does not answer, or there is no spec.
        """
        wanted = load(Path(spec)) if isinstance(spec, (str, Path)) else spec or self.spec
        if wanted is None:
            raise HarnessError(
                "a module that was written by hand has no spec of its own", hint="Give one: checks(spec)"
            )
        return verify(wanted, StackSnapshot(self.state, self.planned, placement, module), self.target)

    def verify(
        self,
        spec: Spec | Path | str | None = None,
        *,
        placement: Placement | None = None,
        module: str | None = None,
    ) -> None:
        """Assert that no check fails; the parameters are those of `checks`.

        Raises:
            VerificationError: some do.
        """
        failed = [
            check for check in self.checks(spec, placement=placement, module=module) if check.verdict is Verdict.FAILED
        ]
        if failed:
            raise VerificationError(failed)

    def plan_again(self) -> Check:
        """The check that a second plan is empty."""
        differs = self.stack.plan_again().has_changes
        return second_plan.check(self.stack.differences() if differs else None, self.target)


@dataclass(slots=True)
class Stacks:
    """Applies stacks, and destroys them all when its scope ends.

    Parameters:
        base: what relative paths start from.
        keep: leave them standing.
        wanted: which AWS provider they run with.
        kept: the directories of those that were left standing.
    """

    base: Path
    keep: bool = False
    wanted: Wanted = "auto"
    kept: list[Path] = field(default_factory=list)
    _applied: list[Stack] = field(default_factory=list)
    _exits: ExitStack = field(default_factory=ExitStack)

    def apply(
        self,
        source: Path | str,
        *,
        variables: Mapping[str, Any] | None = None,
        region: str | None = None,
        account: str | None = None,
    ) -> Applied:
        """Apply a spec's module, or a root module of your own.

        Parameters:
            source: a spec (YAML), of which the generated example is applied, or the directory of a root module, which
                is copied with all it needs: nothing is written in it.
            variables: of the root module, by name; they go before its own files of variables.
            region: of the stack. A spec's own goes first; None: the one that its example is for, or us-east-1.
            account: 12 digits; None: an account that nobody else has.

        Raises:
            SpecError, HarnessError, LocalStackError: whatever fails.
        """
        path = (self.base / source).absolute()
        spec = None if path.is_dir() else load(path)
        directory = make_directory(spec.name if spec else path.name)
        with session.removed_on_error(directory):
            root = self._root(path, spec, directory)
            region = (spec and spec.region) or region or (session.region_of(spec) if spec else DEFAULT_REGION)
            write_variables(directory, {**({"region": region} if spec else {}), **(variables or {})})
            stack = self._exits.enter_context(
                session.opened(
                    directory,
                    root,
                    region=region,
                    account=account,
                    keep=self.keep,
                    origin=None if spec else path,
                    wanted=self.wanted,
                )
            )
            self._applied.append(stack)
            if spec:
                stand_in(spec, stack.target)
            stack.plan()
            with ThreadPoolExecutor(1) as pool:
                planned = pool.submit(stack.planned)
                stack.apply()
                return Applied(stack, spec, planned.result())

    @staticmethod
    def _root(path: Path, spec: Spec | None, directory: Path) -> Path:
        if spec is None:
            return copy(path, directory / "module").directory
        session.write(directory / "module", render(spec, source=path.name).files)
        return directory / "module" / "examples" / "complete"

    def close(self) -> None:
        """Destroy everything, side by side, and ask the API that nothing is left.

        Raises:
            HarnessError: naming the stacks that could not be destroyed; their state is kept.
            VerificationError: something is left although Terraform destroyed it.
        """
        if self.keep:
            self.kept += [stack.directory for stack in self._applied]
            self._exits.close()
            return
        try:
            with ThreadPoolExecutor(max(1, len(self._applied))) as pool:
                results = [(stack, pool.submit(_destroy, stack)) for stack in self._applied]
            failed = [(stack, error) for stack, result in results if (error := result.exception())]
        finally:
            self._exits.close()
        if failed:
            raise HarnessError("\n".join(_failure(stack, error) for stack, error in failed))
        left = [check for _, result in results if (check := result.result()).verdict is Verdict.FAILED]
        if left:
            raise VerificationError(left)


def _failure(stack: Stack, error: BaseException) -> str:
    """What went wrong; the state is kept where there is one."""
    if not stack.directory.exists():
        return str(error)
    return f"{error}\nThe state is kept. Destroy with: privatelink destroy {stack.directory}"


def _destroy(stack: Stack) -> Check:
    """Destroy one stack, also where its apply failed or was interrupted."""
    stack = stack.afresh()
    if not stack.target.alive():
        stack.remove()
        raise run.gone(stack)
    before = stack.state().resources if stack.has_state else ()
    if stack.has_state:
        stack.destroy()
    check = leftovers.check(before, stack.target)
    stack.end(check)
    return check
