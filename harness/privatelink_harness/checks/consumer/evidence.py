"""Everything known about one endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator.aws.service_names import is_custom
from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.facts import Facts, Interface
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.resource import StackResource
from privatelink_harness.terraform.snapshot import Resource

type AnyEndpoint = InterfaceEndpoint | GatewayEndpoint | GatewayLoadBalancerEndpoint


@dataclass(frozen=True, slots=True)
class Evidence[E: AnyEndpoint](StackResource):
    """An endpoint in the spec, the plan, the state and the API.

    Parameters:
        endpoint: its entry in the spec.
        described: its entry in the answer of DescribeVpcEndpoints.
        facts: everything else that the API says.
        placement: where the endpoint should be.
        region: the endpoint's own.
        accepted: whether the stack turns private DNS on after acceptance, which proves that the owner accepted.
        acl: the module's network ACL; None if it makes none.
        resources: every resource of the module in the state.
    """

    spec: ConsumerSpec
    endpoint: E
    described: Mapping[str, Any]
    facts: Facts
    placement: Placement
    region: str
    accepted: bool
    acl: StackResource | None = None
    resources: tuple[Resource, ...] = ()

    @property
    def service_name(self) -> str:
        """The full name of the endpoint's service."""
        return service_name(self.endpoint, self.region, str(self.described.get("ServiceName", "")))

    @property
    def interfaces(self) -> list[Interface]:
        """The endpoint's network interfaces that the API knows."""
        known = self.facts.interfaces
        return [known[each] for each in self.described["NetworkInterfaceIds"] if each in known]

    def placed(self, attribute: str, expected: object | None, *, api: object) -> Sources:
        """Return the sources of a part of the placement, which the root module's outputs know in the spec's stead.

        Parameters:
            expected: None where no output tells it.
        """
        found = self.compare(attribute, spec=ABSENT, api=api)
        return found if expected is None else replace(found, output=expected, hint=self.placement.hint)


def service_name(endpoint: AnyEndpoint, region: str, found: str) -> str:
    """Return the full name of an endpoint's service in a Region.

    Parameters:
        found: the name that was found, which counts for a service whose name the spec leaves to the module's caller.
    """
    if not isinstance(endpoint, GatewayEndpoint) and endpoint.service_name:
        return found if endpoint.given and is_custom(found) else endpoint.service_name
    assert not isinstance(endpoint, GatewayLoadBalancerEndpoint)  # noqa: S101 (it has a service_name)
    assert endpoint.amazon is not None  # noqa: S101 (the model wants service or service_name)
    return endpoint.amazon.service_name(getattr(endpoint, "service_region", None) or region, endpoint.type)
