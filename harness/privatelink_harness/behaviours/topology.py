"""The services and endpoints of a stack, and which of them are connected, as its state tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_harness.behaviours.behaviour import Stage
from privatelink_harness.checks.check import Account
from privatelink_harness.checks.scope import Scope, Scopes
from privatelink_harness.terraform.snapshot import Resource

SERVICE, ENDPOINT = "aws_vpc_endpoint_service", "aws_vpc_endpoint"


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource of the state, in its account and Region."""

    resource: Resource
    scope: Scope

    @property
    def id(self) -> str:
        """The ID in the API."""
        return self.resource.id

    @property
    def values(self) -> Mapping[str, Any]:
        """The attributes in the state."""
        return self.resource.values

    def client(self, stage: Stage, service: str = "ec2") -> Any:
        """Return a client of the account and Region that the resource is in."""
        return stage.api.client(service, self.scope.account, self.scope.region)

    def account(self, stage: Stage) -> Account:
        """Return the account for reports."""
        aliases = {number: alias for alias, number in stage.accounts.items()}
        return Account(aliases.get(self.scope.account, self.scope.account), self.scope.account, self.scope.region)


@dataclass(frozen=True, slots=True)
class Link:
    """An endpoint and the service that it connects to, both of the stack."""

    service: Placed
    endpoint: Placed

    @property
    def name(self) -> str:
        """The link in reports."""
        return f"{short(self.endpoint.resource)} to {short(self.service.resource)}"


@dataclass(frozen=True, slots=True)
class Topology:
    """The resources of a state that tells where they are.

    Parameters:
        placed: in the state's order.
    """

    placed: tuple[Placed, ...]

    @classmethod
    def read(cls, stage: Stage) -> Topology:
        """Read it from the state as it is now."""
        resources = stage.state().resources
        scopes = Scopes.read(resources, global_region=stage.api.home.region)
        found = ((resource, scopes.of(resource)) for resource in resources)
        return cls(tuple(Placed(resource, scope) for resource, scope in found if scope))

    def of(self, *types: str) -> list[Placed]:
        """Return the resources of these types."""
        return [each for each in self.placed if each.resource.type in types]

    def at(self, address: str) -> Placed | None:
        """Return the resource of an address."""
        return next((each for each in self.placed if each.resource.address == address), None)

    @property
    def links(self) -> list[Link]:
        """The endpoints that connect to a service of the stack."""
        services = {str(each.values.get("service_name")): each for each in self.of(SERVICE)}
        endpoints = ((services.get(str(each.values.get("service_name"))), each) for each in self.of(ENDPOINT))
        return [Link(service, endpoint) for service, endpoint in endpoints if service]

    def load_balancers(self, service: Placed) -> list[Placed]:
        """Return the stack's load balancers of a service."""
        arns = set(service.values.get("network_load_balancer_arns") or ())
        return [each for each in self.of("aws_lb") if each.values.get("arn") in arns]


def short(resource: Resource) -> str:
    """Return a resource's address without the calls that every stack has: `service`, or `orders.payments`."""
    modules = [part.partition(".")[0].partition("[")[0] for part in resource.module.split("module.") if part]
    key = resource.key if isinstance(resource.key, str) else resource.name
    return ".".join([*modules[-1:], key])
