"""The read-only view: every endpoint, service, connection and notification, with its history, as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from privatelink_localstack.privatelink.endpoints.describe import dns_entries
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import connections
from privatelink_localstack.privatelink.services.model import EndpointService

Data = dict[str, Any]


def endpoints(plane: ControlPlane) -> list[Data]:
    """Give all endpoints."""
    found = list(plane.store.endpoints.values())
    return [_endpoint(plane, each) for each in found]


def services(plane: ControlPlane) -> list[Data]:
    """Give all endpoint services."""
    found = list(plane.store.services.values())
    return [_service(plane, each) for each in found]


def all_connections(plane: ControlPlane) -> list[Data]:
    """Give all connections, with who may still decide about them."""
    found = [
        (service, each) for service in plane.store.services.values() for each in plane.store.endpoints_of(service.id)
    ]
    return [
        {
            "service": service.id,
            "endpoint": each.id,
            "owner": each.account,
            "region": each.region,
            "state": each.state,
            "can_be_accepted": each.state in connections.ACCEPTABLE,
            "can_be_rejected": each.state in connections.REJECTABLE,
            "history": history(plane, each.id),
        }
        for service, each in found
    ]


def notifications(plane: ControlPlane) -> list[Data]:
    """Give all notifications."""
    found = list(plane.store.notifications.values())
    return [asdict(each) | {"history": history(plane, each.id)} for each in found]


def history(plane: ControlPlane, resource_id: str) -> list[Data]:
    """Give what happened to a resource, also after it is gone."""
    return [asdict(each) for each in plane.history.of(resource_id)]


def _endpoint(plane: ControlPlane, endpoint: Endpoint) -> Data:
    names = [name for name, _ in dns_entries(endpoint)]
    return asdict(endpoint) | {"names": names, "history": history(plane, endpoint.id)}


def _service(plane: ControlPlane, service: EndpointService) -> Data:
    return asdict(service) | {"history": history(plane, service.id)}
