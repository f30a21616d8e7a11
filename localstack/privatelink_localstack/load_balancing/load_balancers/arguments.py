"""Which values the members of a request may have, and which belong to which load balancer type."""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_localstack.load_balancing.errors import (
    invalid_configuration,
    not_emulated,
    not_in_enumeration,
    validation_error,
)
from privatelink_localstack.load_balancing.load_balancers.model import (
    SCHEMES,
    CreateLoadBalancer,
    SubnetMapping,
    Switch,
)
from privatelink_localstack.load_balancing.names import ARN_TYPES, LoadBalancerType, check_load_balancer_name


def check_arguments(request: CreateLoadBalancer, type_: LoadBalancerType) -> None:
    """Reject names and schemes that AWS does not accept, and members that are not emulated.

    Source of the messages: deployments (`errors`).
    """
    check_load_balancer_name(request.name)
    if request.scheme and request.scheme not in SCHEMES:
        raise not_in_enumeration(request.scheme, "scheme", SCHEMES)
    for member in request.unsupported:
        raise not_emulated(f"CreateLoadBalancer with {member}")
    if type_ == "gateway":
        members = ((bool(request.scheme), "Scheme is"), (bool(request.security_groups), "Security Groups are"))
        for is_present, words in members:
            if is_present:
                raise invalid_configuration(f"{words} not supported for Gateway Load Balancers.")


def load_balancer_type(value: str | None) -> LoadBalancerType:
    """Return the load balancer type of a request. The default is `application`."""
    match value or "application":
        case "application" | "network" | "gateway" as type_:
            return type_
    raise not_in_enumeration(value, "type", ARN_TYPES)


def switch(value: str | None, parameter: str, default: Switch) -> Switch:
    """Return a member that is `on` or `off`."""
    match value:
        case None | "":
            return default
        case "on" | "off" as setting:
            return setting
    raise not_in_enumeration(value, parameter, ("on", "off"))


def source_nat_switch(value: str | None, default: Switch) -> Switch:
    """Return whether a request turns prefixes for source NAT on."""
    return switch(value, "enablePrefixForIpv6SourceNat", default)


def subnet_mappings(subnets: Sequence[str], mappings: Sequence[SubnetMapping]) -> tuple[SubnetMapping, ...]:
    """Return the subnets of a request as mappings; a request has subnet IDs or mappings."""
    if bool(subnets) == bool(mappings):
        raise validation_error("You must specify either subnets or subnet mappings")
    return tuple(mappings) or tuple(SubnetMapping(subnet_id) for subnet_id in subnets)
