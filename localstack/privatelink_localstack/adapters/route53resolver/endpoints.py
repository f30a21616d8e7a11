"""Handlers of Resolver's operations on endpoints."""

from __future__ import annotations

from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.route53resolver import responses
from privatelink_localstack.adapters.route53resolver.lists import filtered, page
from privatelink_localstack.adapters.route53resolver.tags import new_tags
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.resolver import endpoints
from privatelink_localstack.resolver.errors import invalid_request
from privatelink_localstack.resolver.model import (
    DO53,
    IPV4,
    AddressChoice,
    CreateEndpoint,
    ResolverEndpoint,
    UpdateEndpoint,
)


def create_resolver_endpoint(call: Call) -> Response:
    """CreateResolverEndpoint."""
    request = call.request
    if request.get("OutpostArn") or request.get("PreferredInstanceType"):
        raise invalid_request("Resolver endpoints on Outposts are not emulated")
    created = endpoints.create_endpoint(
        call.emulation.resolver,
        call.scope,
        CreateEndpoint(
            token=request["CreatorRequestId"],
            direction=request["Direction"],
            addresses=tuple(_choice(each) for each in request["IpAddresses"]),
            groups=tuple(dict.fromkeys(request["SecurityGroupIds"])),
            type=request.get("ResolverEndpointType") or IPV4,
            protocols=tuple(dict.fromkeys(request.get("Protocols") or (DO53,))),
            name=request.get("Name"),
            metrics=bool(request.get("RniEnhancedMetricsEnabled")),
            target_metrics=bool(request.get("TargetNameServerMetricsEnabled")),
            tags=new_tags(request.get("Tags")),
        ),
    )
    return {"ResolverEndpoint": responses.endpoint(created)}


def update_resolver_endpoint(call: Call) -> Response:
    """UpdateResolverEndpoint."""
    request = call.request
    changed = endpoints.update_endpoint(
        call.emulation.resolver,
        _named(call),
        UpdateEndpoint(
            name=request.get("Name"),
            type=request.get("ResolverEndpointType"),
            protocols=tuple(dict.fromkeys(request["Protocols"])) if request.get("Protocols") else None,
            ipv6={each["IpId"]: each["Ipv6"] for each in request.get("UpdateIpAddresses") or ()},
            metrics=request.get("RniEnhancedMetricsEnabled"),
            target_metrics=request.get("TargetNameServerMetricsEnabled"),
        ),
    )
    return {"ResolverEndpoint": responses.endpoint(changed)}


def delete_resolver_endpoint(call: Call) -> Response:
    """DeleteResolverEndpoint."""
    return {"ResolverEndpoint": responses.endpoint(endpoints.delete_endpoint(call.emulation.resolver, _named(call)))}


def get_resolver_endpoint(call: Call) -> Response:
    """GetResolverEndpoint."""
    return {"ResolverEndpoint": responses.endpoint(_named(call))}


def list_resolver_endpoints(call: Call) -> Response:
    """ListResolverEndpoints."""
    own = [
        each for each in call.emulation.resolver.endpoints.values() if Scope(each.account, each.region) == call.scope
    ]
    found = filtered(
        call,
        own,
        {
            "CreatorRequestId": lambda each: [each.token],
            "Direction": lambda each: [each.direction],
            "HostVPCId": lambda each: [each.vpc_id],
            "IpAddressCount": lambda each: [str(len(each.kept_addresses))],
            "Name": lambda each: [each.name],
            "SecurityGroupIds": lambda each: each.groups,
            "Status": lambda each: [each.status],
        },
    )
    return page(call, "ResolverEndpoints", [responses.endpoint(each) for each in found])


def list_resolver_endpoint_ip_addresses(call: Call) -> Response:
    """ListResolverEndpointIpAddresses."""
    return page(call, "IpAddresses", [responses.address(each) for each in _named(call).addresses])


def associate_resolver_endpoint_ip_address(call: Call) -> Response:
    """AssociateResolverEndpointIpAddress."""
    address = call.request["IpAddress"]
    if not address.get("SubnetId"):
        raise invalid_request("A subnet ID is required to add an IP address")
    changed = endpoints.add_address(call.emulation.resolver, _named(call), _choice(address))
    return {"ResolverEndpoint": responses.endpoint(changed)}


def disassociate_resolver_endpoint_ip_address(call: Call) -> Response:
    """DisassociateResolverEndpointIpAddress."""
    address = call.request["IpAddress"]
    choice = _choice(address) if address.get("SubnetId") else None
    changed = endpoints.remove_address(call.emulation.resolver, _named(call), choice, address.get("IpId"))
    return {"ResolverEndpoint": responses.endpoint(changed)}


def _named(call: Call) -> ResolverEndpoint:
    return call.emulation.resolver.endpoint(call.scope, call.request["ResolverEndpointId"])


def _choice(address: dict[str, Any]) -> AddressChoice:
    return AddressChoice(address["SubnetId"], address.get("Ip"), address.get("Ipv6"))
