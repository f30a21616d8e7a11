"""Handlers of EC2's operations of service owners: endpoint services, allowed principals and connections."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.privatelink.services import connections, manage, payers, permissions, visibility
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.privatelink.services.principals import ENDPOINT


def create_vpc_endpoint_service_configuration(call: Call) -> Response:
    """CreateVpcEndpointServiceConfiguration."""
    service = manage.create_service(call.emulation.privatelink, call.scope, requests.create_service(call.request))
    return responses.with_token({"ServiceConfiguration": _configuration(call, service)}, call.request)


def modify_vpc_endpoint_service_configuration(call: Call) -> Response:
    """ModifyVpcEndpointServiceConfiguration."""
    manage.modify_service(call.emulation.privatelink, call.scope, requests.modify_service(call.request))
    return {"Return": True}


def delete_vpc_endpoint_service_configurations(call: Call) -> Response:
    """DeleteVpcEndpointServiceConfigurations."""
    refusals = manage.delete_services(
        call.emulation.privatelink,
        call.scope,
        requests.strings(call.request, "ServiceIds"),
        dry_run=requests.dry_run(call.request),
    )
    return responses.unsuccessful(refusals)


def describe_vpc_endpoint_service_configurations(call: Call) -> Response:
    """DescribeVpcEndpointServiceConfigurations."""
    page = manage.describe_own_services(
        call.emulation.privatelink,
        call.scope,
        requests.strings(call.request, "ServiceIds"),
        requests.filters(call.request),
        **requests.paging(call.request),
    )
    items = [_configuration(call, service) for service in page.items]
    return responses.page_of("ServiceConfigurations", items, page.next_token)


def start_vpc_endpoint_service_private_dns_verification(call: Call) -> Response:
    """StartVpcEndpointServicePrivateDnsVerification."""
    manage.start_verification(
        call.emulation.privatelink, call.scope, call.request["ServiceId"], dry_run=requests.dry_run(call.request)
    )
    return {"ReturnValue": True}


def modify_vpc_endpoint_service_permissions(call: Call) -> Response:
    """ModifyVpcEndpointServicePermissions."""
    service_id = call.request["ServiceId"]
    added = permissions.modify_permissions(
        call.emulation.privatelink,
        call.scope,
        service_id,
        add=requests.strings(call.request, "AddAllowedPrincipals"),
        remove=requests.strings(call.request, "RemoveAllowedPrincipals"),
        permission_type=call.request.get("PermissionType") or ENDPOINT,
        dry_run=requests.dry_run(call.request),
    )
    return {"AddedPrincipals": [responses.permission(each, service_id) for each in added], "ReturnValue": True}


def describe_vpc_endpoint_service_permissions(call: Call) -> Response:
    """DescribeVpcEndpointServicePermissions."""
    service_id, network = call.request["ServiceId"], network_of(call.scope)
    page = permissions.describe_permissions(
        call.emulation.privatelink,
        call.scope,
        service_id,
        requests.filters(call.request),
        **requests.paging(call.request),
    )
    allowed = [responses.permission(each, service_id, network.tags(each.id)) for each in page.items]
    return responses.page_of("AllowedPrincipals", allowed, page.next_token)


def modify_vpc_endpoint_service_payer_responsibility(call: Call) -> Response:
    """ModifyVpcEndpointServicePayerResponsibility."""
    payers.pay_for_service(
        call.emulation.privatelink,
        call.scope,
        call.request["ServiceId"],
        call.request["PayerResponsibility"],
        dry_run=requests.dry_run(call.request),
    )
    return {"ReturnValue": True}


def modify_vpc_endpoint_payer_responsibility(call: Call) -> Response:
    """ModifyVpcEndpointPayerResponsibility."""
    endpoint = payers.pay_for_endpoint(
        call.emulation.privatelink,
        call.scope,
        call.request["VpcEndpointId"],
        service_id=call.request.get("ServiceId"),
        payer=call.request["PayerResponsibility"],
        charges=call.request["Scope"],
        dry_run=requests.dry_run(call.request),
    )
    return {"VpcEndpointId": endpoint.id, **responses.payers(endpoint)}


def describe_vpc_endpoint_connections(call: Call) -> Response:
    """DescribeVpcEndpointConnections."""
    network = network_of(call.scope)
    page = connections.describe_connections(
        call.emulation.privatelink, call.scope, requests.filters(call.request), **requests.paging(call.request)
    )
    items = [responses.connection(each, network.tags(each.connection_id)) for each in page.items]
    return responses.page_of("VpcEndpointConnections", items, page.next_token)


def accept_vpc_endpoint_connections(call: Call) -> Response:
    """AcceptVpcEndpointConnections."""
    refusals = connections.accept_connections(
        call.emulation.privatelink,
        call.scope,
        call.request["ServiceId"],
        *requests.connections(call.request),
        dry_run=requests.dry_run(call.request),
    )
    return responses.unsuccessful(refusals)


def reject_vpc_endpoint_connections(call: Call) -> Response:
    """RejectVpcEndpointConnections."""
    refusals = connections.reject_connections(
        call.emulation.privatelink,
        call.scope,
        call.request["ServiceId"],
        *requests.connections(call.request),
        dry_run=requests.dry_run(call.request),
    )
    return responses.unsuccessful(refusals)


def _configuration(call: Call, service: EndpointService) -> Response:
    zones = visibility.zones_of(call.emulation.privatelink, service)
    return responses.service(service, zones, network_of(call.scope))
