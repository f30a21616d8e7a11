"""What there is: endpoints, services and notifications of all accounts and Regions, and how to find them.

The records are frozen: one that was read stays as it was. The store itself is for whoever holds the plane's lock.
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
    """What a client token made: the request, and the id."""

    request: object
    made: str


class Store:
    """The records, by id and by what they are looked for."""

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
        """Keep an endpoint, new or changed."""
        scope = Scope(endpoint.account, endpoint.region)
        if endpoint.id in self.endpoints:
            self._count(self.endpoints[endpoint.id], -1)
        self._count(endpoint, 1)
        self.endpoints[endpoint.id] = endpoint
        self._endpoints_in[scope][endpoint.id] = None
        self._endpoints_in_vpc[endpoint.vpc_id][endpoint.id] = None
        if endpoint.kind == GATEWAY:
            self._gateways_in[scope][endpoint.id] = None
        if endpoint.service_id is not None:
            self._endpoints_of[endpoint.service_id][endpoint.id] = None

    def remember(self, scope: Scope, operation: str, token: str, request: object, made: str) -> None:
        """Keep what a client token has made."""
        self.tokens[scope, operation, token] = Remembered(request, made)
        self._tokens_of[made] = (scope, operation, token)

    def _drop_what_names(self, resource_id: str) -> None:
        """Forget the client token of a resource and the notifications about it."""
        token = self._tokens_of.pop(resource_id, None)
        if token is not None:
            del self.tokens[token]
        for each in list(self.notifications.values()):
            if resource_id in {each.endpoint_id, each.service_id}:
                del self.notifications[each.id]

    def drop_endpoint(self, endpoint: Endpoint) -> None:
        """Forget an endpoint."""
        scope = Scope(endpoint.account, endpoint.region)
        self._drop_what_names(endpoint.id)
        self._count(self.endpoints.pop(endpoint.id), -1)
        del self._endpoints_in[scope][endpoint.id]
        del self._endpoints_in_vpc[endpoint.vpc_id][endpoint.id]
        self._gateways_in[scope].pop(endpoint.id, None)
        if endpoint.service_id is not None:
            del self._endpoints_of[endpoint.service_id][endpoint.id]

    def _count(self, endpoint: Endpoint, by: int) -> None:
        if endpoint.state != DELETED:
            self._counts[endpoint.vpc_id, endpoint.kind] += by
            self._counts[Scope(endpoint.account, endpoint.region), endpoint.kind] += by

    def count(self, where: Scope | str, *kinds: str) -> int:
        """Count the endpoints of some types that are not deleted, without looking at each.

        Parameters:
            where: an account in a Region, or a VPC's id.
        """
        return sum(self._counts[where, kind] for kind in kinds)

    def endpoint_in(self, scope: Scope, endpoint_id: str) -> Endpoint | None:
        """Look an endpoint up, as one account in one Region sees it."""
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint is None or Scope(endpoint.account, endpoint.region) != scope:
            return None
        return endpoint

    def endpoints_in(self, scope: Scope) -> list[Endpoint]:
        """Give an account's endpoints in a Region, oldest first."""
        return [self.endpoints[each] for each in self._endpoints_in.get(scope, ())]

    def endpoints_in_vpc(self, vpc_id: str) -> list[Endpoint]:
        """Give a VPC's endpoints, oldest first."""
        return [self.endpoints[each] for each in self._endpoints_in_vpc.get(vpc_id, ())]

    def gateways_in(self, scope: Scope) -> list[Endpoint]:
        """Give an account's gateway endpoints in a Region, oldest first."""
        return [self.endpoints[each] for each in self._gateways_in.get(scope, ())]

    def endpoints_of(self, service_id: str) -> list[Endpoint]:
        """Give the endpoints of a customer's service, anybody's, oldest first."""
        return [self.endpoints[each] for each in self._endpoints_of.get(service_id, ())]

    def put_service(self, service: EndpointService) -> None:
        """Keep a service, new or changed."""
        self.services[service.id] = service
        self._services_by_name[service.name] = service.id

    def drop_service(self, service: EndpointService) -> None:
        """Forget a service."""
        self._drop_what_names(service.id)
        del self.services[service.id]
        del self._services_by_name[service.name]

    def service_in(self, scope: Scope, service_id: str) -> EndpointService | None:
        """Look a service up, as its owner sees it."""
        service = self.services.get(service_id)
        if service is None or Scope(service.account, service.region) != scope:
            return None
        return service

    def service_named(self, name: str) -> EndpointService | None:
        """Look a service up by its name, anybody's."""
        service_id = self._services_by_name.get(name)
        return None if service_id is None else self.services[service_id]

    def services_in(self, scope: Scope) -> list[EndpointService]:
        """Give an account's services in a Region, oldest first."""
        return [each for each in self.services.values() if Scope(each.account, each.region) == scope]

    def notifications_in(self, scope: Scope) -> list[Notification]:
        """Give an account's notifications in a Region, oldest first."""
        return [each for each in self.notifications.values() if Scope(each.account, each.region) == scope]

    def notifications_about(self, endpoint: Endpoint) -> Iterable[Notification]:
        """Give the notifications that tell of an endpoint: its own, and its service's."""
        for each in self.notifications.values():
            if each.endpoint_id == endpoint.id or (each.service_id and each.service_id == endpoint.service_id):
                yield each

    def clear(self) -> None:
        """Forget everything."""
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
