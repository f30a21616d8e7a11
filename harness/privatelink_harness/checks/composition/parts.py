"""The modules of a composition in an applied stack: their addresses, accounts, placement, and the specs they follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from privatelink_generator import hcl
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.service import Service
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.patterns.stack.view import StackView
from privatelink_generator.patterns.stack.wiring import placed
from privatelink_harness.checks.check import Account
from privatelink_harness.checks.placement import Placement, from_outputs
from privatelink_harness.checks.scope import Scope, Scopes
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.errors import HarnessError

_COMPOSITION = "module.stack"
"""The composition's address below its complete example."""

_NETWORKS = "networks"
"""The root module's output that tells the placement of each module, by its name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module of a composition.

    Parameters:
        spec: its own, with what the composition adds to it.
        stack: what Terraform knows of this module.
        account: for the report.
    """

    name: str
    spec: Spec
    stack: StackSnapshot
    account: Account


def find_parts(spec: StackSpec, stack: StackSnapshot) -> dict[str, Part]:
    """Return the modules by name, in whichever account and Region.

    Raises:
        HarnessError: the stack calls the composition several times; an output that tells the placement has another
            type.
    """
    if stack.placement is not None:
        raise HarnessError(
            "a composition has a placement for each of its modules",
            hint=f"Name them in the output {_NETWORKS}, by module, or verify one module with its own spec.",
        )
    base = _base(spec, stack)
    addresses = {name: f"{base}.module.{hcl.label(name)}".removeprefix(".") for name in spec.modules}
    accounts = _accounts(spec, stack, addresses)
    specs = expected_specs(spec, accounts)
    return {
        name: Part(
            name,
            specs[name],
            _snapshot(stack, name, addresses[name], spec, accounts[part.account]),
            accounts[part.account],
        )
        for name, part in spec.modules.items()
    }


def checked(parts: Mapping[str, Part], stack: StackSnapshot) -> list[Part]:
    """Return the modules in the account and the Region that are checked.

    Raises:
        HarnessError: there are none.
    """
    found = [part for part in parts.values() if _is_checked(stack, part.account)]
    if not found:
        looked = " in ".join(filter(None, (stack.account and f"account {stack.account}", stack.region)))
        accounts = dict.fromkeys(str(part.account) for part in parts.values())
        raise HarnessError(f"the composition has no module in {looked}", hint=f"It has {'; '.join(accounts)}.")
    return found


def expected_specs(spec: StackSpec, accounts: Mapping[str, Account]) -> dict[str, Spec]:
    """Return the specs that the modules follow: with the composition's tags, and the principals of its links."""
    specs = {}
    for name, part in spec.modules.items():
        own = part.spec.model_copy(update={"tags": {**spec.tags, **part.spec.tags}})
        if isinstance(own, ProviderSpec):
            own = own.model_copy(update={"service": _admitting(own.service, spec, accounts, name)})
        elif isinstance(own, HybridSpec):
            services = {
                service: each.model_copy(
                    update={"service": _admitting(each.service, spec, accounts, f"{name}.{service}")}
                )
                for service, each in own.services.items()
            }
            own = placed(spec, name, own).model_copy(update={"services": services})
        specs[name] = own
    return specs


def _admitting(service: Service, spec: StackSpec, accounts: Mapping[str, Account], name: str) -> Service:
    """Return a service with the principals of its links, too.

    Parameters:
        name: as links have it.
    """
    named = service.allowed_principals
    admitted = {
        f"accounts.{alias}": account
        for alias in StackView(spec).admitted(name)
        if (account := accounts[alias].id) and not any(account in principal for principal in named.values())
    }
    return service.model_copy(update={"allowed_principals": {**named, **admitted}})


def _base(spec: StackSpec, stack: StackSnapshot) -> str:
    """Return the address of the composition: what the most of its modules are below, "" for the root module.

    Raises:
        HarnessError: several addresses are equally good.
    """
    calls = {f"module.{hcl.label(name)}" for name in spec.modules}
    return stack.caller_of(calls, of=spec.name, default=_COMPOSITION)


def _accounts(spec: StackSpec, stack: StackSnapshot, addresses: Mapping[str, str]) -> dict[str, Account]:
    """Return the accounts by alias: the run's own, else those that the state tells of the modules in them."""
    scopes = Scopes.read(stack.state.resources)
    accounts = {}
    for alias, account in spec.aliases.items():
        modules = [addresses[name] for name, part in spec.modules.items() if part.account == alias]
        found = scopes.all(resource for module in modules for resource in stack.state.within(module))
        region = account.region or spec.region or _single(scope.region for scope in found)
        number = stack.accounts.get(alias) or _single(scope.account for scope in found)
        accounts[alias] = Account(alias, number, region)
    return accounts


def _single(values: Iterable[str]) -> str | None:
    several = set(values)
    return several.pop() if len(several) == 1 else None


def _snapshot(stack: StackSnapshot, name: str, address: str, spec: StackSpec, account: Account) -> StackSnapshot:
    """Return what Terraform knows of a module, which is expected in its account and Region."""
    networks = stack.state.outputs.get(_NETWORKS)
    placed = networks.get(name) if isinstance(networks, Mapping) else None
    placement: Placement | None = from_outputs(placed) if isinstance(placed, Mapping) else None
    region = spec.modules[name].spec.region or account.region
    return replace(stack, module=address, placement=placement, account=account.id, region=region)


def _is_checked(stack: StackSnapshot, account: Account) -> bool:
    if account.id is None or account.region is None:
        return True
    return stack.is_checked(Scope(account.id, account.region))
