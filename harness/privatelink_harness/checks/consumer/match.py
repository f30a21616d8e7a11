"""Which resource of a stack is which endpoint of the spec."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.consumer.evidence import service_name
from privatelink_harness.terraform.snapshot import Resource


def match(spec: ConsumerSpec, resources: Iterable[Resource], region: str) -> dict[str, Resource]:
    """Return the resource of each endpoint: one of its service and type, of the same name if there is one.

    A hand-written module may name its resources in any way.
    """
    left = list(resources)
    matches: dict[str, Resource] = {}
    for by_name in (True, False):
        for name, endpoint in spec.endpoints.items():
            wanted = (service_name(endpoint, region), endpoint.type.capitalize())
            names = {name, hcl.label(name)}
            for resource in left:
                same = (resource.values.get("service_name"), resource.values.get("vpc_endpoint_type")) == wanted
                if name not in matches and same and (not by_name or names & {resource.name, resource.key}):
                    matches[name] = resource
                    left.remove(resource)
                    break
    return matches
