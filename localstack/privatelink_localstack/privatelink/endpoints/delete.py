"""DeleteVpcEndpoints."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.batch import Refusals, each_for_itself
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import gateways, states
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.service_view import GATEWAY, GATEWAY_LOAD_BALANCER

OPERATION = "DeleteVpcEndpoints"


def delete_endpoints(plane: ControlPlane, scope: Scope, endpoint_ids: tuple[str, ...], *, dry_run: bool) -> Refusals:
    """Delete endpoints one by one; see `batch.each_for_itself`."""

    def delete(endpoint_id: str) -> None:
        endpoint = plane.store.endpoint_in(scope, endpoint_id)
        if endpoint is None or endpoint.state == states.DELETED:
            raise errors.no_endpoint_in_batch(endpoint_id)
        if endpoint.state != states.DELETING:
            _delete(plane, scope, endpoint)

    return each_for_itself(endpoint_ids, delete, dry_run=dry_run)


def _delete(plane: ControlPlane, scope: Scope, endpoint: Endpoint) -> None:
    network = plane.network(scope)
    if endpoint.type == GATEWAY:
        gateways.check_unneeded(endpoint, plane.store.endpoints_in_vpc(endpoint.vpc_id))
    elif endpoint.type == GATEWAY_LOAD_BALANCER and network.is_routed(endpoint.id):
        raise errors.invalid("Endpoint must be removed from route table before deletion")
    for table_id in endpoint.route_tables:
        network.remove_route(table_id, endpoint.prefix_list or "", endpoint.id)
    plane.store.put_endpoint(replace(endpoint, state=states.DELETING))
    plane.record(endpoint.id, scope.account, OPERATION, f"{endpoint.state} -> {states.DELETING}")
    plane.later("endpoint.deleting", endpoint.id, states.DELETING, states.DELETED)
    plane.notify("Delete", endpoint)
