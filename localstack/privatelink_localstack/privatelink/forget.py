"""Removal of an account's state, for test runs that use an account once.

Connections of other accounts end as if the service owner had rejected them and then deleted the service: the
endpoints stay, rejected, with their interfaces, and can be deleted. No notification is sent, as AWS has no such event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from privatelink_localstack.privatelink.endpoints import states
from privatelink_localstack.privatelink.plane import AWS, ControlPlane
from privatelink_localstack.privatelink.services.model import EndpointService

ACTION = "account forgotten"
"""The action in the history of another account's endpoint."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Numbers of records that were removed, and of other accounts' connections that were rejected."""

    endpoints: int
    services: int
    notifications: int
    rejected_connections: int


def accounts(plane: ControlPlane) -> set[str]:
    """Return the IDs of the accounts with state in PrivateLink."""
    endpoints = {each.account for each in plane.store.endpoints.values()}
    services = {each.account for each in plane.store.services.values()}
    return endpoints | services | {each.account for each in plane.store.notifications.values()}


def forget_account(plane: ControlPlane, account: str) -> Forgotten:
    """Remove an account's endpoints, services, notifications, client tokens, faults and history, in all Regions.

    The caller removes the account's network.
    """
    store = plane.store
    notifications = [each for each in store.notifications.values() if each.account == account]
    endpoints = [each for each in store.endpoints.values() if each.account == account]
    services = [each for each in store.services.values() if each.account == account]
    for notification in notifications:
        del store.notifications[notification.id]
    for endpoint in endpoints:
        store.drop_endpoint(endpoint)
    rejected = sum(_drop_service(plane, service) for service in services)
    for key in [key for key in store.tokens if key[0].account == account]:
        del store.tokens[key]
    plane.settings.faults.forget(account, {name for service in services for name in (service.id, service.name)})
    plane.history.forget(account)
    return Forgotten(len(endpoints), len(services), len(notifications), rejected)


def _drop_service(plane: ControlPlane, service: EndpointService) -> int:
    """Remove a service. Reject its connections, which belong to other accounts, and return their number."""
    live = [each for each in plane.store.endpoints_of(service.id) if each.state in states.LIVE]
    for endpoint in live:
        plane.store.put_endpoint(replace(endpoint, state=states.REJECTED))
        plane.record(endpoint.id, AWS, ACTION, f"{service.account}: {endpoint.state} -> {states.REJECTED}")
    plane.store.drop_service(service)
    return len(live)
