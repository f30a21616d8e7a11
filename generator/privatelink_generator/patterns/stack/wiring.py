"""What links make of a stack's modules: the specs that are rendered, and which variables of theirs the stack sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.service import Consumer, Service
from privatelink_generator.patterns.stack.model import StackSpec


def parts(spec: StackSpec) -> Mapping[str, Spec]:
    """Return the modules' specs as they are rendered, by directory: with the stack's tags and its links' consumers.

    A link is a consumer by its own text, as in `orders.payments`: with its dot it is no consumer's name in a spec.
    """
    return {f"modules/{name}": _part(spec, name, part.spec) for name, part in spec.modules.items()}


def _part(spec: StackSpec, name: str, part: Spec) -> Spec:
    changes: dict[str, Any] = {"tags": {**spec.tags, **part.tags}}
    if isinstance(part, ProviderSpec):
        changes["service"] = _known(part.service, [link.endpoint for link in spec.links_to(name)])
    elif isinstance(part, HybridSpec):
        part = placed(spec, name, part)
        changes["services"] = {
            service: each.model_copy(update={"service": _known(each.service, consumers(spec, f"{name}.{service}"))})
            for service, each in part.services.items()
        }
    return part.model_copy(update=changes)


def consumers(spec: StackSpec, service: str) -> list[str]:
    """Return the links to a service, and the hub's spokes that PrivateLink joins to it."""
    return [*joined(spec, service), *(link.endpoint for link in spec.links_to(service))]


def joined(spec: StackSpec, service: str) -> dict[str, str]:
    """Return the accounts of the spokes that PrivateLink joins to a hub's service, by spoke."""
    hub, _, name = service.partition(".")
    return {each.name: each.account for each in spec.spokes if name and each.hub == hub and not each.spoke.is_routed}


def placed(spec: StackSpec, module: str, hub: HybridSpec) -> HybridSpec:
    """Return a hub's spec with the Regions that the stack has for its spokes; what is the hub's own is left out."""
    own, here = spec.modules[module].account, spec.region_of(module)
    spokes = {
        each.name: each.spoke.model_copy(
            update={
                "account": each.account if each.account != own else None,
                "region": each.region if each.region != here else None,
            }
        )
        for each in spec.spokes
        if each.hub == module
    }
    return hub.model_copy(update={"spokes": spokes})


def _known(service: Service, others: list[str]) -> Service:
    """Return a service that knows the stack's consumers: one that names its own has no others, else it takes any."""
    if not service.consumers:
        return service
    known = {**service.consumers, **{name: Consumer(state="accepted") for name in others}}
    return service.model_copy(update={"consumers": known})


def waits_for_acceptance(spec: StackSpec, module: str) -> dict[str, str]:
    """Return the links of a module's endpoints whose private DNS waits for acceptance, by endpoint."""
    return {
        link.endpoint_name: link.endpoint
        for link in spec.links
        if link.module == module and link.state != "waiting" and _waits(spec, link)
    }


def _waits(spec: StackSpec, link: Any) -> bool:
    endpoint = spec.interface(link)
    return endpoint is not None and endpoint.private_dns_mode == "after-acceptance"
