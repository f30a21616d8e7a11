"""When private DNS may be enabled (PrivateLink guide, "Enable private DNS names"), and address families of names."""

from __future__ import annotations

from collections.abc import Iterable

from privatelink_localstack.control import errors
from privatelink_localstack.control.endpoint import ENDED, PENDING_ACCEPTANCE, REJECTED, DnsOptions, Endpoint
from privatelink_localstack.control.network import Vpc
from privatelink_localstack.control.service_view import GATEWAY, INTERFACE, ServiceView

RECORD_TYPES = {
    "ipv4": ("ipv4", "service-defined"),
    "dualstack": ("dualstack", "ipv4", "ipv6", "service-defined"),
    "ipv6": ("ipv6", "service-defined"),
}
"""Types of DNS record by the endpoint's address type; the first is the default."""


def check_private_dns(service: ServiceView, vpc: Vpc, state: str, others: Iterable[Endpoint]) -> None:
    """Refuse private DNS where AWS does.

    Parameters:
        state: the endpoint's, or the one that it will have.
        others: the other endpoints of the account and Region.

    Raises:
        AwsError: the service has no private name or has not verified it; the connection is not accepted; the
            VPC's DNS attributes are off; another endpoint of the VPC has one of the names.
    """
    if not service.private_names:
        raise errors.no_private_name(service.name)
    if service.private_state != "verified":
        raise errors.name_unverified(service.name)
    if state in {PENDING_ACCEPTANCE, REJECTED}:
        raise errors.not_accepted(service.name)
    if not vpc.resolves_private_names:
        raise errors.dns_attributes_off(vpc.id)
    taken = {
        name
        for other in others
        if other.vpc_id == vpc.id and other.private_dns and other.state not in ENDED
        for name in other.private_names
    }
    for name in service.private_names:
        if name in taken:
            raise errors.private_name_taken(name, vpc.id)


def check_inbound_only(service: ServiceView, kind: str, vpc_id: str, others: Iterable[Endpoint]) -> None:
    """Refuse private DNS for inbound resolver endpoints only, where everybody else would have no way.

    Raises:
        AwsError: the endpoint is no interface endpoint, or the VPC has no gateway endpoint for the service.
    """
    if kind != INTERFACE:
        raise errors.inbound_only_interface()
    has_gateway = any(
        other.kind == GATEWAY
        and other.vpc_id == vpc_id
        and other.service_name == service.name
        and other.state not in ENDED
        for other in others
    )
    if not has_gateway:
        raise errors.inbound_needs_gateway(vpc_id)


def settle_dns(
    asked: DnsOptions | None, before: DnsOptions, address_type: str, service: ServiceView, *, type_changed: bool
) -> DnsOptions:
    """Give an endpoint's DNS options: what is asked for, else what it had, else the default.

    Raises:
        AwsError: the record type does not go with the address type.
    """
    allowed = RECORD_TYPES[address_type]
    asked = asked or DnsOptions()
    kept = None if type_changed and before.record_type not in allowed else before.record_type
    record_type = asked.record_type or kept or allowed[0]
    if record_type not in allowed:
        raise errors.invalid(f"DnsRecordIpType {record_type} is not supported with IpAddressType {address_type}.")
    inbound = asked.inbound_only if asked.inbound_only is not None else before.inbound_only
    return DnsOptions(
        record_type=record_type,
        inbound_only=(inbound or False) if service.has_both else inbound,
        preference=asked.preference or before.preference,
        domains=asked.domains or before.domains,
    )
