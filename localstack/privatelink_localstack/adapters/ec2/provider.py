"""The table of EC2's operations: PrivateLink's, and those that depend on its state.

All other operations go to LocalStack's own provider or to moto.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.moto import MotoFallbackDispatcher

from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch, stock
from privatelink_localstack.adapters.ec2 import (
    addresses,
    dependencies,
    endpoints,
    group_references,
    managed,
    network_acls,
    notifications,
    peering,
    prefix_lists,
    routes,
    services,
    subnets,
    tags,
    transit_gateway_attachments,
    transit_gateways,
    zones,
)
from privatelink_localstack.adapters.ec2.vpn import table as vpn_table
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import dry_run_succeeded, missing

HANDLERS: dict[str, Handler] = {
    "CreateVpcEndpoint": endpoints.create_vpc_endpoint,
    "ModifyVpcEndpoint": endpoints.modify_vpc_endpoint,
    "DeleteVpcEndpoints": endpoints.delete_vpc_endpoints,
    "DescribeVpcEndpoints": endpoints.describe_vpc_endpoints,
    "DescribeVpcEndpointServices": endpoints.describe_vpc_endpoint_services,
    "DescribeVpcEndpointAssociations": endpoints.describe_vpc_endpoint_associations,
    "CreateVpcEndpointServiceConfiguration": services.create_vpc_endpoint_service_configuration,
    "ModifyVpcEndpointServiceConfiguration": services.modify_vpc_endpoint_service_configuration,
    "DeleteVpcEndpointServiceConfigurations": services.delete_vpc_endpoint_service_configurations,
    "DescribeVpcEndpointServiceConfigurations": services.describe_vpc_endpoint_service_configurations,
    "StartVpcEndpointServicePrivateDnsVerification": services.start_vpc_endpoint_service_private_dns_verification,
    "ModifyVpcEndpointServicePermissions": services.modify_vpc_endpoint_service_permissions,
    "DescribeVpcEndpointServicePermissions": services.describe_vpc_endpoint_service_permissions,
    "ModifyVpcEndpointServicePayerResponsibility": services.modify_vpc_endpoint_service_payer_responsibility,
    "ModifyVpcEndpointPayerResponsibility": services.modify_vpc_endpoint_payer_responsibility,
    "DescribeVpcEndpointConnections": services.describe_vpc_endpoint_connections,
    "AcceptVpcEndpointConnections": services.accept_vpc_endpoint_connections,
    "RejectVpcEndpointConnections": services.reject_vpc_endpoint_connections,
    "CreateVpcEndpointConnectionNotification": notifications.create_vpc_endpoint_connection_notification,
    "ModifyVpcEndpointConnectionNotification": notifications.modify_vpc_endpoint_connection_notification,
    "DeleteVpcEndpointConnectionNotifications": notifications.delete_vpc_endpoint_connection_notifications,
    "DescribeVpcEndpointConnectionNotifications": notifications.describe_vpc_endpoint_connection_notifications,
    "DescribePrefixLists": prefix_lists.describe_prefix_lists,
    "DescribeManagedPrefixLists": prefix_lists.describe_managed_prefix_lists,
    "CreateManagedPrefixList": prefix_lists.create_managed_prefix_list,
    "ModifyManagedPrefixList": prefix_lists.modify_managed_prefix_list,
    "CreateRoute": routes.create_route,
    "ReplaceRoute": routes.replace_route,
    "DeleteRoute": routes.delete_route,
    "DescribeRouteTables": routes.describe_route_tables,
    "DescribeRegions": zones.describe_regions,
    "CreateSubnet": subnets.create_subnet,
    "ModifySubnetAttribute": subnets.modify_subnet_attribute,
    "DeleteSubnet": dependencies.delete_subnet,
    "DeleteSecurityGroup": dependencies.delete_security_group,
    "DeleteVpc": dependencies.delete_vpc,
    "DetachInternetGateway": dependencies.detach_internet_gateway,
    "DisassociateVpcCidrBlock": dependencies.disassociate_vpc_cidr_block,
    "DisassociateSubnetCidrBlock": dependencies.disassociate_subnet_cidr_block,
    "DeleteRouteTable": dependencies.delete_route_table,
    "DeleteNetworkInterface": dependencies.delete_network_interface,
    "CreateNetworkInterface": addresses.create_network_interface,
    "RunInstances": addresses.run_instances,
    "AssignPrivateIpAddresses": addresses.assign_private_ip_addresses,
    "DescribeNetworkInterfaces": addresses.describe_network_interfaces,
    "CreateTags": tags.create_tags,
    "DeleteTags": tags.delete_tags,
    **network_acls.HANDLERS,
    **peering.HANDLERS,
    **transit_gateways.HANDLERS,
    **transit_gateway_attachments.HANDLERS,
    **vpn_table.HANDLERS,
}

_CHECKED = frozenset(
    {"CreateTags", "DeleteTags"}
    | vpn_table.HANDLERS.keys()
    | network_acls.HANDLERS.keys()
    | peering.HANDLERS.keys()
    | transit_gateways.HANDLERS.keys()
    | transit_gateway_attachments.HANDLERS.keys()
)
"""Operations, beside those on endpoints, whose required members are checked here. Moto reports those of others."""


def dispatch_table(emulation: Emulation, provider: Any) -> dict[str, ServiceHandler]:
    """Return the handlers of all operations.

    Parameters:
        provider: LocalStack's own, for operations without a handler here.
    """
    own = {operation: partial(_answer, emulation, handler) for operation, handler in HANDLERS.items()}
    others = {
        operation: stock(handler)
        for operation, handler in MotoFallbackDispatcher(provider).items()
        if operation not in own
    }
    guarded = {
        operation: partial(_answer_guarded, emulation, guard, own.get(operation) or others[operation])
        for operation, guard in (managed.GUARDS | group_references.GUARDS).items()
    }
    return (
        {operation: dispatch(emulation, operation, answer, locked=False) for operation, answer in others.items()}
        | {operation: dispatch(emulation, operation, answer) for operation, answer in own.items()}
        | {operation: dispatch(emulation, operation, answer) for operation, answer in guarded.items()}
    )


def _answer_guarded(
    emulation: Emulation, guard: managed.Guard, answer: ServiceHandler, context: RequestContext, request: Any
) -> Any:
    """Answer an operation after the check that it leaves alone what AWS manages."""
    guard(Call(emulation, context, request or {}))
    return answer(context, request)


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    operation = str(context.operation.name)
    parameters: dict[str, Any] = request or {}
    if "VpcEndpoint" in operation or operation in _CHECKED:
        _check_required(context, parameters)
    # The rules of all other operations end a dry run after their checks.
    if operation.startswith("Describe") and parameters.get("DryRun"):
        raise dry_run_succeeded()
    return handler(Call(emulation, context, parameters))


def _check_required(context: RequestContext, request: dict[str, Any]) -> None:
    """Reject a request without a required parameter. An empty list counts as missing, as it does not reach the wire.

    AWS's SDKs check this before they send a request. LocalStack sets missing parameters to None.

    Raises:
        AwsError: the error has the parameter's name on the wire.
    """
    shape = context.operation.input_shape
    for name in shape.required_members:
        if request.get(name) is None:
            wire_name = str(shape.members[name].serialization.get("name", name))
            raise missing(wire_name[0].upper() + wire_name[1:])
