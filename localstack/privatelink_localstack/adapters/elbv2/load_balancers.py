"""Handlers of load balancers, of every type. Each is named after its operation."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import requests, responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing.load_balancers import create, delete, describe, modify


def create_load_balancer(call: Call) -> Response:
    """Create a load balancer."""
    created = create.create_load_balancer(context_of(call), requests.create_load_balancer(call.request))
    return {"LoadBalancers": [responses.load_balancer(created)]}


def describe_load_balancers(call: Call) -> Response:
    """List load balancers."""
    described = describe.describe_load_balancers(
        context_of(call).store,
        requests.strings(call.request, "LoadBalancerArns"),
        requests.strings(call.request, "Names"),
    )
    return responses.page_of(
        "LoadBalancers",
        described,
        responses.load_balancer,
        key=lambda load_balancer: load_balancer.arn,
        request=call.request,
    )


def delete_load_balancer(call: Call) -> Response:
    """Delete a load balancer."""
    delete.delete_load_balancer(context_of(call), call.request["LoadBalancerArn"])
    return {}


def describe_load_balancer_attributes(call: Call) -> Response:
    """Show a load balancer's attributes."""
    load_balancer = describe.get_load_balancer(context_of(call).store, call.request["LoadBalancerArn"])
    return responses.attributes(load_balancer.attributes)


def modify_load_balancer_attributes(call: Call) -> Response:
    """Change a load balancer's attributes."""
    changed = modify.modify_load_balancer_attributes(
        context_of(call),
        call.request["LoadBalancerArn"],
        requests.attributes(call.request, repeated=requests.REPEATED_KEY),
    )
    return responses.attributes(changed.attributes)


def set_subnets(call: Call) -> Response:
    """Replace a load balancer's subnets."""
    changed = modify.set_subnets(context_of(call), requests.set_subnets(call.request))
    return {
        "AvailabilityZones": responses.zones(changed),
        "IpAddressType": changed.address_type,
        "EnablePrefixForIpv6SourceNat": changed.source_nat_prefix,
    }


def set_security_groups(call: Call) -> Response:
    """Replace a load balancer's security groups."""
    changed = modify.set_security_groups(context_of(call), requests.set_security_groups(call.request))
    return {"SecurityGroupIds": list(changed.security_groups), **responses.enforcement(changed)}


def set_ip_address_type(call: Call) -> Response:
    """Change a load balancer's address type."""
    changed = modify.set_ip_address_type(
        context_of(call), call.request["LoadBalancerArn"], call.request["IpAddressType"]
    )
    return {"IpAddressType": changed.address_type}
