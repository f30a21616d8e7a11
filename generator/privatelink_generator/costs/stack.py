"""What the modules of a composition use, each in its account and Region."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_generator.costs import consumer, hybrid, provider
from privatelink_generator.costs.usage import Entry, Month, Place
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.stack.model import StackSpec


def entries(spec: Spec, month: Month) -> Iterator[Entry]:
    """Yield what a month of a spec's module uses, whatever its pattern."""
    if isinstance(spec, StackSpec):
        for name, part in spec.modules.items():
            place = Place(spec.region_of(name), part.account, f"{name}.")
            yield from _part(_with_spokes(part.spec, name, spec), place, month)
    else:
        hub = "hub" if isinstance(spec, HybridSpec) and spec.accounts else ""
        yield from _part(spec, Place(spec.example_region, hub), month)


def names(spec: Spec) -> list[str]:
    """Return the names of all endpoints and load balancers that data goes through."""
    match spec:
        case StackSpec():
            return [f"{module}.{name}" for module, part in spec.modules.items() for name in names(part.spec)]
        case ConsumerSpec():
            return [*spec.interfaces, *spec.gateway_load_balancers]
        case ProviderSpec():
            return list(spec.load_balancers)
        case HybridSpec():
            services = [f"{name}.{each}" for name, service in spec.services.items() for each in service.load_balancers]
            return [*spec.interfaces, *services]
    return []


def _with_spokes(part: Spec, name: str, stack: StackSpec) -> Spec:
    """Return a part whose spokes, if it is a hub, have the accounts and Regions that the composition gives them."""
    if not isinstance(part, HybridSpec):
        return part
    spokes = {
        each.name: each.spoke.model_copy(update={"region": each.region, "account": each.account})
        for each in stack.spokes
        if each.hub == name
    }
    return part.model_copy(update={"spokes": spokes})


def _part(spec: Spec, place: Place, month: Month) -> Iterator[Entry]:
    match spec:
        case ConsumerSpec():
            yield from consumer.entries(spec, place, month)
        case ProviderSpec():
            yield from provider.entries(spec, place, month)
        case HybridSpec():
            yield from hybrid.entries(spec.model_copy(update={"region": place.region}), place, month)
