"""Connections as the service's owner sees them: each is an endpoint, anybody's, in any of the service's Regions.

Source: PrivateLink guide, "Accept or reject connection requests": a connection may be rejected after it was accepted,
and only the consumer deletes the endpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.control import endpoint as states
from privatelink_localstack.control import errors
from privatelink_localstack.control.endpoint import Endpoint
from privatelink_localstack.control.errors import AwsError
from privatelink_localstack.control.filters import Filters, Page, check_filters, matches, page
from privatelink_localstack.control.plane import ControlPlane
from privatelink_localstack.control.services import find_own
from privatelink_localstack.control.store import Scope

ACCEPT = "AcceptVpcEndpointConnections"
REJECT = "RejectVpcEndpointConnections"

FILTERS = (
    "ip-address-type",
    "service-id",
    "vpc-endpoint-id",
    "vpc-endpoint-owner",
    "vpc-endpoint-region",
    "vpc-endpoint-state",
)

ACCEPTABLE = frozenset({states.PENDING_ACCEPTANCE, states.REJECTED})
REJECTABLE = frozenset({states.PENDING_ACCEPTANCE, states.PENDING, states.AVAILABLE})

Refusals = list[tuple[str, AwsError]]


def accept_connections(
    plane: ControlPlane, scope: Scope, service_id: str, endpoint_ids: Sequence[str], *, dry_run: bool
) -> Refusals:
    """Accept connections, each for itself. One that is accepted already stays so.

    Returns:
        Those that were not accepted, with the reason.

    Raises:
        AwsError: no such service.
    """
    refused: Refusals = []
    with plane.lock:
        for endpoint_id, endpoint in _find(plane, scope, service_id, endpoint_ids, refused, dry_run=dry_run):
            if endpoint.state in ACCEPTABLE:
                plane.store.put_endpoint(replace(endpoint, state=states.PENDING))
                plane.record(endpoint_id, scope.account, ACCEPT, f"{endpoint.state} -> {states.PENDING}")
                plane.later("endpoint.pending", endpoint_id, states.PENDING, states.AVAILABLE)
                plane.tell("Accept", endpoint)
            elif endpoint.state not in {states.PENDING, states.AVAILABLE}:
                refused.append((endpoint_id, _wrong_state(endpoint)))
    return refused


def reject_connections(
    plane: ControlPlane, scope: Scope, service_id: str, endpoint_ids: Sequence[str], *, dry_run: bool
) -> Refusals:
    """Reject connections, each for itself; parameters, answer and errors as of `accept_connections`."""
    refused: Refusals = []
    with plane.lock:
        for endpoint_id, endpoint in _find(plane, scope, service_id, endpoint_ids, refused, dry_run=dry_run):
            if endpoint.state in REJECTABLE:
                plane.store.put_endpoint(replace(endpoint, state=states.REJECTED))
                plane.record(endpoint_id, scope.account, REJECT, f"{endpoint.state} -> {states.REJECTED}")
                plane.tell("Reject", endpoint)
            elif endpoint.state != states.REJECTED:
                refused.append((endpoint_id, _wrong_state(endpoint)))
    return refused


def describe_connections(
    plane: ControlPlane, scope: Scope, filters: Filters, *, size: int | None, token: str | None
) -> Page[Endpoint]:
    """Find the connections to an account's services in a Region. One whose endpoint is deleted is not listed.

    Raises:
        AwsError: an unknown filter.
    """
    check_filters(filters, FILTERS)
    with plane.lock:
        services = plane.store.services_in(scope)
        found = [each for service in services for each in plane.store.endpoints_of(service.id)]
    network = plane.network(scope)
    found = [
        each
        for each in found
        if each.state != states.DELETED and matches(filters, _values(each), network.tags(each.connection_id))
    ]
    found.sort(key=lambda each: each.key)
    return page(found, lambda each: each.key, size=size, token=token)


def _find(
    plane: ControlPlane,
    scope: Scope,
    service_id: str,
    endpoint_ids: Sequence[str],
    refused: Refusals,
    *,
    dry_run: bool,
) -> list[tuple[str, Endpoint]]:
    """Look up the endpoints of a service; those that are not there go to the refusals."""
    service = find_own(plane, scope, service_id)
    if dry_run:
        raise errors.dry_run()
    found = []
    for endpoint_id in endpoint_ids:
        endpoint = plane.store.endpoints.get(endpoint_id)
        if endpoint is None or endpoint.service_id != service.id or endpoint.state == states.DELETED:
            text = errors.no_endpoint(endpoint_id).message
            refused.append((endpoint_id, AwsError("InvalidVpcEndpoint.NotFound", text)))
        else:
            found.append((endpoint_id, endpoint))
    return found


def _wrong_state(endpoint: Endpoint) -> AwsError:
    return AwsError("InvalidState", f"The VPC endpoint connection {endpoint.id} is in the state {endpoint.state}.")


def _values(endpoint: Endpoint) -> dict[str, list[str]]:
    return {
        "ip-address-type": [endpoint.address_type] if endpoint.address_type else [],
        "service-id": [endpoint.service_id or ""],
        "vpc-endpoint-id": [endpoint.id],
        "vpc-endpoint-owner": [endpoint.account],
        "vpc-endpoint-region": [endpoint.region],
        "vpc-endpoint-state": [endpoint.state],
    }
