"""In-memory store of endpoints, services and notifications, indexed by account, Region and VPC.

The records are frozen. The store itself is guarded by the emulation's lock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import DELETED
from privatelink_localstack.privatelink.notifications.model import Notification
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.privatelink.services.service_view import GATEWAY


@dataclass(frozen=True, slots=True)
class Remembered:
    """The request of a client token, and the ID of the resource that it created."""

    request: object
    resource_id: str


class Store:
    """The records by ID, and the indexes."""

    def __init__(self) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.services: dict[str, EndpointService] = {}
        self.notifications: dict[str, Notification] = {}
        self.tokens: dict[tuple[Scope, str, str], Remembered] = {}
        self._tokens_of: dict[str, tuple[Scope, str, str]] = {}
        self._endpoints_in: defaultdict[Scope, dict[str, None]] = defaultdict(dict)
        self._endpoints_in_vpc: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._gateways_in: defaultdict[Scope, dict[str, None]] = defaultdict(dict)
        self._counts: Counter[tuple[Scope | str, str]] = Counter()
        self._endpoints_of: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._services_by_name: dict[str, str] = {}

    def put_endpoint(self, endpoint: Endpoint) -> None:
        """Store a new or changed endpoint."""
        scope = Scope(endpoint.account, endpoint.region)
        if endpoint.id in self.endpoints:
            self._count(self.endpoints[endpoint.id], -1)
        self._count(endpoint, 1)
        self.endpoints[endpoint.id] = endpoint
        self._endpoints_in[scope][endpoint.id] = None
        self._endpoints_in_vpc[endpoint.vpc_id][endpoint.id] = None
        if endpoint.type == GATEWAY:
            self._gateways_in[scope][endpoint.id] = None
        if endpoint.service_id is not None:
            self._endpoints_of[endpoint.service_id][endpoint.id] = None

    def remember(self, scope: Scope, operation: str, token: str, request: object, resource_id: str) -> None:
        """Store the resource that a request with a client token created."""
        self.tokens[scope, operation, token] = Remembered(request, resource_id)
        self._tokens_of[resource_id] = (scope, operation, token)

    def _drop_references(self, resource_id: str) -> None:
        """Remove the client token of a resource and the notifications about it."""
        token = self._tokens_of.pop(resource_id, None)
        if token is not None:
            del self.tokens[token]
        for notification in list(self.notifications.values()):
            if resource_id in {notification.endpoint_id, notification.service_id}:
                del self.notifications[notification.id]

    def drop_endpoint(self, endpoint: Endpoint) -> None:
        """Remove an endpoint and everything that refers to it."""
        scope = Scope(endpoint.account, endpoint.region)
        self._drop_references(endpoint.id)
        self._count(self.endpoints.pop(endpoint.id), -1)
        del self._endpoints_in[scope][endpoint.id]
        del self._endpoints_in_vpc[endpoint.vpc_id][endpoint.id]
        self._gateways_in[scope].pop(endpoint.id, None)
        if endpoint.service_id is not None:
            del self._endpoints_of[endpoint.service_id][endpoint.id]

    def _count(self, endpoint: Endpoint, by: int) -> None:
        if endpoint.state != DELETED:
            self._counts[endpoint.vpc_id, endpoint.type] += by
            self._counts[Scope(endpoint.account, endpoint.region), endpoint.type] += by

    def count(self, where: Scope | str, *types: str) -> int:
        """Return the number of endpoints of some types in a scope or a VPC, without deleted ones, in constant time.

        Parameters:
            where: a scope, or a VPC ID.
        """
        return sum(self._counts[where, endpoint_type] for endpoint_type in types)

    def endpoint_in(self, scope: Scope, endpoint_id: str) -> Endpoint | None:
        """Return an endpoint of an account in a Region; None if it is unknown there."""
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint is None or Scope(endpoint.account, endpoint.region) != scope:
            return None
        return endpoint

    def endpoints_in(self, scope: Scope) -> list[Endpoint]:
        """Return an account's endpoints in a Region, oldest first."""
        return [self.endpoints[each] for each in self._endpoints_in.get(scope, ())]

    def endpoints_in_vpc(self, vpc_id: str) -> list[Endpoint]:
        """Return a VPC's endpoints, oldest first."""
        return [self.endpoints[each] for each in self._endpoints_in_vpc.get(vpc_id, ())]

    def gateways_in(self, scope: Scope) -> list[Endpoint]:
        """Return an account's gateway endpoints in a Region, oldest first."""
        return [self.endpoints[each] for each in self._gateways_in.get(scope, ())]

    def endpoints_of(self, service_id: str) -> list[Endpoint]:
        """Return the endpoints of a customer's service, of all accounts, oldest first."""
        return [self.endpoints[each] for each in self._endpoints_of.get(service_id, ())]

    def put_service(self, service: EndpointService) -> None:
        """Store a new or changed service."""
        self.services[service.id] = service
        self._services_by_name[service.name] = service.id

    def drop_service(self, service: EndpointService) -> None:
        """Remove a service and everything that refers to it."""
        self._drop_references(service.id)
        del self.services[service.id]
        del self._services_by_name[service.name]

    def service_in(self, scope: Scope, service_id: str) -> EndpointService | None:
        """Return a service that an account owns in a Region; None if it owns no such service there."""
        service = self.services.get(service_id)
        if service is None or Scope(service.account, service.region) != scope:
            return None
        return service

    def service_named(self, name: str) -> EndpointService | None:
        """Return the service of a name, of any account; None if it is unknown."""
        service_id = self._services_by_name.get(name)
        return None if service_id is None else self.services[service_id]

    def services_in(self, scope: Scope) -> list[EndpointService]:
        """Return an account's services in a Region, oldest first."""
        return [each for each in self.services.values() if Scope(each.account, each.region) == scope]

    def notifications_in(self, scope: Scope) -> list[Notification]:
        """Return an account's notifications in a Region, oldest first."""
        return [each for each in self.notifications.values() if Scope(each.account, each.region) == scope]

    def notifications_about(self, endpoint: Endpoint) -> Iterable[Notification]:
        """Yield the notifications about an endpoint: its own and its service's."""
        for notification in self.notifications.values():
            service_id = notification.service_id
            if notification.endpoint_id == endpoint.id or (service_id and service_id == endpoint.service_id):
                yield notification

    def clear(self) -> None:
        """Remove everything."""
        self.endpoints.clear()
        self.services.clear()
        self.notifications.clear()
        self.tokens.clear()
        self._tokens_of.clear()
        self._endpoints_in.clear()
        self._endpoints_in_vpc.clear()
        self._gateways_in.clear()
        self._counts.clear()
        self._endpoints_of.clear()
        self._services_by_name.clear()
