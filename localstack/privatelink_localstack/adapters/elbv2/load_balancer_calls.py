"""The calls about load balancers, of every type."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.adapters.elbv2 import listener_calls
from privatelink_localstack.adapters.elbv2.call import Answer, Call
from privatelink_localstack.adapters.elbv2.interfaces import Interfaces
from privatelink_localstack.adapters.elbv2.store import change
from privatelink_localstack.adapters.elbv2.zones import open_zones, replace_zones
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import page
from privatelink_localstack.load_balancing import attributes, names, quotas, tags
from privatelink_localstack.load_balancing.errors import (
    conflict,
    in_use,
    invalid,
    load_balancers_not_found,
    not_in,
    not_permitted,
    unsupported,
)
from privatelink_localstack.load_balancing.load_balancers import model
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer, Mapped, Zone
from privatelink_localstack.privatelink.endpoints.model import LIVE
from privatelink_localstack.wiring import plane, services_using

SCHEMES = ("internet-facing", "internal")
MOST_DESCRIBED = 20
"""Load balancers that a call names."""


def create(call: Call) -> Answer:
    """CreateLoadBalancer."""
    wanted, mappings = _read(call)
    given = tags.merge({}, tags.read(call.request.get("Tags") or []))
    network = call.network
    subnets = [network.subnet(mapped.subnet) for mapped in mappings]
    model.check_subnets(wanted.type, subnets)
    model.check_address_type(wanted.type, wanted.address_type, subnets)
    vpc = subnets[0].vpc_id
    network.check_groups(wanted.security_groups, vpc)
    existing = next((each for each in call.store.load_balancers() if each.name == wanted.name), None)
    if existing is not None:
        _check_same(existing, wanted, mappings)
        return {"LoadBalancers": [show(existing)]}
    model.check_source_nat(wanted, mappings)
    if not wanted.internal and wanted.type != "gateway":
        network.check_gateway(vpc)
    _check_quotas(call, wanted, vpc, len(subnets))
    if wanted.type == "application" and not wanted.security_groups:
        wanted = replace(wanted, security_groups=(network.default_group(vpc),))
    made = replace(wanted, vpc=vpc, zones=open_zones(network, wanted, list(zip(subnets, mappings, strict=True))))
    call.store.put_load_balancer(made)
    call.store.set_tags(made.arn, given)
    return {"LoadBalancers": [show(made, state="provisioning")]}


def describe(call: Call) -> Answer:
    """DescribeLoadBalancers."""
    arns, wanted = call.request.get("LoadBalancerArns") or [], call.request.get("Names") or []
    if arns and wanted:
        raise invalid("Load balancer names and load balancer ARNs cannot be specified at the same time")
    asked = len(arns or wanted)
    if asked > MOST_DESCRIBED:
        raise invalid(f"Up to {MOST_DESCRIBED} load balancers can be described at a time, but {asked} were specified")
    for arn in arns:
        names.check_arn(arn, "loadbalancer")
    found = call.store.load_balancers()
    if arns or wanted:
        by_key = {each.arn if arns else each.name: each for each in found}
        missing = [key for key in (arns or wanted) if key not in by_key]
        if missing:
            raise load_balancers_not_found(missing)
        found = [by_key[key] for key in dict.fromkeys(arns or wanted)]
    shown, marker = page(
        found, lambda each: each.arn, marker=call.request.get("Marker"), size=call.request.get("PageSize")
    )
    answer: dict[str, Any] = {"LoadBalancers": [show(each) for each in shown]}
    return {**answer, "NextMarker": marker} if marker else answer


def delete(call: Call) -> Answer:
    """DeleteLoadBalancer. One that is not there is deleted already."""
    arn = call.request["LoadBalancerArn"]
    names.check_arn(arn, "loadbalancer")
    found = call.store.find_load_balancer(arn)
    if found is None:
        return {}
    if found.attributes["deletion_protection.enabled"] == "true":
        raise not_permitted(f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled")
    if services_using(arn) or call.store.is_target(arn):
        raise in_use(f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service")
    standing = Interfaces(call.network, found)
    for zone in found.zones:
        standing.close(zone)
    call.store.drop_load_balancer(arn)
    return {}


def describe_attributes(call: Call) -> Answer:
    """DescribeLoadBalancerAttributes."""
    return {"Attributes": attributes.shown(call.store.load_balancer(call.request["LoadBalancerArn"]).attributes)}


def modify_attributes(call: Call) -> Answer:
    """ModifyLoadBalancerAttributes."""
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    changes = attributes.read(call.request["Attributes"])
    changed = attributes.set_on_load_balancer(found.type, found.attributes, changes)
    return {"Attributes": attributes.shown(change(found, attributes=changed).attributes)}


def set_subnets(call: Call) -> Answer:
    """SetSubnets. The interface of a subnet that stays as it is stays too."""
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    mappings = model.read_mappings(call.request)
    address_type = call.request.get("IpAddressType") or found.address_type
    network = call.network
    subnets = [network.subnet(mapped.subnet) for mapped in mappings]
    model.check_subnets(found.type, subnets)
    model.check_address_type(found.type, address_type, subnets)
    model.check_replaced(found, subnets, has_endpoints=_has_endpoints(found))
    prefix = model.read_switch(
        call.request.get("EnablePrefixForIpv6SourceNat"), "enablePrefixForIpv6SourceNat", found.source_nat_prefix
    )
    found = replace(found, address_type=address_type, source_nat_prefix=prefix)
    model.check_source_nat(found, mappings)
    listener_calls.check_addresses(call, found)
    _check_interfaces(call, found.vpc, len(subnets) - len(found.zones), found.type)
    zones = replace_zones(network, found, list(zip(subnets, mappings, strict=True)))
    changed = change(found, zones=zones)
    return {
        "AvailabilityZones": _show_zones(changed),
        "IpAddressType": changed.address_type,
        "EnablePrefixForIpv6SourceNat": changed.source_nat_prefix,
    }


def set_security_groups(call: Call) -> Answer:
    """SetSecurityGroups."""
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    groups = tuple(dict.fromkeys(call.request.get("SecurityGroups") or []))
    parameter = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
    asked = call.request.get("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    enforce = model.read_switch(asked, parameter, found.enforce_private_link)
    model.check_new_groups(found, groups, asked)
    network = call.network
    network.check_groups(groups, found.vpc)
    found = replace(found, security_groups=groups, enforce_private_link=enforce)
    changed = change(found, zones=Interfaces(network, found).settle(found.zones))
    answer: dict[str, Any] = {"SecurityGroupIds": list(changed.security_groups)}
    if changed.type == "network" and groups:
        answer["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = enforce
    return answer


def set_ip_address_type(call: Call) -> Answer:
    """SetIpAddressType."""
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    network = call.network
    address_type = call.request["IpAddressType"]
    subnets = [network.subnet(zone.subnet.id) for zone in found.zones]
    model.check_address_type(found.type, address_type, subnets)
    found = replace(found, address_type=address_type)
    model.check_source_nat(found, ())
    listener_calls.check_addresses(call, found)
    zones = [replace(zone, subnet=subnet) for zone, subnet in zip(found.zones, subnets, strict=True)]
    change(found, zones=Interfaces(network, found).settle(zones))
    return {"IpAddressType": address_type}


def show(found: LoadBalancer, *, state: str = "active") -> Answer:
    """Give a load balancer in the API's form."""
    shown: dict[str, Any] = {
        "LoadBalancerArn": found.arn,
        "CreatedTime": found.created,
        "LoadBalancerName": found.name,
        "VpcId": found.vpc,
        "State": {"Code": state},
        "Type": found.type,
        "AvailabilityZones": _show_zones(found),
        "IpAddressType": found.address_type,
    }
    if found.type != "gateway":
        shown["DNSName"] = found.dns_name
        shown["CanonicalHostedZoneId"] = names.hosted_zone(found.type, found.region)
        shown["Scheme"] = SCHEMES[found.internal]
        shown["SecurityGroups"] = list(found.security_groups)
    if found.type == "network":
        shown["EnablePrefixForIpv6SourceNat"] = found.source_nat_prefix
        if found.security_groups:
            shown["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = found.enforce_private_link
    return shown


def _read(call: Call) -> tuple[LoadBalancer, list[Mapped]]:
    """Read CreateLoadBalancer's request: a load balancer that has no place yet, and where it is wanted."""
    request = call.request
    name, kind = request["Name"], model.read_type(request.get("Type"))
    names.check_name(name, "Load balancer")
    scheme = request.get("Scheme") or SCHEMES[0]
    if scheme not in SCHEMES:
        raise not_in(scheme, "scheme", SCHEMES)
    for member in ("IpamPools", "CustomerOwnedIpv4Pool"):
        if request.get(member):
            raise unsupported(f"CreateLoadBalancer with {member}")
    groups = tuple(dict.fromkeys(request.get("SecurityGroups") or []))
    if kind == "gateway" and (groups or request.get("Scheme")):
        raise conflict("Security groups and a scheme cannot be specified for load balancers with type 'gateway'")
    identifier = secrets.token_hex(8)
    internal = scheme == "internal"
    wanted = LoadBalancer(
        arn=names.load_balancer_arn(kind, name, identifier, account=call.account, region=call.region),
        name=name,
        type=kind,
        account=call.account,
        region=call.region,
        vpc="",
        internal=internal,
        dns_name=names.dns_name(kind, name, identifier, region=call.region, internal=internal),
        created=datetime.now(UTC).replace(microsecond=0),
        zones=(),
        security_groups=groups,
        address_type=request.get("IpAddressType") or "ipv4",
        source_nat_prefix=model.read_switch(
            request.get("EnablePrefixForIpv6SourceNat"), "enablePrefixForIpv6SourceNat", "off"
        ),
        attributes=attributes.of_load_balancer(kind, internal=internal),
    )
    return wanted, model.read_mappings(request)


def _check_same(existing: LoadBalancer, wanted: LoadBalancer, mappings: Sequence[Mapped]) -> None:
    """Check that a load balancer that is there is the one that is wanted."""
    groups = wanted.security_groups or (existing.security_groups if wanted.type == "application" else ())
    one = (existing.type, existing.internal, existing.address_type, set(existing.security_groups))
    other = (wanted.type, wanted.internal, wanted.address_type, set(groups))
    if one != other or {zone.mapped for zone in existing.zones} != set(mappings):
        raise AwsError(
            "DuplicateLoadBalancerName",
            f"A load balancer with the same name '{wanted.name}' exists, but with different settings",
        )


def _has_endpoints(found: LoadBalancer) -> bool:
    """Whether VPC endpoints are connected to a load balancer, or ask to be."""
    endpoints = (each for service in services_using(found.arn) for each in plane().store.endpoints_of(service))
    return any(each.state in LIVE for each in endpoints)


def _check_quotas(call: Call, wanted: LoadBalancer, vpc: str, zones: int) -> None:
    every = call.store.load_balancers()
    quotas.check_load_balancers(plane().quotas, wanted.type, sum(each.type == wanted.type for each in every) + 1)
    _check_interfaces(call, vpc, zones, wanted.type)


def _check_interfaces(call: Call, vpc: str, added: int, kind: names.LoadBalancerType) -> None:
    """Check how many interfaces a VPC has, if a network load balancer gets some there."""
    if kind == "network" and added > 0:
        others = [each for each in call.store.load_balancers() if each.type == kind and each.vpc == vpc]
        quotas.check_interfaces(plane().quotas, vpc, sum(len(each.zones) for each in others) + added)


def _show_zones(found: LoadBalancer) -> list[Answer]:
    return [
        {
            "ZoneName": zone.subnet.zone,
            "SubnetId": zone.subnet.id,
            "LoadBalancerAddresses": _show_addresses(zone),
            **({"SourceNatIpv6Prefixes": [zone.source_nat_prefix]} if zone.source_nat_prefix else {}),
        }
        for zone in found.zones
    ]


def _show_addresses(zone: Zone) -> list[Answer]:
    """AWS shows the addresses that were chosen, and no others."""
    shown = {
        "IpAddress": zone.public_address,
        "AllocationId": zone.mapped.allocation,
        "PrivateIPv4Address": zone.mapped.private_address,
        "IPv6Address": zone.mapped.ipv6_address,
    }
    chosen = {key: value for key, value in shown.items() if value}
    return [chosen] if chosen else []
