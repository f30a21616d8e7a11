"""Handlers of EC2's operations that take away what endpoints and load balancers depend on."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import network_acls
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.adapters.ec2.vpn.context import vpn_of
from privatelink_localstack.adapters.elbv2.store import MotoElbStore
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.peering.connections import uses_vpc
from privatelink_localstack.privatelink.endpoints.modify import forget_route_table
from privatelink_localstack.privatelink.endpoints.states import DELETED


def delete_subnet(call: Call) -> Response:
    """DeleteSubnet. Reject it while a managed interface or an attachment is in the subnet."""
    network, subnet_id = network_of(call.scope), call.request["SubnetId"]
    if network.is_held(subnet_id) or call.emulation.transit_gateways.holds(subnet_id):
        raise _violation(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    response = call.moto()
    network_acls.forget_subnet(network, subnet_id)
    return response


def delete_security_group(call: Call) -> Response:
    """DeleteSecurityGroup. Reject it while a managed interface has the group."""
    network = network_of(call.scope)
    group_id = call.request.get("GroupId") or network.default_vpc_group(call.request.get("GroupName") or "")
    if group_id and network.is_held(group_id):
        raise _violation(f"resource {group_id} has a dependent object")
    return call.moto()


def delete_vpc(call: Call) -> Response:
    """DeleteVpc. Reject it while the VPC has endpoints, managed interfaces, attachments, peerings or a network ACL."""
    network, vpc_id = network_of(call.scope), call.request["VpcId"]
    endpoints = call.emulation.privatelink.store.endpoints_in_vpc(vpc_id)
    if (
        network.is_held(vpc_id)
        or network_acls.has_own(network, vpc_id)
        or any(each.state != DELETED for each in endpoints)
        or call.emulation.transit_gateways.holds(vpc_id)
        or uses_vpc(call.emulation.peerings, call.scope, vpc_id)
    ):
        raise _violation(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    vpn_of(call)  # Moto sees attachments of VPN gateways as they are now.
    response = call.moto()
    network_acls.forget_vpc(network, vpc_id)
    return response


def detach_internet_gateway(call: Call) -> Response:
    """DetachInternetGateway. Reject it while the VPC has an internet-facing load balancer or Elastic IP addresses."""
    vpc_id = call.request["VpcId"]
    load_balancers = MotoElbStore(call.scope).load_balancers()
    is_public = any(each.vpc_id == vpc_id and each.type != "gateway" and not each.internal for each in load_balancers)
    if is_public or network_of(call.scope).has_public_addresses(vpc_id):
        raise _violation(
            f"Network {vpc_id} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway."
        )
    return call.moto()


def disassociate_vpc_cidr_block(call: Call) -> Response:
    """DisassociateVpcCidrBlock. Reject it while a subnet of the VPC is within the block."""
    found = network_of(call.scope).vpc_with_subnets_in(call.request["AssociationId"])
    if found is not None:
        vpc_id, block = found
        raise AwsError("InvalidCidrBlock.InUse", f"The vpc {vpc_id} currently has a subnet within CIDR block {block}")
    return call.moto()


def disassociate_subnet_cidr_block(call: Call) -> Response:
    """DisassociateSubnetCidrBlock. Reject it while an interface has an address in the block; the words are inferred."""
    found = network_of(call.scope).subnet_with_addresses_in(call.request["AssociationId"])
    if found is not None:
        subnet_id, block = found
        raise AwsError(
            "InvalidCidrBlock.InUse", f"The subnet {subnet_id} currently has an address within CIDR block {block}"
        )
    return call.moto()


def delete_route_table(call: Call) -> Response:
    """DeleteRouteTable. Remove the table from its gateway endpoints too."""
    response = call.moto()
    forget_route_table(call.emulation.privatelink, call.scope, call.request["RouteTableId"])
    return response


def delete_network_interface(call: Call) -> Response:
    """DeleteNetworkInterface. Reject it for a managed interface; the words are inferred."""
    interface_id = call.request["NetworkInterfaceId"]
    network = network_of(call.scope)
    if network.is_managed(interface_id):
        raise AwsError("InvalidParameterValue", f"Network interface '{interface_id}' is currently in use.")
    network.vacate(interface_id)
    return call.moto()


def _violation(message: str) -> AwsError:
    return AwsError("DependencyViolation", message)
