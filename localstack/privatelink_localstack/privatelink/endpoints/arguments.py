"""Which arguments belong to which type of endpoint.

Source: EC2 API reference: each argument of CreateVpcEndpoint and ModifyVpcEndpoint names its types of endpoint. The
refusals of subnets, of route tables and of inbound-only private DNS are AWS's words, seen in public logs.
"""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.endpoints.model import DnsOptions
from privatelink_localstack.privatelink.errors import invalid, not_emulated
from privatelink_localstack.privatelink.services.service_view import GATEWAY, GATEWAY_LOAD_BALANCER, INTERFACE

NOT_EMULATED = frozenset({"Resource", "ServiceNetwork"})


def check_kind(kind: str) -> None:
    """Refuse types of endpoint that are not emulated, or that there are not.

    Raises:
        AwsError: as said.
    """
    if kind in NOT_EMULATED:
        raise not_emulated(f"VPC endpoints of type {kind}")
    if kind not in {GATEWAY, INTERFACE, GATEWAY_LOAD_BALANCER}:
        raise AwsError("InvalidVpcEndpointType", f"The specified VPC endpoint type {kind} is not valid.")


def check_arguments(
    kind: str, *, subnets: bool, groups: bool, route_tables: bool, private_dns: bool, dns: DnsOptions | None
) -> None:
    """Refuse arguments that do not belong to a type of endpoint.

    Parameters:
        subnets, groups, route_tables: whether some are given.
        private_dns: whether it is to be enabled.

    Raises:
        AwsError: naming the first that does not belong.
    """
    if route_tables and kind != GATEWAY:
        raise invalid("Route table IDs are only supported for Gateway type VPC Endpoint.")
    if subnets and kind == GATEWAY:
        raise invalid("Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.")
    if groups and kind != INTERFACE:
        raise invalid("Security group IDs are only supported for Interface type VPC Endpoints.")
    if private_dns and kind != INTERFACE:
        raise invalid("Private DNS is only supported for Interface type VPC Endpoints.")
    if dns is not None:
        _check_dns(kind, dns)


def _check_dns(kind: str, dns: DnsOptions) -> None:
    # Also where it is false: Terraform's provider met that with S3's gateway endpoints.
    if dns.inbound_only is not None and kind != INTERFACE:
        raise invalid(
            "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints."
        )
    if dns.record_type and kind == GATEWAY_LOAD_BALANCER:
        raise invalid("DnsRecordIpType is not supported for GatewayLoadBalancer VPC Endpoints.")
    if dns.preference or dns.domains:
        raise invalid(
            "PrivateDnsPreference and PrivateDnsSpecifiedDomains are only supported for Resource and ServiceNetwork "
            "type VPC Endpoints."
        )
