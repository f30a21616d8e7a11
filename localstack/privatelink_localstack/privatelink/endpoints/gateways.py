"""Gateway endpoints: routes, address types and deletion."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network, PrefixList
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import placement, private_dns
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import ENDED
from privatelink_localstack.privatelink.services.service_view import ServiceView


def check_routes(network: Network, table_ids: Iterable[str], prefixes: PrefixList) -> None:
    """Reject a route table that already has a route for the service's prefix list, of an endpoint or of the customer.

    Raises:
        AwsError: the error names the route table.
    """
    for table_id in table_ids:
        if network.has_route(table_id, prefixes.id):
            raise AwsError(
                "RouteAlreadyExists",
                f"route table {table_id} already has a route with destination-prefix-list-id {prefixes.id}",
            )


def check_addresses(service: ServiceView, address_type: str | None, record_type: str | None) -> None:
    """Reject an address type or a DNS record type that a gateway endpoint cannot have.

    Parameters:
        address_type, record_type: None if the client gave none.

    Raises:
        AwsError: a type is unknown, or the two exclude each other.
    """
    resolved = placement.check_address_type(address_type or "ipv4", service)
    if record_type not in {None, "service-defined"}:
        private_dns.check_record_type(str(record_type), resolved)


def check_unneeded(gateway: Endpoint, others: Iterable[Endpoint]) -> None:
    """Reject the deletion of a gateway endpoint that inbound-only private DNS of an interface endpoint requires.

    Raises:
        AwsError: the error names the interface endpoint.
    """
    for other in others:
        if (
            other.vpc_id == gateway.vpc_id
            and other.base_name == gateway.base_name
            and other.private_dns
            and other.dns.inbound_only
            and other.state not in ENDED
        ):
            raise errors.invalid(
                f"Gateway endpoint cannot be deleted while Interface endpoint {other.id} for the service has "
                "PrivateDnsOnlyForInboundResolverEndpoint set to true."
            )
