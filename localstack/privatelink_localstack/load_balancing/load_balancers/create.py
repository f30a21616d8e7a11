"""CreateLoadBalancer.

Everything is checked before anything is created, so that a refusal leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import names, quotas
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.load_balancers import arguments, interfaces, placement
from privatelink_localstack.load_balancing.load_balancers.attributes import initial_attributes
from privatelink_localstack.load_balancing.load_balancers.model import (
    SCHEMES,
    CreateLoadBalancer,
    LoadBalancer,
    SubnetMapping,
)


def create_load_balancer(context: Context, request: CreateLoadBalancer) -> LoadBalancer:
    """Create a load balancer, or return the one of that name if it has the same settings.

    AWS answers `provisioning`, then `active` minutes later; here the next request finds it active.
    """
    wanted = _new(context, request)
    mappings = arguments.subnet_mappings(request.subnets, request.subnet_mappings)
    network = context.network
    subnets = placement.find_subnets(network, mappings)
    placement.check_subnets(wanted.type, subnets)
    placement.check_address_type(wanted.type, wanted.address_type, subnets)
    wanted = replace(wanted, vpc_id=subnets[0].vpc_id)
    placement.check_security_groups(network, wanted.security_groups, wanted.vpc_id)
    load_balancers = context.store.load_balancers()
    existing = next((each for each in load_balancers if each.name == wanted.name), None)
    if existing is not None:
        _check_same(existing, wanted, mappings)
        return existing
    placement.check_source_nat(wanted, mappings)
    if not wanted.internal and wanted.type != "gateway":
        placement.check_internet_gateway(network, wanted.vpc_id)
    quotas.check_load_balancers(
        context.quotas, wanted.type, sum(each.type == wanted.type for each in load_balancers) + 1
    )
    check_interface_quota(context, wanted, len(subnets))
    if wanted.type == "application" and not wanted.security_groups:
        vpc = network.vpc(wanted.vpc_id)
        wanted = replace(wanted, security_groups=(vpc.default_group if vpc else "",))
    zones = interfaces.enable_zones(network, wanted, list(zip(subnets, mappings, strict=True)))
    load_balancer = replace(wanted, zones=zones)
    context.store.put_load_balancer(load_balancer)
    context.store.set_tags(load_balancer.arn, request.tags)
    return replace(load_balancer, state="provisioning")


def check_interface_quota(context: Context, load_balancer: LoadBalancer, added: int) -> None:
    """Reject a network load balancer's new interfaces where its VPC would have too many."""
    if load_balancer.type == "network" and added > 0:
        counts = [
            len(each.zones)
            for each in context.store.load_balancers()
            if each.type == "network" and each.vpc_id == load_balancer.vpc_id
        ]
        quotas.check_interfaces(context.quotas, load_balancer.vpc_id, sum(counts) + added)


def _new(context: Context, request: CreateLoadBalancer) -> LoadBalancer:
    """Return the load balancer of a request, still without a VPC and zones."""
    type_ = arguments.load_balancer_type(request.type)
    arguments.check_arguments(request, type_)
    identifier = names.new_id()
    internal = (request.scheme or SCHEMES[0]) == "internal"
    account, region = context.scope.account, context.scope.region
    return LoadBalancer(
        arn=names.load_balancer_arn(type_, request.name, identifier, account=account, region=region),
        name=request.name,
        type=type_,
        account=account,
        region=region,
        vpc_id="",
        internal=internal,
        dns_name=names.dns_name(type_, request.name, identifier, region=region, internal=internal),
        created=context.now.replace(microsecond=0),
        zones=(),
        security_groups=request.security_groups,
        address_type=request.address_type or "ipv4",
        source_nat_prefix=arguments.source_nat_switch(request.source_nat_prefix, "off"),
        attributes=initial_attributes(type_, internal=internal),
    )


def _check_same(existing: LoadBalancer, wanted: LoadBalancer, mappings: Sequence[SubnetMapping]) -> None:
    """Reject other settings than those of the load balancer that has the name. The message is AWS's."""
    # An application load balancer without security groups in the request has its VPC's default one.
    groups = wanted.security_groups or (existing.security_groups if wanted.type == "application" else ())
    settings = (wanted.type, wanted.internal, wanted.address_type, set(groups), set(mappings))
    if settings != (
        existing.type,
        existing.internal,
        existing.address_type,
        set(existing.security_groups),
        {zone.mapping for zone in existing.zones},
    ):
        raise AwsError(
            "DuplicateLoadBalancerName",
            f"A load balancer with the same name '{wanted.name}' exists, but with different settings",
        )
