"""Gateway endpoints: the routes and addresses that they may have, and when they may go."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import PrefixList
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import placement, private_dns
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import ENDED
from privatelink_localstack.privatelink.services.service_view import GATEWAY, ServiceView


def check_routes(others: Iterable[Endpoint], service_name: str, table_ids: Iterable[str], prefixes: PrefixList) -> None:
    """Refuse a route table that has a gateway endpoint for the service already.

    Raises:
        AwsError: naming it.
    """
    taken = {
        table_id
        for other in others
        if other.kind == GATEWAY and other.service_name == service_name and other.state not in ENDED
        for table_id in other.route_tables
    }
    for table_id in table_ids:
        if table_id in taken:
            raise AwsError(
                "RouteAlreadyExists",
                f"route table {table_id} already has a route with destination-prefix-list-id {prefixes.id}",
            )


def check_addresses(service: ServiceView, address_type: str | None, record_type: str | None) -> None:
    """Refuse an address type or a type of DNS record that a gateway endpoint can't have.

    Parameters:
        address_type, record_type: None where nobody asked for one.

    Raises:
        AwsError: there is no such type, or the two do not go together.
    """
    settled = placement.check_address_type(address_type or "ipv4", service)
    if record_type not in {None, "service-defined"}:
        private_dns.check_record_type(str(record_type), settled)


def check_unneeded(gateway: Endpoint, others: Iterable[Endpoint]) -> None:
    """Refuse to delete a gateway endpoint while its service's private DNS is for inbound resolver endpoints only.

    Raises:
        AwsError: naming the interface endpoint that has it.
    """
    for other in others:
        if (
            other.vpc_id == gateway.vpc_id
            and other.service_name == gateway.service_name
            and other.private_dns
            and other.dns.inbound_only
            and other.state not in ENDED
        ):
            raise errors.invalid(
                f"Gateway endpoint cannot be deleted while Interface endpoint {other.id} for the service has "
                "PrivateDnsOnlyForInboundResolverEndpoint set to true."
            )
