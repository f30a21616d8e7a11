"""The path of a resource's entry in a spec, as the generated modules name their resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privatelink_generator import hcl
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_harness.behaviours.topology import ENDPOINT, SERVICE

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.terraform.snapshot import Resource


def place_of(spec: Spec, resource: Resource) -> tuple[Loc, Loc]:
    """Return the path of the part that a resource is in, and below it that of its entry; () where it has none."""
    match spec:
        case StackSpec():
            labels = {hcl.label(name): name for name in spec.modules}
            called = [part.strip(".") for part in resource.module.split("module.")]
            name = next((labels[each] for each in called if each in labels), None)
            if name is None:
                return (), ()
            root, loc = place_of(spec.modules[name].spec, resource)
            return ("modules", name, "spec", *root), loc
        case HybridSpec() if resource.type != ENDPOINT:
            services = {f"module.service_{hcl.label(name)}": name for name in spec.services}
            own = next((name for call, name in services.items() if call in resource.module), None)
            return (("services", own), ("service",)) if own else ((), ())
        case ConsumerSpec() | HybridSpec():
            return (), ("endpoints", *([resource.key] if resource.type == ENDPOINT and resource.key else []))
        case ProviderSpec() if resource.type == "aws_lb":
            label = resource.name if resource.key is None else resource.key
            return (), ("load_balancers", next((each for each in spec.load_balancers if hcl.label(each) == label), ""))
        case ProviderSpec() if resource.type in {"aws_lb_listener", "aws_lb_target_group"}:
            return (), ("load_balancers" if resource.type == "aws_lb_listener" else "target_groups",)
        case ProviderSpec() if resource.type == SERVICE:
            return (), ("service",)
    return (), ()
