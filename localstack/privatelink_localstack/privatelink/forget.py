"""Forgetting an account, as if it had never been: for those that make an account for one run.

What others have with it ends as if its owner had rejected their connections and then deleted its services: their
endpoints stay, rejected, with their interfaces, and can be deleted. Nobody is notified, as AWS has no such event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from privatelink_localstack.privatelink.endpoints import states
from privatelink_localstack.privatelink.plane import AWS, ControlPlane
from privatelink_localstack.privatelink.services.model import EndpointService

ACTION = "account forgotten"
"""What the history of another account's endpoint calls it."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten of an account: how many of each, and how many connections of others were rejected."""

    endpoints: int
    services: int
    notifications: int
    rejected_connections: int


def accounts(plane: ControlPlane) -> set[str]:
    """Give the accounts that have anything here."""
    endpoints = {each.account for each in plane.store.endpoints.values()}
    services = {each.account for each in plane.store.services.values()}
    return endpoints | services | {each.account for each in plane.store.notifications.values()}


def forget_account(plane: ControlPlane, account: str) -> Forgotten:
    """Forget an account's endpoints, services, notifications, client tokens, faults and history, in all Regions.

    Its network is not touched: who forgets the account forgets that too.
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
    """Reject a service's connections, all of others, and drop it. Gives how many were rejected."""
    live = [each for each in plane.store.endpoints_of(service.id) if each.state in states.LIVE]
    for endpoint in live:
        plane.store.put_endpoint(replace(endpoint, state=states.REJECTED))
        plane.record(endpoint.id, AWS, ACTION, f"{service.account}: {endpoint.state} -> {states.REJECTED}")
    plane.store.drop_service(service)
    return len(live)
