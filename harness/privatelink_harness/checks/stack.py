"""Terraform's knowledge of a checked stack: state and plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from privatelink_generator.document.suggestion import did_you_mean
from privatelink_harness.checks.placement import Placement, from_outputs
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.snapshot import Resource, Snapshot

STACK = "stack"
"""The subject of checks that are about the stack as a whole."""


@dataclass(frozen=True, slots=True)
class StackSnapshot:
    """A stack's state and plan, and what in it is checked.

    Parameters:
        plan: the plan that was applied; None where it is not at hand.
        placement: where endpoints should be; None: as the root module's outputs say.
        module: the address of the module to check, None for the whole stack.
        account, region: those to check, None for all.
        accounts: 12 digits by alias, where the run has given the spec's accounts to the stack.
    """

    state: Snapshot
    plan: Snapshot | None = None
    placement: Placement | None = None
    module: str | None = None
    account: str | None = None
    region: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)

    def expected_placement(self) -> Placement:
        """Return the given placement, else the one in the root module's outputs.

        Raises:
            HarnessError: an output that tells the placement has another type.
        """
        if self.placement is not None:
            return self.placement
        placement = from_outputs(self.state.outputs, module=self.module)
        vpcs = {resource.id for resource in self.state.of("aws_vpc")}
        if self.module and len(vpcs) > 1:
            name = self.module.rpartition(".")[2].partition("[")[0].replace("-", "_")
            return replace(
                placement,
                hint=f"the stack has {len(vpcs)} VPCs: name that of {self.module} in the output {name}_vpc_id",
            )
        return placement

    def planned(self, resource: Resource) -> Resource | None:
        """Return the plan's resource of the same address."""
        planned = self.plan.resources if self.plan else ()
        return next((each for each in planned if each.address == resource.address), None)

    def is_checked(self, scope: Scope | None) -> bool:
        """Return whether what is in this account and Region is checked; an unknown place may be the one."""
        return scope is None or (self.account in {None, scope.account} and self.region in {None, scope.region})

    def elsewhere(self, scopes: frozenset[Scope]) -> str:
        """Return the hint that resources are in other accounts or Regions than those that are checked, or ""."""
        if not scopes or any(self.is_checked(scope) for scope in scopes):
            return ""
        looked = " in ".join(filter(None, (self.account and f"account {self.account}", self.region)))
        return f"the stack is looked for in {looked}, its resources are in {', '.join(map(str, sorted(scopes)))}"

    def check_module(self) -> None:
        """Reject the address of a module that the stack does not have.

        Raises:
            HarnessError: with the addresses that it has.
        """
        if self.module is None or next(self.state.within(self.module), None) is not None:
            return
        known = sorted(set(self.modules()))
        raise HarnessError(
            f"the stack has no module {self.module!r} with resources{did_you_mean(self.module, known)}",
            hint=f"Its modules are: {', '.join(known)}" if known else "It has no modules: leave the address out.",
        )

    def caller_of(self, calls: Collection[str], *, of: str, default: str) -> str:
        """Return the address of the module that makes the most of these calls; "" is the root module.

        Parameters:
            calls: of modules, such as `module.orders`.
            of: the spec's name, for the message.
            default: the address where nothing makes one of them.

        Raises:
            HarnessError: several modules make equally many.
        """
        if self.module:
            return self.module
        known = set(self.modules())
        found = [each.rpartition("module.")[0].removesuffix(".") for each in known if last_call(each) in calls]
        counts = {base: found.count(base) for base in found}
        best = sorted(base for base, count in counts.items() if count == max(counts.values()))
        if len(best) > 1:
            raise HarnessError(
                f"the stack has the modules of {of} several times, in {', '.join(best)}",
                hint=f"Name one: --module {best[0]}",
            )
        return best[0] if best else default

    def modules(self) -> Iterator[str]:
        """Yield the address of every module with resources, and of those that call it."""
        for resource in self.state.resources:
            address = resource.module
            while address:
                yield address
                address = address.rpartition(".module.")[0]


def last_call(address: str) -> str:
    """Return the last part of a module's address, such as `module.orders`."""
    return f"module.{address.rpartition('module.')[2]}"
