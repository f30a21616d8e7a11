"""A stack in tests, between apply and destroy: its outputs, clients, functions, VPCs and checks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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
from privatelink_harness.runs.extent import Extent

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.placement import Placement
    from privatelink_harness.checks.property import Property
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.stacks.stack import Stack
    from privatelink_harness.targets.protocol import Session
    from privatelink_harness.terraform.snapshot import Snapshot

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
            return self.run.verify(self._expected(spec), Extent(placement, module, account, region), only=only)
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
