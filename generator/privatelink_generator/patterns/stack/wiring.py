"""What links make of a stack's modules: the specs that are rendered, and which variables of theirs the stack sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.service import Consumer
from privatelink_generator.patterns.stack.model import StackSpec


def parts(spec: StackSpec) -> Mapping[str, Spec]:
    """Return the modules' specs as they are rendered, by directory: with the stack's tags and its links' consumers.

    A link is a consumer by its own text, as in `orders.payments`: with its dot it is no consumer's name in a spec.
    """
    return {f"modules/{name}": _part(spec, name, part.spec) for name, part in spec.modules.items()}


def _part(spec: StackSpec, name: str, part: Spec) -> Spec:
    changes: dict[str, Any] = {"tags": {**spec.tags, **part.tags}}
    # A service that names its consumers has no others; one that names none takes any.
    if isinstance(part, ProviderSpec) and part.service.consumers:
        linked = {link.endpoint: Consumer(state="accepted") for link in spec.links_to(name)}
        consumers = {**part.service.consumers, **linked}
        changes["service"] = part.service.model_copy(update={"consumers": consumers})
    return part.model_copy(update=changes)


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
