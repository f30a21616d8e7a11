"""Private DNS and DNS options. Source: PrivateLink guide, "Enable private DNS names"."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from privatelink_localstack.kernel.errors import AwsError
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
"""DNS record types by the endpoint's address type, the default first (PrivateLink guide, "DNS record IP type")."""


def check_private_dns(
    service: ServiceView, vpc: Vpc, state: str, others: Iterable[Endpoint], zones: Container[str]
) -> None:
    """Reject private DNS for an endpoint that cannot have it.

    Parameters:
        state: the endpoint's present or first state.
        others: the VPC's endpoints.
        zones: names of the private hosted zones that are associated with the VPC.

    Raises:
        AwsError: the service has no verified private DNS name; the connection is not accepted; the VPC's DNS
            attributes are off; another endpoint with private DNS, even one in deletion, or a private hosted zone has
            the name.
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
    taken = {name for name, _ in _zones(vpc.id, others)}
    for name in service.private_names:
        if _domain(name) in taken or _domain(name) in zones:
            raise errors.invalid(
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{name} in the VPC {vpc.id}"
            )


def check_zone_name(
    name: str, vpc_id: str, region: str, endpoints: Iterable[Endpoint], zones: Mapping[str, str]
) -> None:
    """Reject a private hosted zone of a VPC where an endpoint with private DNS, or another zone, has the name.

    A zone for a domain above or below the name is allowed. Source: Route 53 API reference, "ConflictingDomainExists";
    the words are observed.

    Parameters:
        endpoints: the VPC's.
        zones: IDs of the private hosted zones that are associated with the VPC, by name.
    """
    domain = name.rstrip(".").lower()
    zone_id = {**zones, **dict(_zones(vpc_id, endpoints))}.get(domain)
    if zone_id is not None:
        raise AwsError(
            "ConflictingDomainExists",
            f"The VPC {vpc_id} in region {region} has already been associated with the hosted zone {zone_id} "
            "with the same domain name.",
        )


def _zones(vpc_id: str, endpoints: Iterable[Endpoint]) -> Iterator[tuple[str, str]]:
    """Yield the names and IDs of the hosted zones that AWS makes for a VPC's endpoints with private DNS."""
    for endpoint in endpoints:
        if endpoint.vpc_id == vpc_id and endpoint.private_dns and endpoint.state != DELETED:
            yield from ((_domain(name), endpoint.private_zone) for name in endpoint.private_names)


def _domain(name: str) -> str:
    """Return the domain of the hosted zone for a private DNS name: `example.com` for `*.example.com` too."""
    return name.removeprefix("*.").lower()


def check_inbound_only(service: ServiceView, vpc_id: str, others: Iterable[Endpoint]) -> None:
    """Reject private DNS for inbound resolver endpoints only, unless the VPC has a gateway endpoint for the service.

    Without one, hosts in the VPC would not reach the service. The base name tells the service: in China, the gateway
    endpoints of S3 have another service name.
    """
    has_gateway = any(
        other.type == GATEWAY
        and other.vpc_id == vpc_id
        and other.base_name == service.base_name
        and other.state not in ENDED
        for other in others
    )
    if not has_gateway:
        raise errors.invalid(
            f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc_id} must have a Gateway endpoint "
            "for the service."
        )


def check_record_type(record_type: str, address_type: str) -> None:
    """Reject a DNS record type that the address type excludes."""
    if record_type not in RECORD_TYPES[address_type]:
        raise errors.invalid(f"DnsRecordIpType {record_type} is not supported with IpAddressType {address_type}.")


def resolve_options(
    requested: DnsOptions | None, before: DnsOptions, address_type: str, service: ServiceView, *, private_dns: bool
) -> DnsOptions:
    """Return an interface endpoint's DNS options: the requested, earlier or default ones, in this order of preference.

    Private DNS of a service with gateway endpoints is by default for inbound resolver endpoints only (observed in
    several public logs).

    Parameters:
        private_dns: whether private DNS is on after the request.

    Raises:
        AwsError: the address type excludes the requested record type, or the service has no gateway endpoints and the
            request names inbound-only private DNS.
    """
    requested = requested or DnsOptions()
    if requested.inbound_only is not None and not service.has_both:
        # Even if it is false: observed with the AWS provider and S3 Tables (hashicorp/terraform-provider-aws#46102).
        raise errors.invalid("PrivateDnsOnlyForInboundResolverEndpoint not supported for this service.")
    allowed = RECORD_TYPES[address_type]
    kept = before.record_type if before.record_type in allowed else None
    record_type = requested.record_type or kept or allowed[0]
    check_record_type(record_type, address_type)
    inbound = requested.inbound_only if requested.inbound_only is not None else before.inbound_only
    if inbound is None and private_dns and service.has_both:
        inbound = True
    return DnsOptions(record_type=record_type, inbound_only=inbound)
