"""The specs that a hub's services follow in its example: with the accounts of the spokes that connect to them."""

from __future__ import annotations

from privatelink_generator import hcl
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.view import HybridView
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.scope import Scopes
from privatelink_harness.checks.stack import StackSnapshot


def expected_services(spec: HybridSpec, stack: StackSnapshot, hub: str) -> dict[str, ProviderSpec]:
    """Return the services' specs by name. The accounts of the spokes are principals, beside those of the spec.

    Parameters:
        hub: address of the hub's module; the modules of the spokes are beside it.
    """
    view = HybridView(spec)
    beside = hub.rpartition("module.")[0]
    scopes = Scopes.read(stack.state.resources)

    def account(alias: str, module: str) -> str | None:
        if alias in stack.accounts:
            return stack.accounts[alias]
        found = {scope.account for scope in scopes.all(stack.state.within(module))}
        return found.pop() if len(found) == 1 else None

    specs = {}
    for name in spec.services:
        own = spec.provider(name)
        connecting = {
            f"spokes.{spoke}": account(alias, f"{beside}module.{hcl.label(spoke)}")
            for spoke, alias in view.example.principals_of_spokes(name).items()
        }
        principals = {**own.service.allowed_principals, **{key: each for key, each in connecting.items() if each}}
        service = own.service.model_copy(update={"allowed_principals": principals})
        specs[name] = own.model_copy(update={"service": service})
    return specs
