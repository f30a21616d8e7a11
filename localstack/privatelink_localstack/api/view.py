"""Read-only view of all endpoints, services, connections and notifications with their histories, as plain data."""

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
    """Return all endpoints."""
    return [_endpoint(plane, endpoint) for endpoint in plane.store.endpoints.values()]


def services(plane: ControlPlane) -> list[Data]:
    """Return all endpoint services."""
    return [_service(plane, service) for service in plane.store.services.values()]


def all_connections(plane: ControlPlane) -> list[Data]:
    """Return all connections, and whether their service owner can accept or reject them."""
    return [
        {
            "service": service.id,
            "endpoint": endpoint.id,
            "owner": endpoint.account,
            "region": endpoint.region,
            "state": endpoint.state,
            "can_be_accepted": endpoint.state in connections.ACCEPTABLE,
            "can_be_rejected": endpoint.state in connections.REJECTABLE,
            "history": history(plane, endpoint.id),
        }
        for service in plane.store.services.values()
        for endpoint in plane.store.endpoints_of(service.id)
    ]


def notifications(plane: ControlPlane) -> list[Data]:
    """Return all notifications."""
    return [asdict(each) | {"history": history(plane, each.id)} for each in plane.store.notifications.values()]


def history(plane: ControlPlane, resource_id: str) -> list[Data]:
    """Return the events of a resource, oldest first; of a deleted one too."""
    return [asdict(each) for each in plane.history.of(resource_id)]


def _endpoint(plane: ControlPlane, endpoint: Endpoint) -> Data:
    names = [name for name, _ in dns_entries(endpoint)]
    return asdict(endpoint) | {"names": names, "history": history(plane, endpoint.id)}


def record(service: EndpointService) -> Data:
    """Return an endpoint service without its history. JSON has no sets."""
    return asdict(service) | {"zones": sorted(service.zones)}


def _service(plane: ControlPlane, service: EndpointService) -> Data:
    return record(service) | {"history": history(plane, service.id)}
