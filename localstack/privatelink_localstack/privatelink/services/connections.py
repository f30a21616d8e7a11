"""Connections: endpoints of any account, in any of the service's Regions, as the service owner sees them.

Source: PrivateLink guide, "Accept or reject connection requests": an accepted connection may be rejected,
and only the consumer deletes the endpoint. EC2 API reference, DescribeVpcEndpointConnections: which filters and states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.batch import Refusals, each_for_itself
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.filters import Filters, check_filters, matches
from privatelink_localstack.kernel.pages import Page
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import states
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.manage import find_own
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER

ACCEPT = "AcceptVpcEndpointConnections"
REJECT = "RejectVpcEndpointConnections"

FILTERS = (
    "ip-address-type",
    "service-id",
    "transit-gateway-attachment-id",
    "vpc-endpoint-id",
    "vpc-endpoint-owner",
    "vpc-endpoint-region",
    "vpc-endpoint-state",
)

ATTACHMENT_PREFIX = "tgw-attach-"

CROSS_REGION = "cross-region"
"""The value of the filter `vpc-endpoint-region` for endpoints outside the service's Region."""

ACCEPTABLE = frozenset({states.PENDING_ACCEPTANCE, states.REJECTED})
ACCEPTED = frozenset({states.PENDING, states.AVAILABLE})
REJECTABLE = frozenset({states.PENDING_ACCEPTANCE, states.PENDING, states.AVAILABLE})


def accept_connections(
    plane: ControlPlane,
    scope: Scope,
    service_id: str,
    endpoint_ids: Sequence[str],
    attachment_ids: Sequence[str] = (),
    *,
    dry_run: bool,
) -> Refusals:
    """Accept connections one by one; see `batch.each_for_itself`. An accepted connection stays as it is.

    Parameters:
        attachment_ids: transit gateway attachments, instead of endpoints.

    Raises:
        AwsError: the account owns no such service, the request names connections of both kinds, or the dry run
            succeeded.
    """
    service = find_own(plane, scope, service_id)
    _check_kind(service, endpoint_ids, attachment_ids)

    def accept(endpoint_id: str) -> None:
        endpoint = _find(plane, service, endpoint_id)
        if endpoint.state in ACCEPTED:
            return
        if endpoint.state not in ACCEPTABLE:
            raise _wrong_state(endpoint)
        plane.store.put_endpoint(replace(endpoint, state=states.PENDING))
        plane.record(endpoint_id, scope.account, ACCEPT, f"{endpoint.state} -> {states.PENDING}")
        after = states.FAILED if endpoint.failure else states.AVAILABLE
        plane.later("endpoint.accepted", endpoint_id, states.PENDING, after)
        plane.notify("Accept", endpoint)

    return each_for_itself((*endpoint_ids, *attachment_ids), accept, dry_run=dry_run)


def reject_connections(
    plane: ControlPlane,
    scope: Scope,
    service_id: str,
    endpoint_ids: Sequence[str],
    attachment_ids: Sequence[str] = (),
    *,
    dry_run: bool,
) -> Refusals:
    """Reject connections one by one; see `accept_connections`."""
    service = find_own(plane, scope, service_id)
    _check_kind(service, endpoint_ids, attachment_ids)

    def reject(endpoint_id: str) -> None:
        endpoint = _find(plane, service, endpoint_id)
        if endpoint.state == states.REJECTED:
            return
        if endpoint.state not in REJECTABLE:
            raise _wrong_state(endpoint)
        plane.store.put_endpoint(replace(endpoint, state=states.REJECTED))
        plane.record(endpoint_id, scope.account, REJECT, f"{endpoint.state} -> {states.REJECTED}")
        plane.notify("Reject", endpoint)

    return each_for_itself((*endpoint_ids, *attachment_ids), reject, dry_run=dry_run)


def describe_connections(
    plane: ControlPlane, scope: Scope, filters: Filters, *, size: int | None, token: str | None
) -> Page[Endpoint]:
    """Return a page of the connections to an account's services in a Region, oldest first.

    Raises:
        AwsError: a filter is unknown.
    """
    check_filters(filters, FILTERS)
    services = plane.store.services_in(scope)
    candidates = [endpoint for service in services for endpoint in plane.store.endpoints_of(service.id)]
    network = plane.network(scope)
    endpoints = [each for each in candidates if matches(filters, _values(each), network.tags(each.connection_id))]
    endpoints.sort(key=lambda each: each.key)
    return page(endpoints, lambda each: each.key, size=size, token=token)


def _check_kind(service: EndpointService, endpoint_ids: Sequence[str], attachment_ids: Sequence[str]) -> None:
    """Reject endpoints beside transit gateway attachments, and attachments of other services.

    Source: EC2 API reference, AcceptVpcEndpointConnections: "either VpcEndpointIds or TransitGatewayAttachmentIds, but
    not both"; the latter for Gateway Load Balancer endpoint services only. The words are inferred.
    """
    if endpoint_ids and attachment_ids:
        raise AwsError(
            "InvalidParameterCombination",
            "You must specify either VpcEndpointIds or TransitGatewayAttachmentIds, but not both.",
        )
    if attachment_ids and service.type != GATEWAY_LOAD_BALANCER:
        raise errors.invalid(
            "TransitGatewayAttachmentIds is only supported for Gateway Load Balancer endpoint services."
        )


def _find(plane: ControlPlane, service: EndpointService, endpoint_id: str) -> Endpoint:
    if endpoint_id.startswith(ATTACHMENT_PREFIX):
        # No attachment connects to a service here. Source of the words: EC2's, in awslabs/landing-zone-accelerator#426.
        raise AwsError(
            "InvalidTransitGatewayAttachmentID.NotFound",
            f"Transit Gateway Attachment {endpoint_id} was deleted or does not exist.",
        )
    endpoint = plane.store.endpoints.get(endpoint_id)
    if endpoint is None or endpoint.service_id != service.id or endpoint.state == states.DELETED:
        raise errors.no_endpoint_in_batch(endpoint_id)
    return endpoint


def _wrong_state(endpoint: Endpoint) -> AwsError:
    return AwsError("InvalidState", f"The VPC endpoint connection {endpoint.id} is in the state {endpoint.state}.")


def _values(endpoint: Endpoint) -> dict[str, list[str]]:
    remote = endpoint.region != endpoint.service_region
    return {
        "ip-address-type": [endpoint.address_type] if endpoint.address_type else [],
        "service-id": [endpoint.service_id or ""],
        "transit-gateway-attachment-id": [],
        "vpc-endpoint-id": [endpoint.id],
        "vpc-endpoint-owner": [endpoint.account],
        "vpc-endpoint-region": [endpoint.region] + ([CROSS_REGION] if remote else []),
        "vpc-endpoint-state": [endpoint.state],
    }
