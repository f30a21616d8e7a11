"""Arguments that each endpoint type takes.

Source: EC2 API reference: each argument of CreateVpcEndpoint and ModifyVpcEndpoint names its endpoint types. The
messages about subnets, route tables and inbound-only private DNS are AWS's words, observed in public logs.
"""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.endpoints.model import DnsOptions
from privatelink_localstack.privatelink.errors import invalid, not_emulated
from privatelink_localstack.privatelink.services.service_view import GATEWAY, GATEWAY_LOAD_BALANCER, INTERFACE

NOT_EMULATED = frozenset({"Resource", "ServiceNetwork", "Tunnel"})


def check_endpoint_type(endpoint_type: str) -> None:
    """Reject unknown and unsupported endpoint types."""
    if endpoint_type in NOT_EMULATED:
        raise not_emulated(f"VPC endpoints of type {endpoint_type}")
    if endpoint_type not in {GATEWAY, INTERFACE, GATEWAY_LOAD_BALANCER}:
        raise AwsError("InvalidVpcEndpointType", f"The specified VPC endpoint type {endpoint_type} is not valid.")


def check_arguments(
    endpoint_type: str, *, subnets: bool, groups: bool, route_tables: bool, private_dns: bool, dns: DnsOptions | None
) -> None:
    """Reject arguments that the endpoint type does not take.

    Parameters:
        subnets, groups, route_tables: whether the request has any.
        private_dns: whether the request enables private DNS.

    Raises:
        AwsError: the error names the first such argument.
    """
    if route_tables and endpoint_type != GATEWAY:
        raise invalid("Route table IDs are only supported for Gateway type VPC Endpoint.")
    if subnets and endpoint_type == GATEWAY:
        raise invalid("Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.")
    if groups and endpoint_type != INTERFACE:
        raise invalid("Security group IDs are only supported for Interface type VPC Endpoints.")
    if private_dns and endpoint_type != INTERFACE:
        raise invalid("Private DNS is only supported for Interface type VPC Endpoints.")
    if dns is not None:
        _check_dns(endpoint_type, dns)


def _check_dns(endpoint_type: str, dns: DnsOptions) -> None:
    # AWS rejects the option even if it is false: observed with the AWS provider and gateway endpoints for S3.
    if dns.inbound_only is not None and endpoint_type != INTERFACE:
        raise invalid(
            "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints."
        )
    if dns.record_type and endpoint_type == GATEWAY_LOAD_BALANCER:
        raise invalid("DnsRecordIpType is not supported for GatewayLoadBalancer VPC Endpoints.")
    if dns.preference or dns.domains:
        raise invalid(
            "PrivateDnsPreference and PrivateDnsSpecifiedDomains are only supported for Resource and ServiceNetwork "
            "type VPC Endpoints."
        )
