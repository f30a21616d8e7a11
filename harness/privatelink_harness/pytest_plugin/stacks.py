"""Stacks in tests: applied for as long as a scope lasts, with their outputs, clients and checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_generator.errors import PrivateLinkError
from privatelink_harness.checks.scope import Scope, Scopes, home
from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.function import Function
from privatelink_harness.pytest_plugin import failures
from privatelink_harness.pytest_plugin.account import StackAccount
from privatelink_harness.pytest_plugin.failures import VerificationError
from privatelink_harness.pytest_plugin.vpc import StackVpc, Vpcs
from privatelink_harness.runs.opening import opened
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.recorder import Recorder
from privatelink_harness.stacks.source import CopiedSource, GeneratedSource
from privatelink_harness.targets import factory
from privatelink_harness.targets.factory import DEFAULT_TARGET
from privatelink_harness.targets.sandbox import FILE as SETTINGS

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.aws_provider.choice import Preference
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.placement import Placement
    from privatelink_harness.checks.property import Property
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.runs.progress import Progress
    from privatelink_harness.stacks.source import Source
    from privatelink_harness.stacks.stack import Stack
    from privatelink_harness.targets.protocol import Session
    from privatelink_harness.terraform.snapshot import Snapshot

DEFAULT_REGION = "us-east-1"

_ACCOUNT = re.compile(r"\d{12}")


@dataclass(frozen=True)
class AppliedStack:
    """A stack between apply and destroy.

    Parameters:
        spec: of the generated module; None for a root module of the user's own.
        survived: errors after which the stack is used again; with those that stop pytest, if it is kept.
        vpcs: what tests have opened; see `vpc`.
    """

    run: Run
    spec: Spec | None
    survived: tuple[type[BaseException], ...] = (Exception,)
    vpcs: Vpcs = field(default_factory=Vpcs, repr=False, compare=False)

    @property
    def stack(self) -> Stack:
        """The stack, with its directory and Terraform."""
        return self.run.stack

    @property
    def session(self) -> Session:
        """Access to the target, with new credentials where half of their time is over."""
        return self.run.lasting().session

    @cached_property
    def state(self) -> Snapshot:
        """Terraform's state, read once."""
        return self.stack.state()

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The root module's outputs."""
        return self.state.outputs

    @cached_property
    def scopes(self) -> frozenset[Scope]:
        """The accounts and Regions in which the state says that resources were created."""
        return Scopes.read(self.state.resources).all(self.state.resources)

    def account(self, name: str) -> StackAccount:
        """Return an account of the stack.

        Parameters:
            name: the alias of an AWS provider configuration in the root module, which has resources; or else the alias
                of one of the run's accounts; or 12 digits.

        Raises:
            HarnessError: there is no such account, or the state does not tell which one it is.
        """
        __tracebackhide__ = True
        aliases = Scopes.read(self.state.resources).aliases()
        if name in aliases:
            scope = aliases[name]
            if scope.account is None:
                raise HarnessError(f"the state does not tell the account of aws.{name}", hint="Write its 12 digits.")
            return StackAccount(scope.account, scope.region, lambda: self.session)
        number = self.session.accounts.get(name, name)
        if _ACCOUNT.fullmatch(number) is None:
            known = ", ".join(sorted({*aliases, *self.session.accounts}))
            raise HarnessError(f"the stack has no account {name!r}", hint=f"Name one of: {known}; or write 12 digits.")
        place = home({scope for scope in self.scopes if scope.account == number}, self.session.home)
        return StackAccount(number, place.region if place else None, lambda: self.session)

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a boto3 client for the target.

        Parameters:
            account: as in the method `account`; None: the one that the stack is in.
            region: None: the one that the stack is in.

        Raises:
            HarnessError: the stack is in several accounts or Regions, and none of them is named; there is no such
                account.
        """
        __tracebackhide__ = True
        if account is not None:
            return self.account(account).client(service, region)
        named = {each for each in self.scopes if region in {None, each.region}}
        scope = home(named, self.session.home)
        if scope is None:
            raise HarnessError(
                f"the stack is in {', '.join(map(str, sorted(named)))}",
                hint="Name the account or the Region: client(service, account=…, region=…)",
            )
        return self.session.client(service, scope.account, region or scope.region)

    def function(self, name: str, account: str | None = None, region: str | None = None) -> Function:
        """Return a Lambda function of the target, to call it.

        Parameters:
            name: its name or ARN.
            account, region: as in `client`.
        """
        __tracebackhide__ = True
        return Function(name, self.client("lambda", account, region))

    def vpc(self, name: str | None = None) -> StackVpc:
        """Return a VPC of the stack, to connect and listen in it; the data plane starts if need be.

        Parameters:
            name: its ID; its entry in an output `networks` or `spokes`; NAME of an output `NAME_vpc_id`; the name of
                the module or resource that makes it. None: the only one, or the one of the output `vpc_id`.

        Raises:
            HarnessError: there is no such VPC, or no traffic flows on the target.
        """
        __tracebackhide__ = True
        return self.vpcs.find(self.state, self.session, name)

    def checks(
        self,
        spec: Spec | Path | str | None = None,
        *,
        placement: Placement | None = None,
        module: str | None = None,
        account: str | None = None,
        region: str | None = None,
        only: Collection[Property] | None = None,
    ) -> list[Check]:
        """Compare the stack with a spec.

        Parameters:
            spec: a spec or its file; None: the one that the stack was generated from.
            placement: where endpoints should be; None: as the outputs vpc_id, subnet_ids and route_table_ids say.
            module: address of the module to look in; None: the whole stack.
            account, region: to look in; None: wherever the state says that endpoints are.
            only: the properties to check; None: all.

        Raises:
            SpecError: the spec has faults.
            HarnessError: the API does not answer, or there is no spec or no such module.
        """
        __tracebackhide__ = True
        try:
            expected = self._expected(spec)
            return self.run.verify(
                expected, placement=placement, module=module, account=account, region=region, only=only
            )
        except PrivateLinkError as error:
            raise failures.brief(error) from None

    def _expected(self, spec: Spec | Path | str | None) -> Spec:
        from privatelink_generator.load import load

        expected = load(Path(spec)) if isinstance(spec, (str, Path)) else spec or self.spec
        if expected is None:
            raise HarnessError("a root module of your own has no spec to compare with", hint="Give one: checks(spec)")
        return expected

    def verify(
        self,
        spec: Spec | Path | str | None = None,
        *,
        placement: Placement | None = None,
        module: str | None = None,
        account: str | None = None,
        region: str | None = None,
        only: Collection[Property] | None = None,
    ) -> None:
        """Assert that no check fails; the parameters are those of `checks`.

        Raises:
            VerificationError: some do.
        """
        __tracebackhide__ = True
        failed = failures.failed(
            self.checks(spec, placement=placement, module=module, account=account, region=region, only=only)
        )
        if failed:
            raise VerificationError(failed)

    def apply_again(self, **variables: Any) -> None:
        """Apply the stack with other variables of the root module, beside those that it has.

        Raises:
            HarnessError: JSON can't hold a value; or Terraform fails.
        """
        __tracebackhide__ = True
        self._forget()
        try:
            self.run.apply_again(variables)
        except PrivateLinkError as error:
            raise failures.brief(error) from None

    def plan_again(self) -> Check:
        """Return the check that a second plan is empty."""
        return self.run.plan_again()

    def behaviours(self, *names: str, spec: Spec | Path | str | None = None) -> list[Check]:
        """Act on the stack, look at what follows in all of its accounts, and put everything back.

        Parameters:
            names: of behaviours, as on the command line; without any, all that the stack has a subject for.
            spec: that the stack follows, for the switch and for places; None: the one that it was generated from.

        Raises:
            HarnessError: there is no such behaviour; Terraform fails, or the API refuses what it should not.
        """
        __tracebackhide__ = True
        from privatelink_harness.behaviours.behaviour import find_behaviours

        try:
            chosen = find_behaviours(names)
            expected = self.spec if spec is None else self._expected(spec)
            return self.run.behave(expected, chosen, survived=self.survived)
        except PrivateLinkError as error:
            raise failures.brief(error) from None
        finally:
            self._forget()

    def verify_behaviours(self, *names: str, spec: Spec | Path | str | None = None) -> None:
        """Assert that no behaviour fails; the parameters are those of `behaviours`.

        Raises:
            VerificationError: some do.
        """
        __tracebackhide__ = True
        if failed := failures.failed(self.behaviours(*names, spec=spec)):
            raise VerificationError(failed)

    def _forget(self) -> None:
        """Forget what was read of the state."""
        for cached in ("state", "scopes"):
            self.__dict__.pop(cached, None)


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
