"""VPCs and what lies in them or leads to them, in the order of their removal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from privatelink_harness.checks.api import pages
from privatelink_harness.orphans import removal, tag_readers
from privatelink_harness.orphans.kind import Kind, keys, nothing, pairs, untagged
from privatelink_harness.orphans.removal import Item, state


def _attached_to(key: str) -> Callable[[Item], tuple[str, ...]]:
    return lambda item: tuple(each.get("VpcId", "") for each in item.get(key, ()))


def _is_managed(item: Item) -> bool:
    """Return whether a network interface is another resource's, which uses it."""
    return bool(item.get("RequesterManaged")) or item.get("Status") == "in-use"


def _is_main(item: Item) -> bool:
    return any(each.get("Main") for each in item.get("Associations", ()))


def _is_refused(item: Item) -> bool:
    """Return whether AWS goes on listing a connection that nothing can use any more."""
    return state(item) in {"rejected", "expired", "failed"}


def _peered(item: Item) -> tuple[str, ...]:
    return tuple(item.get(side, {}).get("VpcId", "") for side in ("RequesterVpcInfo", "AccepterVpcInfo"))


def _shares(client: Any) -> Iterator[Item]:
    yield from pages(client, "get_resource_shares", "resourceShares", resourceOwner="SELF")


def _share_tags(_client: Any, item: Item) -> Mapping[str, str]:
    return pairs(item.get("tags", ()))


def _gateway_associations(client: Any) -> Iterator[Item]:
    """Yield the associations of every Direct Connect gateway of the account."""
    for gateway in pages(client, "describe_direct_connect_gateways", "directConnectGateways"):
        yield from pages(
            client,
            "describe_direct_connect_gateway_associations",
            "directConnectGatewayAssociations",
            directConnectGatewayId=gateway["directConnectGatewayId"],
        )


NETWORKS = (
    Kind(
        "resource share",
        _shares,
        "resourceShareArn",
        "CreateResourceShare",
        "resource-share/",
        removal.by_call("delete_resource_share", "resourceShareArn", "resourceShareArn"),
        nothing,
        service="ram",
        tags=_share_tags,
    ),
    Kind(
        "flow log",
        ("describe_flow_logs", "FlowLogs"),
        "FlowLogId",
        "CreateFlowLogs",
        "fl-",
        removal.by_call("delete_flow_logs", "FlowLogIds", "FlowLogId"),
        keys("ResourceId"),
    ),
    Kind(
        "instance",
        ("describe_instances", "Reservations"),
        "InstanceId",
        "RunInstances",
        "i-",
        removal.by_call("terminate_instances", "InstanceIds", "InstanceId"),
    ),
    Kind(
        "NAT gateway",
        ("describe_nat_gateways", "NatGateways"),
        "NatGatewayId",
        "CreateNatGateway",
        "nat-",
        removal.by_call("delete_nat_gateway", "NatGatewayId", "NatGatewayId"),
    ),
    Kind(
        "VPN connection",
        ("describe_vpn_connections", "VpnConnections"),
        "VpnConnectionId",
        "CreateVpnConnection",
        "vpn-",
        removal.by_call("delete_vpn_connection", "VpnConnectionId", "VpnConnectionId"),
        keys("VpnGatewayId", "CustomerGatewayId", "TransitGatewayId"),
    ),
    Kind(
        "Direct Connect gateway association proposal",
        ("describe_direct_connect_gateway_association_proposals", "directConnectGatewayAssociationProposals"),
        "proposalId",
        "CreateDirectConnectGatewayAssociationProposal",
        "",
        removal.by_call("delete_direct_connect_gateway_association_proposal", "proposalId", "proposalId"),
        lambda item: (item["directConnectGatewayId"], item.get("associatedGateway", {}).get("id", "")),
        service="directconnect",
        tags=untagged,
    ),
    Kind(
        "Direct Connect gateway association",
        _gateway_associations,
        "associationId",
        "CreateDirectConnectGatewayAssociation",
        "",
        removal.by_call("delete_direct_connect_gateway_association", "associationId", "associationId"),
        lambda item: (item["directConnectGatewayId"], item.get("associatedGateway", {}).get("id", "")),
        service="directconnect",
        tags=untagged,
    ),
    Kind(
        "Direct Connect gateway",
        ("describe_direct_connect_gateways", "directConnectGateways"),
        "directConnectGatewayId",
        "CreateDirectConnectGateway",
        "",
        removal.by_call("delete_direct_connect_gateway", "directConnectGatewayId", "directConnectGatewayId"),
        nothing,
        service="directconnect",
        tags=tag_readers.of_direct_connect_gateway,
    ),
    Kind(
        "VPN gateway",
        ("describe_vpn_gateways", "VpnGateways"),
        "VpnGatewayId",
        "CreateVpnGateway",
        "vgw-",
        removal.remove_vpn_gateway,
        _attached_to("VpcAttachments"),
    ),
    Kind(
        "customer gateway",
        ("describe_customer_gateways", "CustomerGateways"),
        "CustomerGatewayId",
        "CreateCustomerGateway",
        "cgw-",
        removal.by_call("delete_customer_gateway", "CustomerGatewayId", "CustomerGatewayId"),
        nothing,
    ),
    Kind(
        "VPC peering connection",
        ("describe_vpc_peering_connections", "VpcPeeringConnections"),
        "VpcPeeringConnectionId",
        "CreateVpcPeeringConnection",
        "pcx-",
        removal.by_call("delete_vpc_peering_connection", "VpcPeeringConnectionId", "VpcPeeringConnectionId"),
        _peered,
        _is_refused,
    ),
    Kind(
        "transit gateway peering attachment",
        ("describe_transit_gateway_peering_attachments", "TransitGatewayPeeringAttachments"),
        "TransitGatewayAttachmentId",
        "CreateTransitGatewayPeeringAttachment",
        "tgw-attach-",
        removal.by_call(
            "delete_transit_gateway_peering_attachment", "TransitGatewayAttachmentId", "TransitGatewayAttachmentId"
        ),
        lambda item: tuple(
            item.get(side, {}).get("TransitGatewayId", "") for side in ("RequesterTgwInfo", "AccepterTgwInfo")
        ),
        _is_refused,
    ),
    Kind(
        "transit gateway attachment",
        ("describe_transit_gateway_vpc_attachments", "TransitGatewayVpcAttachments"),
        "TransitGatewayAttachmentId",
        "CreateTransitGatewayVpcAttachment",
        "tgw-attach-",
        removal.by_call(
            "delete_transit_gateway_vpc_attachment", "TransitGatewayAttachmentId", "TransitGatewayAttachmentId"
        ),
        keys("TransitGatewayId", "VpcId"),
        _is_refused,
    ),
    Kind(
        "transit gateway route table",
        ("describe_transit_gateway_route_tables", "TransitGatewayRouteTables"),
        "TransitGatewayRouteTableId",
        "CreateTransitGatewayRouteTable",
        "tgw-rtb-",
        removal.remove_transit_gateway_route_table,
        keys("TransitGatewayId"),
        lambda item: bool(item.get("DefaultAssociationRouteTable") or item.get("DefaultPropagationRouteTable")),
    ),
    Kind(
        "transit gateway",
        ("describe_transit_gateways", "TransitGateways"),
        "TransitGatewayId",
        "CreateTransitGateway",
        "tgw-",
        removal.by_call("delete_transit_gateway", "TransitGatewayId", "TransitGatewayId"),
        nothing,
    ),
    Kind(
        "network interface",
        ("describe_network_interfaces", "NetworkInterfaces"),
        "NetworkInterfaceId",
        "CreateNetworkInterface",
        "eni-",
        removal.by_call("delete_network_interface", "NetworkInterfaceId", "NetworkInterfaceId"),
        is_kept=_is_managed,
    ),
    Kind(
        "Elastic IP address",
        ("describe_addresses", "Addresses"),
        "AllocationId",
        "AllocateAddress",
        "eipalloc-",
        removal.remove_address,
        nothing,
    ),
    Kind(
        "internet gateway",
        ("describe_internet_gateways", "InternetGateways"),
        "InternetGatewayId",
        "CreateInternetGateway",
        "igw-",
        removal.remove_internet_gateway,
        _attached_to("Attachments"),
    ),
    Kind(
        "egress-only internet gateway",
        ("describe_egress_only_internet_gateways", "EgressOnlyInternetGateways"),
        "EgressOnlyInternetGatewayId",
        "CreateEgressOnlyInternetGateway",
        "eigw-",
        removal.by_call(
            "delete_egress_only_internet_gateway", "EgressOnlyInternetGatewayId", "EgressOnlyInternetGatewayId"
        ),
        _attached_to("Attachments"),
    ),
    Kind(
        "route table",
        ("describe_route_tables", "RouteTables"),
        "RouteTableId",
        "CreateRouteTable",
        "rtb-",
        removal.remove_route_table,
        is_kept=_is_main,
    ),
    Kind(
        "security group rule",
        ("describe_security_group_rules", "SecurityGroupRules"),
        "SecurityGroupRuleId",
        "AuthorizeSecurityGroupIngress",
        "sgr-",
        removal.remove_security_group_rule,
        nothing,
    ),
    Kind(
        "security group",
        ("describe_security_groups", "SecurityGroups"),
        "GroupId",
        "CreateSecurityGroup",
        "sg-",
        removal.remove_security_group,
        is_kept=lambda item: item["GroupName"] == "default",
    ),
    Kind(
        "subnet",
        ("describe_subnets", "Subnets"),
        "SubnetId",
        "CreateSubnet",
        "subnet-",
        removal.by_call("delete_subnet", "SubnetId", "SubnetId"),
    ),
    Kind(
        "network ACL",
        ("describe_network_acls", "NetworkAcls"),
        "NetworkAclId",
        "CreateNetworkAcl",
        "acl-",
        removal.by_call("delete_network_acl", "NetworkAclId", "NetworkAclId"),
        is_kept=lambda item: bool(item.get("IsDefault")),
    ),
    Kind(
        "managed prefix list",
        ("describe_managed_prefix_lists", "PrefixLists"),
        "PrefixListId",
        "CreateManagedPrefixList",
        "pl-",
        removal.by_call("delete_managed_prefix_list", "PrefixListId", "PrefixListId"),
        nothing,
        lambda item: item.get("OwnerId") == "AWS",
    ),
    Kind(
        "VPC",
        ("describe_vpcs", "Vpcs"),
        "VpcId",
        "CreateVpc",
        "vpc-",
        removal.by_call("delete_vpc", "VpcId", "VpcId"),
        is_kept=lambda item: bool(item.get("IsDefault")),
    ),
    Kind(
        "DHCP option set",
        ("describe_dhcp_options", "DhcpOptions"),
        "DhcpOptionsId",
        "CreateDhcpOptions",
        "dopt-",
        removal.by_call("delete_dhcp_options", "DhcpOptionsId", "DhcpOptionsId"),
        nothing,
    ),
)
"""Whatever has a network interface before the subnet, and the VPC last."""
