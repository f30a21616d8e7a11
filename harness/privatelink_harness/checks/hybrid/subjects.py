"""The subjects of a hub's checks: those of its endpoints and of its services, as their own patterns have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from privatelink_generator import hcl
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.consumer import subjects as consumer
from privatelink_harness.checks.hybrid.services import expected_services
from privatelink_harness.checks.provider import subjects as provider
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject

_EXAMPLE = "module.hub"
"""The hub in the complete example."""


def find_subjects(spec: HybridSpec, stack: StackSnapshot, api: Api) -> Iterator[Subject[Any]]:
    """Yield the subjects of the endpoints' module, then those of each service's.

    Raises:
        HarnessError: an output that tells the placement has another type; the API refuses or does not answer.
    """
    hub = stack.module or _EXAMPLE
    placement = stack.expected_placement()
    if spec.consumer:
        inner = replace(stack, module=f"{hub}.module.endpoints", placement=placement)
        yield from consumer.find_subjects(spec.consumer, inner, api)
    for name, service in expected_services(spec, stack, hub).items():
        inner = replace(stack, module=f"{hub}.module.service_{hcl.label(name)}", placement=placement)
        for subject in provider.find_subjects(service, inner, api):
            yield replace(subject, name=f"{name}: {subject.name}")
