"""The path of a resource's entry in a spec, as the generated modules name their resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from privatelink_generator import hcl
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_harness.behaviours.topology import ENDPOINT

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.terraform.snapshot import Resource


def provider_of(spec: Spec, resource: Resource) -> ProviderSpec | None:
    """Return the spec of the service that a resource belongs to; None where it belongs to none."""
    match spec:
        case ProviderSpec():
            return spec
        case StackSpec() if name := _part(spec, resource):
            return provider_of(spec.modules[name].spec, resource)
        case HybridSpec() if name := _service(spec, resource):
            return spec.provider(name)
    return None


def place_of(spec: Spec, resource: Resource) -> tuple[Loc, Loc]:
    """Return the path of the part that a resource is in, and below it that of its entry; () where it has none."""
    match spec:
        case StackSpec() if name := _part(spec, resource):
            root, loc = place_of(spec.modules[name].spec, resource)
            return ("modules", name, "spec", *root), loc
        case HybridSpec() if name := _service(spec, resource):
            root, loc = place_of(spec.provider(name), resource)
            return ("services", name, *root), loc
        case ConsumerSpec() | HybridSpec() if resource.type == ENDPOINT:
            return (), ("endpoints", *_named(spec.endpoints, resource))
        case ProviderSpec():
            return (), _of_provider(spec, resource)
    return (), ()


def _part(spec: StackSpec, resource: Resource) -> str | None:
    calls = [part.strip(".") for part in resource.module.split("module.")]
    return next((name for name in spec.modules if hcl.label(name) in calls), None)


def _service(spec: HybridSpec, resource: Resource) -> str | None:
    return next((name for name in spec.services if f"module.service_{hcl.label(name)}" in resource.module), None)


def _of_provider(spec: ProviderSpec, resource: Resource) -> Loc:
    match resource.type:
        case "aws_lb" | "aws_lb_listener":
            return ("load_balancers", *_named(spec.load_balancers, resource))
        case "aws_lb_target_group":
            return ("target_groups",)
        case "aws_vpc_endpoint_service":
            return ("service",)
    return ()


def _named(names: Iterable[str], resource: Resource) -> list[str]:
    """Return the name that a module's resource has by itself or, of a general module, by its key."""
    label = resource.key or resource.name
    return [name for name in names if label in {name, hcl.label(name)}]
