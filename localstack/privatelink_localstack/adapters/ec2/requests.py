"""Requests: from LocalStack's dictionaries, whose keys are botocore's names, to records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.errors import missing
from privatelink_localstack.privatelink.endpoints.arguments import check_endpoint_type
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, DnsOptions, ModifyEndpoint, SubnetChoice
from privatelink_localstack.privatelink.endpoints.placement import merge_choices
from privatelink_localstack.privatelink.errors import not_emulated
from privatelink_localstack.privatelink.services.model import CreateService, ModifyService
from privatelink_localstack.privatelink.tags import read_tag_specifications

Request = Mapping[str, Any]


def create_endpoint(request: Request) -> CreateEndpoint:
    """Read CreateVpcEndpoint.

    Raises:
        AwsError: the service name is missing, or the endpoint type is unknown or not emulated.
    """
    endpoint_type = request.get("VpcEndpointType") or "Gateway"
    check_endpoint_type(endpoint_type)
    if request.get("ResourceConfigurationArn") or request.get("ServiceNetworkArn"):
        raise not_emulated("Resource and service-network endpoints")
    service_name = request.get("ServiceName")
    if not service_name:
        raise missing("ServiceName")
    return CreateEndpoint(
        vpc_id=request["VpcId"],
        service_name=service_name,
        type=endpoint_type,
        policy=request.get("PolicyDocument"),
        route_tables=strings(request, "RouteTableIds"),
        subnets=merge_choices(strings(request, "SubnetIds"), choices(request)),
        groups=strings(request, "SecurityGroupIds"),
        address_type=request.get("IpAddressType"),
        dns=dns_options(request),
        private_dns=request.get("PrivateDnsEnabled"),
        service_region=request.get("ServiceRegion"),
        token=token(request),
        tags=read_tag_specifications(request.get("TagSpecifications") or (), "vpc-endpoint"),
        dry_run=dry_run(request),
    )


def modify_endpoint(request: Request) -> ModifyEndpoint:
    """Read ModifyVpcEndpoint."""
    return ModifyEndpoint(
        endpoint_id=request["VpcEndpointId"],
        policy=request.get("PolicyDocument"),
        reset_policy=bool(request.get("ResetPolicy")),
        add_route_tables=strings(request, "AddRouteTableIds"),
        remove_route_tables=strings(request, "RemoveRouteTableIds"),
        add_subnets=strings(request, "AddSubnetIds"),
        remove_subnets=strings(request, "RemoveSubnetIds"),
        subnet_configurations=choices(request),
        add_groups=strings(request, "AddSecurityGroupIds"),
        remove_groups=strings(request, "RemoveSecurityGroupIds"),
        address_type=request.get("IpAddressType"),
        dns=dns_options(request),
        private_dns=request.get("PrivateDnsEnabled"),
        dry_run=dry_run(request),
    )


def create_service(request: Request) -> CreateService:
    """Read CreateVpcEndpointServiceConfiguration."""
    acceptance = request.get("AcceptanceRequired")
    return CreateService(
        network_load_balancers=strings(request, "NetworkLoadBalancerArns"),
        gateway_load_balancers=strings(request, "GatewayLoadBalancerArns"),
        acceptance_required=True if acceptance is None else bool(acceptance),
        private_name=request.get("PrivateDnsName"),
        address_types=strings(request, "SupportedIpAddressTypes"),
        regions=strings(request, "SupportedRegions"),
        token=token(request),
        tags=read_tag_specifications(request.get("TagSpecifications") or (), "vpc-endpoint-service"),
        dry_run=dry_run(request),
    )


def modify_service(request: Request) -> ModifyService:
    """Read ModifyVpcEndpointServiceConfiguration."""
    return ModifyService(
        service_id=request["ServiceId"],
        private_name=request.get("PrivateDnsName"),
        remove_private_name=bool(request.get("RemovePrivateDnsName")),
        acceptance_required=request.get("AcceptanceRequired"),
        add_network=strings(request, "AddNetworkLoadBalancerArns"),
        remove_network=strings(request, "RemoveNetworkLoadBalancerArns"),
        add_gateway=strings(request, "AddGatewayLoadBalancerArns"),
        remove_gateway=strings(request, "RemoveGatewayLoadBalancerArns"),
        add_address_types=strings(request, "AddSupportedIpAddressTypes"),
        remove_address_types=strings(request, "RemoveSupportedIpAddressTypes"),
        add_regions=strings(request, "AddSupportedRegions"),
        remove_regions=strings(request, "RemoveSupportedRegions"),
        dry_run=dry_run(request),
    )


def strings(request: Request, name: str) -> tuple[str, ...]:
    """Read a list of strings; empty if it is missing."""
    return tuple(request.get(name) or ())


def connections(request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the endpoints and transit gateway attachments of AcceptVpcEndpointConnections or its counterpart.

    Raises:
        AwsError: the request names none.
    """
    endpoint_ids, attachment_ids = strings(request, "VpcEndpointIds"), strings(request, "TransitGatewayAttachmentIds")
    if not endpoint_ids and not attachment_ids:
        raise missing("VpcEndpointId")
    return endpoint_ids, attachment_ids


def caller(call: Call) -> Caller:
    """Return the caller, and whether the call is a dry run."""
    return Caller(call.scope, dry_run=dry_run(call.request))


def dry_run(request: Request) -> bool:
    """Read `DryRun`."""
    return bool(request.get("DryRun"))


def filters(request: Request) -> dict[str, list[str]]:
    """Read `Filters`. A name that occurs twice has the values of both."""
    values: dict[str, list[str]] = {}
    for entry in request.get("Filters") or ():
        values.setdefault(entry.get("Name") or "", []).extend(entry.get("Values") or ())
    return values


def token(request: Request) -> str | None:
    """Read `ClientToken`; None for a dry run, which creates no resource to remember."""
    return None if dry_run(request) else request.get("ClientToken")


def paging(request: Request) -> dict[str, Any]:
    """Read `MaxResults` and `NextToken`."""
    return {"size": request.get("MaxResults"), "token": request.get("NextToken")}


def choices(request: Request) -> tuple[SubnetChoice, ...]:
    """Read `SubnetConfigurations`.

    Raises:
        AwsError: an entry names no subnet.
    """
    configurations = request.get("SubnetConfigurations") or ()
    if not all(each.get("SubnetId") for each in configurations):
        raise missing("SubnetConfiguration.SubnetId")
    return tuple(
        SubnetChoice(each["SubnetId"], ipv4=each.get("Ipv4"), ipv6=each.get("Ipv6")) for each in configurations
    )


def dns_options(request: Request) -> DnsOptions | None:
    """Read `DnsOptions`."""
    options = request.get("DnsOptions")
    if options is None:
        return None
    return DnsOptions(
        record_type=options.get("DnsRecordIpType"),
        inbound_only=options.get("PrivateDnsOnlyForInboundResolverEndpoint"),
        preference=options.get("PrivateDnsPreference"),
        domains=strings(options, "PrivateDnsSpecifiedDomains"),
    )
