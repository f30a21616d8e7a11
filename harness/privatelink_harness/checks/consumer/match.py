"""The match of a stack's resources with the spec's endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.consumer.evidence import service_name
from privatelink_harness.terraform.snapshot import Resource


def match(spec: ConsumerSpec, resources: Iterable[Resource], region: Callable[[Resource], str]) -> dict[str, Resource]:
    """Return the resource of each endpoint: one of its service and type, of the same name if there is one.

    A hand-written module may name its resources in any way.

    Parameters:
        region: returns the Region of a resource.
    """
    unmatched = list(resources)
    matches: dict[str, Resource] = {}
    for by_name in (True, False):
        for name, endpoint in spec.endpoints.items():
            names = {name, hcl.label(name)}
            for resource in unmatched:
                found = str(resource.values.get("service_name", ""))
                expected = (service_name(endpoint, region(resource), found), endpoint.aws_type)
                is_same = (found, resource.values.get("vpc_endpoint_type")) == expected
                if name not in matches and is_same and (not by_name or names & {resource.name, resource.key}):
                    matches[name] = resource
                    unmatched.remove(resource)
                    break
    return matches
