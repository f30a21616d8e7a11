"""When private DNS may be enabled (PrivateLink guide, "Enable private DNS names"), and address families of names."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from privatelink_localstack.kernel.network import Vpc
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints.model import DnsOptions, Endpoint
from privatelink_localstack.privatelink.endpoints.states import DELETED, ENDED, PENDING_ACCEPTANCE, REJECTED
from privatelink_localstack.privatelink.services.service_view import GATEWAY, ServiceView

RECORD_TYPES = {
    "ipv4": ("ipv4",),
    "dualstack": ("dualstack", "ipv4", "ipv6", "service-defined"),
    "ipv6": ("ipv6",),
}
"""Types of DNS record by the endpoint's address type; the first is the default (PrivateLink guide, "DNS record IP
type")."""


def check_private_dns(
    service: ServiceView, vpc: Vpc, state: str, others: Iterable[Endpoint], zones: AbstractSet[str]
) -> None:
    """Refuse private DNS where AWS does.

    Parameters:
        state: the endpoint's, or the one that it will have.
        others: the VPC's endpoints; one whose private DNS is off takes no name.
        zones: names of the private hosted zones that the VPC is associated with.

    Raises:
        AwsError: the service has no private name or has not verified it; the connection is not accepted; the
            VPC's DNS attributes are off; another endpoint of the VPC, until it is gone, or a private hosted zone has
            one of the names.
    """
    if not service.private_names:
        raise errors.invalid(
            f"Private DNS can't be enabled because the service {service.name} does not provide a private DNS name."
        )
    if service.private_state != "verified":
        raise errors.invalid(
            f"Private DNS can't be enabled because the service {service.name} has not verified the private DNS name."
        )
    if state in {PENDING_ACCEPTANCE, REJECTED}:
        raise errors.invalid(
            f"Private DNS can only be enabled after the endpoint connection is accepted by the owner of {service.name}."
        )
    if not vpc.resolves_private_names:
        raise errors.invalid(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
            f"for {vpc.id}"
        )
    taken = {
        _domain(name)
        for other in others
        if other.vpc_id == vpc.id and other.private_dns and other.state != DELETED
        for name in other.private_names
    }
    for name in service.private_names:
        if _domain(name) in taken or _domain(name) in zones:
            raise errors.invalid(
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{name} in the VPC {vpc.id}"
            )


def _domain(name: str) -> str:
    """Give the domain whose hosted zone has a private name: for all names below one, that one."""
    return name.removeprefix("*.").lower()


def check_inbound_only(service: ServiceView, vpc_id: str, others: Iterable[Endpoint]) -> None:
    """Refuse private DNS for inbound resolver endpoints only, where everybody else would have no way.

    Raises:
        AwsError: the VPC has no gateway endpoint for the service.
    """
    has_gateway = any(
        other.kind == GATEWAY
        and other.vpc_id == vpc_id
        and other.service_name == service.name
        and other.state not in ENDED
        for other in others
    )
    if not has_gateway:
        raise errors.invalid(
            f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc_id} must have a Gateway endpoint "
            "for the service."
        )


def check_record_type(record_type: str, address_type: str) -> None:
    """Refuse a type of DNS record that does not go with the address type.

    Raises:
        AwsError: as said.
    """
    if record_type not in RECORD_TYPES[address_type]:
        raise errors.invalid(f"DnsRecordIpType {record_type} is not supported with IpAddressType {address_type}.")


def settle_dns(
    asked: DnsOptions | None, before: DnsOptions, address_type: str, service: ServiceView, *, private_dns: bool
) -> DnsOptions:
    """Give an interface endpoint's DNS options: what is asked for, else what it had, else the default.

    Private DNS of a service that has gateway endpoints too is for inbound resolver endpoints only, unless somebody
    says otherwise (seen in several public logs).

    Parameters:
        private_dns: whether it is, or will be, enabled.

    Raises:
        AwsError: the record type does not go with the address type.
    """
    asked = asked or DnsOptions()
    allowed = RECORD_TYPES[address_type]
    kept = before.record_type if before.record_type in allowed else None
    record_type = asked.record_type or kept or allowed[0]
    check_record_type(record_type, address_type)
    inbound = asked.inbound_only if asked.inbound_only is not None else before.inbound_only
    if inbound is None and private_dns and service.has_both:
        inbound = True
    return DnsOptions(record_type=record_type, inbound_only=inbound)
