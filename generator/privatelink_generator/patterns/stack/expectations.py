"""What a composition's expectations may name."""

from __future__ import annotations

from privatelink_generator.patterns import expectation_rules
from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.expectations import Invocation
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.stack.model import StackSpec


def check(spec: StackSpec) -> Findings:
    """Yield what expectations name that the spec does not have.

    A module whose own spec has faults is a bare `Spec`: what it has is not known.
    """
    clients = [*spec.modules, *(f"{each.hub}.{each.name}" for each in spec.spokes if each.spoke.is_routed)]
    modules = {name: own.endpoints for name, own in spec.consumers.items()}
    modules |= {name: own.endpoints for name, own in spec.hubs.items()}
    endpoints = {f"{name}.{own}": each for name, named in modules.items() for own, each in named.items()}
    unknown = {name for name, part in spec.modules.items() if type(part.spec) is Spec}
    for loc, message in expectation_rules.check(spec.expect, expectation_rules.of_endpoints(endpoints, clients)):
        entry = spec.expect[int(loc[1])]
        name = entry.through if isinstance(entry, Invocation) else entry.to
        if name.partition(".")[0] not in unknown:
            yield loc, message
