"""The types of resources that can be orphans, in the order in which PrivateLink lets go of them.

An endpoint before the service that it connects to, a service before its load balancer, whatever has a network interface
before the subnet, and the VPC last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from privatelink_harness.orphans import removal
from privatelink_harness.orphans.removal import OVER, Item, state


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of resource.

    Parameters:
        name: AWS's noun.
        lists: boto3's operation, and the key of its answer.
        identity: key of an item's ID or ARN.
        created_by: the API operation that creates one.
        id_prefix: the beginning of an ID or ARN of this type.
        remove: removes an item, or has AWS begin to.
        vpcs: returns the IDs of the VPCs that an item lies in.
        is_kept: whether AWS made the item with its VPC, or another resource has it; it ends with that.
        service: boto3's name.
    """

    name: str
    lists: tuple[str, str]
    identity: str
    created_by: str
    id_prefix: str
    remove: Callable[[Any, Item], object]
    vpcs: Callable[[Item], tuple[str, ...]] = lambda item: (item.get("VpcId", ""),)
    is_kept: Callable[[Item], bool] = lambda _item: False
    service: str = "ec2"

    def items(self, client: Any) -> Iterator[Item]:
        """Yield the resources of this type in an account and Region that AWS is not removing already."""
        operation, key = self.lists
        if client.can_paginate(operation):
            pages = client.get_paginator(operation).paginate()
        else:
            pages = [getattr(client, operation)()]
        for page in pages:
            for item in page[key]:
                for each in item.get("Instances", (item,)):
                    if state(each) not in OVER and not self.is_kept(each):
                        yield each

    @property
    def in_vpcs(self) -> bool:
        """Whether its resources lie in VPCs."""
        return self.vpcs is not no_vpc

    def is_id(self, value: str) -> bool:
        """Return whether an ID or ARN is one of this type's."""
        if value.startswith("arn:"):
            return f":{self.id_prefix}" in value
        # `vpc-cidr-assoc-…` is no VPC's.
        return value.startswith(self.id_prefix) and "-" not in value.removeprefix(self.id_prefix)


def no_vpc(_item: Item) -> tuple[str, ...]:
    """Return no VPC: only the run's calls tell whose it is."""
    return ()


def _attached_to(key: str) -> Callable[[Item], tuple[str, ...]]:
    return lambda item: tuple(each.get("VpcId", "") for each in item.get(key, ()))


def _is_managed(item: Item) -> bool:
    """Return whether a network interface is another resource's, which uses it."""
    return bool(item.get("RequesterManaged")) or item.get("Status") == "in-use"


def _is_main(item: Item) -> bool:
    return any(each.get("Main") for each in item.get("Associations", ()))


def _peered(item: Item) -> tuple[str, ...]:
    return tuple(item.get(side, {}).get("VpcId", "") for side in ("RequesterVpcInfo", "AccepterVpcInfo"))


KINDS = (
    Kind(
        "connection notification",
        ("describe_vpc_endpoint_connection_notifications", "ConnectionNotificationSet"),
        "ConnectionNotificationId",
        "CreateVpcEndpointConnectionNotification",
        "vpce-nfn-",
        removal.by_batch_call(
            "delete_vpc_endpoint_connection_notifications", "ConnectionNotificationIds", "ConnectionNotificationId"
        ),
        no_vpc,
    ),
    Kind(
        "endpoint",
        ("describe_vpc_endpoints", "VpcEndpoints"),
        "VpcEndpointId",
        "CreateVpcEndpoint",
        "vpce-",
        removal.by_batch_call("delete_vpc_endpoints", "VpcEndpointIds", "VpcEndpointId"),
    ),
    Kind(
        "endpoint service",
        ("describe_vpc_endpoint_service_configurations", "ServiceConfigurations"),
        "ServiceId",
        "CreateVpcEndpointServiceConfiguration",
        "vpce-svc-",
        removal.remove_service,
        no_vpc,
    ),
    Kind(
        "Resolver rule association",
        ("list_resolver_rule_associations", "ResolverRuleAssociations"),
        "Id",
        "AssociateResolverRule",
        "rslvr-rrassoc-",
        lambda client, item: client.disassociate_resolver_rule(
            VPCId=item["VPCId"], ResolverRuleId=item["ResolverRuleId"]
        ),
        lambda item: (item["VPCId"],),
        lambda item: item["ResolverRuleId"].startswith("rslvr-autodefined"),
        "route53resolver",
    ),
    Kind(
        "Resolver endpoint",
        ("list_resolver_endpoints", "ResolverEndpoints"),
        "Id",
        "CreateResolverEndpoint",
        "rslvr-",
        removal.by_call("delete_resolver_endpoint", "ResolverEndpointId", "Id"),
        lambda item: (item["HostVPCId"],),
        service="route53resolver",
    ),
    Kind(
        "load balancer",
        ("describe_load_balancers", "LoadBalancers"),
        "LoadBalancerArn",
        "CreateLoadBalancer",
        "loadbalancer/",
        removal.by_call("delete_load_balancer", "LoadBalancerArn", "LoadBalancerArn"),
        service="elbv2",
    ),
    Kind(
        "target group",
        ("describe_target_groups", "TargetGroups"),
        "TargetGroupArn",
        "CreateTargetGroup",
        "targetgroup/",
        removal.by_call("delete_target_group", "TargetGroupArn", "TargetGroupArn"),
        service="elbv2",
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
        "transit gateway attachment",
        ("describe_transit_gateway_vpc_attachments", "TransitGatewayVpcAttachments"),
        "TransitGatewayAttachmentId",
        "CreateTransitGatewayVpcAttachment",
        "tgw-attach-",
        removal.by_call(
            "delete_transit_gateway_vpc_attachment", "TransitGatewayAttachmentId", "TransitGatewayAttachmentId"
        ),
    ),
    Kind(
        "transit gateway",
        ("describe_transit_gateways", "TransitGateways"),
        "TransitGatewayId",
        "CreateTransitGateway",
        "tgw-",
        removal.by_call("delete_transit_gateway", "TransitGatewayId", "TransitGatewayId"),
        no_vpc,
    ),
    Kind(
        "VPC peering connection",
        ("describe_vpc_peering_connections", "VpcPeeringConnections"),
        "VpcPeeringConnectionId",
        "CreateVpcPeeringConnection",
        "pcx-",
        removal.by_call("delete_vpc_peering_connection", "VpcPeeringConnectionId", "VpcPeeringConnectionId"),
        _peered,
        lambda item: state(item) in {"rejected", "expired", "failed"},
    ),
    Kind(
        "VPN connection",
        ("describe_vpn_connections", "VpnConnections"),
        "VpnConnectionId",
        "CreateVpnConnection",
        "vpn-",
        removal.by_call("delete_vpn_connection", "VpnConnectionId", "VpnConnectionId"),
        no_vpc,
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
        no_vpc,
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
        removal.by_call("release_address", "AllocationId", "AllocationId"),
        no_vpc,
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
        "route table",
        ("describe_route_tables", "RouteTables"),
        "RouteTableId",
        "CreateRouteTable",
        "rtb-",
        removal.remove_route_table,
        is_kept=_is_main,
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
        "hosted zone",
        ("list_hosted_zones", "HostedZones"),
        "Id",
        "CreateHostedZone",
        "/hostedzone/",
        removal.remove_hosted_zone,
        no_vpc,
        service="route53",
    ),
    Kind(
        "topic",
        ("list_topics", "Topics"),
        "TopicArn",
        "CreateTopic",
        "",
        removal.by_call("delete_topic", "TopicArn", "TopicArn"),
        no_vpc,
        service="sns",
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
)
"""All types, in the order of their removal."""
