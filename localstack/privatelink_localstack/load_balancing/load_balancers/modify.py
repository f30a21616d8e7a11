"""ModifyLoadBalancerAttributes, ModifyCapacityReservation, SetSubnets, SetSecurityGroups and SetIpAddressType."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import invalid_configuration
from privatelink_localstack.load_balancing.listeners.checks import check_listener_addresses
from privatelink_localstack.load_balancing.load_balancers import arguments, interfaces, placement
from privatelink_localstack.load_balancing.load_balancers.attributes import changed_attributes
from privatelink_localstack.load_balancing.load_balancers.capacity import modify_reservation
from privatelink_localstack.load_balancing.load_balancers.create import check_interface_quota
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer, SetSecurityGroups, SetSubnets


def modify_load_balancer_attributes(context: Context, arn: str, changes: Mapping[str, str]) -> LoadBalancer:
    """Change a load balancer's attributes."""
    load_balancer = get_load_balancer(context.store, arn)
    attributes = changed_attributes(load_balancer.type, load_balancer.attributes, changes)
    return _put(context, replace(load_balancer, attributes=attributes))


def modify_capacity_reservation(context: Context, arn: str, *, units: int | None, reset: bool) -> LoadBalancer:
    """Reserve capacity units for a load balancer, or reset its reservation."""
    load_balancer = get_load_balancer(context.store, arn)
    if load_balancer.type == "gateway":
        raise invalid_configuration("Capacity reservation is not supported for load balancers of type 'gateway'")
    reservation = modify_reservation(load_balancer.reservation, units=units, reset=reset, now=context.now)
    return _put(context, replace(load_balancer, reservation=reservation))


def set_subnets(context: Context, request: SetSubnets) -> LoadBalancer:
    """Replace a load balancer's subnets. The interface of a subnet that stays as it is stays too."""
    current = get_load_balancer(context.store, request.load_balancer_arn)
    mappings = arguments.subnet_mappings(request.subnets, request.subnet_mappings)
    address_type = request.address_type or current.address_type
    subnets = placement.find_subnets(context.network, mappings)
    placement.check_subnets(current.type, subnets)
    placement.check_address_type(current.type, address_type, subnets)
    placement.check_new_subnets(current, subnets, has_endpoints=context.services.have_endpoints(current.arn))
    placement.check_zones_across_regions(subnets, context.services.zones_beside(current.arn))
    wanted = replace(
        current,
        address_type=address_type,
        source_nat_prefix=arguments.source_nat_switch(request.source_nat_prefix, current.source_nat_prefix),
    )
    placement.check_source_nat(wanted, mappings)
    check_listener_addresses(context, wanted)
    check_interface_quota(context, wanted, len(subnets) - len(wanted.zones))
    zones = interfaces.replace_zones(context.network, wanted, list(zip(subnets, mappings, strict=True)))
    return _put(context, replace(wanted, zones=zones))


def set_security_groups(context: Context, request: SetSecurityGroups) -> LoadBalancer:
    """Replace the security groups of a load balancer and of its network interfaces."""
    current = get_load_balancer(context.store, request.load_balancer_arn)
    enforce = arguments.switch(
        request.enforce_private_link,
        "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        current.enforce_private_link,
    )
    placement.check_new_security_groups(current, request.security_groups, request.enforce_private_link)
    placement.check_security_groups(context.network, request.security_groups, current.vpc_id)
    wanted = replace(current, security_groups=request.security_groups, enforce_private_link=enforce)
    zones = interfaces.update_interfaces(context.network, wanted, wanted.zones)
    return _put(context, replace(wanted, zones=zones))


def set_ip_address_type(context: Context, arn: str, address_type: str) -> LoadBalancer:
    """Change a load balancer's address type, and the addresses of its network interfaces."""
    current = get_load_balancer(context.store, arn)
    # Read again: a subnet may have IPv6 addresses only now.
    subnets = [placement.find_subnet(context.network, zone.subnet.id) for zone in current.zones]
    placement.check_address_type(current.type, address_type, subnets)
    wanted = replace(current, address_type=address_type)
    placement.check_source_nat(wanted, ())
    check_listener_addresses(context, wanted)
    zones = [replace(zone, subnet=subnet) for zone, subnet in zip(wanted.zones, subnets, strict=True)]
    return _put(context, replace(wanted, zones=interfaces.update_interfaces(context.network, wanted, zones)))


def _put(context: Context, load_balancer: LoadBalancer) -> LoadBalancer:
    context.store.put_load_balancer(load_balancer)
    return load_balancer
