"""AWS's rules on a well-formed spec, which Terraform would meet only in the middle of an apply.

Each rule yields the path of what is wrong, and a message that ends with the action.
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict

from privatelink_generator import hcl
from privatelink_generator.aws import services
from privatelink_generator.aws.networks import without_subnets
from privatelink_generator.aws.partitions import partition
from privatelink_generator.errors import Loc
from privatelink_generator.patterns import policy_preset_rules, policy_presets, policy_rules, quotas
from privatelink_generator.patterns.base import MOST_TAGS
from privatelink_generator.patterns.consumer import (
    client_rules,
    expectations,
    gateway_load_balancer_rules,
    network_acl_rules,
    open_rules,
    service_rules,
)
from privatelink_generator.patterns.consumer.endpoints import Endpoint, GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.pattern import Findings

_ANY_REGION = "us-east-1"
"""Stands for the Region of a spec that names none: private names of a service depend on the partition only."""


def check(spec: ConsumerSpec) -> Findings:
    """Yield every broken rule of the spec."""
    yield from check_endpoints(spec)
    yield from service_rules.conflicts(spec)
    yield from _conflicts(spec)
    yield from _quotas(spec)
    yield from _unused(spec)
    yield from open_rules.check(spec)
    yield from _tag_counts(spec)
    yield from client_rules.check(spec)
    yield from network_acl_rules.check(spec)
    yield from policy_preset_rules.check_perimeter(spec.data_perimeter, spec.preset_policies, ("data_perimeter",))
    yield from expectations.check(spec)
    if spec.name.startswith("sg-"):
        yield ("name",), "a security group's name may not start with 'sg-', and this name becomes its prefix"


def check_endpoints(spec: ConsumerSpec) -> Findings:
    """Yield the broken rules that are about one endpoint, whatever the others are."""
    for name, endpoint in spec.endpoints.items():
        at: Loc = ("endpoints", name)
        yield from _policy(spec, endpoint, at)
        if isinstance(endpoint, GatewayEndpoint):
            yield from _gateway(endpoint, at)
        elif isinstance(endpoint, GatewayLoadBalancerEndpoint):
            yield from gateway_load_balancer_rules.check(spec, endpoint, at)
        else:
            yield from _region(spec, endpoint, at)
            yield from _private_dns(spec, endpoint, at)
            yield from _dns_options(endpoint, at)
            yield from _addresses(spec, endpoint, at)
    yield from service_rules.faults(spec)


def _gateway(endpoint: GatewayEndpoint, at: Loc) -> Findings:
    if "gateway" not in endpoint.amazon.endpoint_types:
        gateways = (name for name, service in services.services().items() if "gateway" in service.endpoint_types)
        having = ", ".join(sorted(gateways))
        yield (
            (*at, "type"),
            f"{endpoint.service} has no gateway endpoint (only {having} have one); write type: interface",
        )


def _region(spec: ConsumerSpec, endpoint: InterfaceEndpoint, at: Loc) -> Findings:
    named, wanted = endpoint.named_region, endpoint.service_region or spec.region
    if spec.region and endpoint.service_region and partition(endpoint.service_region) != partition(spec.region):
        yield (
            (*at, "service_region"),
            (
                f"{endpoint.service_region} is in another partition than {spec.region}, and no endpoint crosses "
                "partitions; write a Region of the same one"
            ),
        )
    elif named and endpoint.service_region and named != endpoint.service_region:
        yield (
            (*at, "service_region"),
            f"service_region is {wanted!r}, but {endpoint.service_name!r} names {named!r}; write that one",
        )
    elif named and wanted and named != wanted:
        yield (
            (*at, "service_name"),
            (
                f"{endpoint.service_name!r} is a service of {named}, and the module is for {wanted}; "
                f"{service_rules.way_to(endpoint.catalogued, named)}"
            ),
        )


def _private_dns(spec: ConsumerSpec, endpoint: InterfaceEndpoint, at: Loc) -> Findings:
    mode, here = endpoint.private_dns_mode, (*at, "private_dns")
    if mode == "after-acceptance" and not endpoint.custom:
        yield here, "AWS accepts connections to its own services at once: write private_dns: true"
    elif mode == "after-acceptance" and endpoint.auto_accept:
        yield here, "auto_accept accepts at once: write private_dns: true, or leave auto_accept out"
    elif mode == "on" and endpoint.amazon and not endpoint.private_names(spec.region or _ANY_REGION):
        yield here, f"{endpoint.service} has no private DNS name; write private_dns: false"
    elif endpoint.is_s3 and mode == "on" and not endpoint.inbound_only and not _is_told(spec.region):
        yield (
            here,
            (
                f"in {spec.region}, the AWS provider can't tell AWS that private DNS is for the whole VPC; write "
                "dns_options: {private_dns_only_for_inbound_resolver_endpoint: true} and add a gateway endpoint"
            ),
        )
    if endpoint.acceptance_required is not None and not endpoint.custom:
        yield (
            (*at, "acceptance_required"),
            "AWS accepts connections to its own services at once; leave acceptance_required out",
        )
    elif endpoint.acceptance_required and mode == "on" and not endpoint.auto_accept:
        yield here, "AWS turns private DNS on after acceptance only: write private_dns: after-acceptance"
    elif endpoint.acceptance_required is False and (mode == "after-acceptance" or endpoint.auto_accept):
        yield (
            (*at, "acceptance_required"),
            "connections wait for nothing (false), and the endpoint waits for acceptance; leave one of them out",
        )
    if endpoint.auto_accept and not endpoint.custom:
        yield (
            (*at, "auto_accept"),
            "only a custom service's connections wait for acceptance; leave auto_accept out",
        )
    elif endpoint.auto_accept and endpoint.service_region:
        yield (
            (*at, "auto_accept"),
            (
                "the AWS provider accepts in the endpoint's own Region only; leave auto_accept out, and accept the "
                "connection where the service is"
            ),
        )


def _is_told(region: str | None) -> bool:
    """Tell whether the AWS provider sends a choice of inbound-only private DNS for S3 in a Region.

    It looks for S3's service name in Regions whose names have three parts (isAmazonS3VPCEndpoint).
    """
    return region is None or region.count("-") == 2


def _dns_options(endpoint: InterfaceEndpoint, at: Loc) -> Findings:
    options = endpoint.dns_options
    if options is None:
        return
    records, addresses = options.dns_record_ip_type, endpoint.ip_address_type
    if records and addresses not in {"dualstack", records}:
        need = "ip_address_type: dualstack" if records == "service-defined" else "addresses of that type"
        yield (
            (*at, "dns_options", "dns_record_ip_type"),
            f"records of type {records} need {need}; ip_address_type is {addresses}",
        )
    if records and endpoint.taken_for_s3:
        yield (
            (*at, "dns_options", "dns_record_ip_type"),
            (
                "with it the AWS provider sends an option of S3's that AWS refuses for this service "
                "(https://github.com/hashicorp/terraform-provider-aws/issues/46102); leave it out"
            ),
        )
    if not options.private_dns_only_for_inbound_resolver_endpoint:
        return
    here = (*at, "dns_options", "private_dns_only_for_inbound_resolver_endpoint")
    known = endpoint.catalogued
    if known is None or not endpoint.has_gateways:
        yield (
            here,
            "only services of this Region with gateway endpoints too (s3, dynamodb) take this option; leave it out",
        )
    elif endpoint.private_dns_mode != "on":
        yield here, "this option is about private DNS: write private_dns: true"


def _addresses(spec: ConsumerSpec, endpoint: InterfaceEndpoint, at: Loc) -> Findings:
    for zone, addresses in endpoint.addresses.items():
        here = (*at, "addresses", zone)
        if spec.region and zone[:-1] != spec.region:
            yield here, f"{zone} is not a zone of {spec.region}, the Region that the module is for"
        if addresses.ipv4 is None and addresses.ipv6 is None:
            yield here, "name an ipv4 or an ipv6 address"
        elif endpoint.ip_address_type == "dualstack" and None in {addresses.ipv4, addresses.ipv6}:
            lacks = "ipv4" if addresses.ipv4 is None else "ipv6"
            yield here, f"ip_address_type is dualstack, and AWS requires an address of each family: add {lacks}"
        if addresses.ipv4 and endpoint.ip_address_type == "ipv6":
            yield (
                (*here, "ipv4"),
                "ip_address_type is ipv6: leave ipv4 out, or write ip_address_type: dualstack",
            )
        if addresses.ipv6 and endpoint.ip_address_type == "ipv4":
            yield (
                (*here, "ipv6"),
                "ip_address_type is ipv4: leave ipv6 out, or write ip_address_type: dualstack",
            )
        if addresses.ipv4 and not ipaddress.IPv4Address(addresses.ipv4).is_private:
            yield (*here, "ipv4"), f"{addresses.ipv4} is not a private address"


def _policy(spec: ConsumerSpec, endpoint: Endpoint, at: Loc) -> Findings:
    if endpoint.policy is None or isinstance(endpoint, GatewayLoadBalancerEndpoint):
        return
    if isinstance(endpoint, InterfaceEndpoint) and endpoint.custom:
        yield (
            (*at, "policy"),
            "AWS supports policies only on endpoints for its own services; leave policy out",
        )
    gateway, service = isinstance(endpoint, GatewayEndpoint), endpoint.known_as
    where = partition(spec.region).name if spec.region else None
    assumes = isinstance(endpoint, InterfaceEndpoint) and endpoint.assume_supported
    statements = (*at, "policy", "statements") if endpoint.preset else (*at, "policy")
    if endpoint.preset:
        yield from policy_preset_rules.check(
            endpoint.preset, (*at, "policy"), service=service, assumes=assumes, partition=where
        )
    yield from policy_rules.check(
        endpoint.statements, statements, service=endpoint.service, gateway=gateway, partition=where
    )
    yield from policy_preset_rules.check_endpoint_owner_keys(
        endpoint.statements, statements, service=service, assumes=assumes
    )
    size = policy_presets.size(endpoint.policy, service, gateway=gateway)
    yield from policy_rules.check_size(size, (*at, "policy"))


def _conflicts(spec: ConsumerSpec) -> Findings:
    yield from _label_conflicts(spec)
    yield from _gateway_conflicts(spec)
    yield from _missing_gateways(spec)
    yield from _name_conflicts(spec)
    families = defaultdict(list)
    for name, interface in spec.interfaces.items():
        families[interface.ip_address_type == "ipv6"].append(name)
    if len(families) == 2:
        yield (
            ("endpoints", families[True][0], "ip_address_type"),
            (
                "AWS requires IPv6-only subnets for ip_address_type: ipv6, and "
                f"{families[False][0]!r} in the same ones needs IPv4; write dualstack, or make two specs"
            ),
        )
    yield from _address_conflicts(spec)
    yield from _zone_conflicts(spec)
    yield from _partial_addresses(spec)
    if reason := without_subnets(spec.fixed):
        yield ("endpoints",), reason


def _missing_gateways(spec: ConsumerSpec) -> Findings:
    """Reject inbound-only private DNS without a gateway endpoint for the service: CreateVpcEndpoint, `DnsOptions`."""
    gateways = {gateway.service for gateway in spec.gateways.values()}
    for name, endpoint in spec.interfaces.items():
        options, known = endpoint.dns_options, endpoint.catalogued
        wanted = options is not None and options.private_dns_only_for_inbound_resolver_endpoint
        if wanted and known and "gateway" in known.endpoint_types and known.name not in gateways:
            yield (
                ("endpoints", name, "dns_options", "private_dns_only_for_inbound_resolver_endpoint"),
                (
                    f"the VPC must have a gateway endpoint for {known.name}: "
                    f"add {{service: {known.name}, type: gateway}} to endpoints"
                ),
            )


def _label_conflicts(spec: ConsumerSpec) -> Findings:
    """Reject names of endpoints that would be one resource: a hyphen becomes an underscore."""
    owners: dict[str, str] = {}
    for name in spec.endpoints:
        label = hcl.label(name)
        owner = owners.setdefault(label, name)
        if owner != name:
            yield (
                ("endpoints", name),
                f"{name!r} and {owner!r} would both be the resource aws_vpc_endpoint.{label}; rename one of them",
            )


def _gateway_conflicts(spec: ConsumerSpec) -> Findings:
    taken: dict[str, str] = {}
    for name, gateway in spec.gateways.items():
        first = taken.setdefault(gateway.service, name)
        if first != name:
            yield (
                ("endpoints", name, "service"),
                (
                    f"{first!r} is already the gateway endpoint for {gateway.service}, and both would want its routes; "
                    "leave one out"
                ),
            )


def _name_conflicts(spec: ConsumerSpec) -> Findings:
    taken: dict[str, str] = {}
    for name, interface in spec.interfaces.items():
        if interface.private_dns_mode == "off":
            continue
        names = _private_names(interface, spec.region or _ANY_REGION)
        first = next((taken[each] for each in names if each in taken), None)
        if first:
            yield (
                ("endpoints", name),
                (
                    f"{first!r} already has private DNS for {interface.service or interface.service_name}, and a VPC "
                    "resolves a name to one endpoint only; write private_dns: false for one of them"
                ),
            )
        for each in names:
            taken.setdefault(each, name)


def _private_names(interface: InterfaceEndpoint, region: str) -> tuple[str, ...]:
    """Return the private DNS names; the service's name stands for names that only AWS knows."""
    if interface.given:
        return ()
    if interface.service_name is None:
        return interface.private_names(region)
    known = interface.catalogued
    return known.private_dns_names(interface.named_region or region) if known else (interface.service_name,)


def _address_conflicts(spec: ConsumerSpec) -> Findings:
    owners: dict[str, str] = {}
    for name, endpoint in spec.interfaces.items():
        for zone, addresses in endpoint.addresses.items():
            for family in ("ipv4", "ipv6"):
                address = getattr(addresses, family)
                owner = owners.setdefault(address, f"{name} in {zone}") if address else ""
                if address and owner != f"{name} in {zone}":
                    yield (
                        ("endpoints", name, "addresses", zone, family),
                        f"{address} is already that of {owner}",
                    )


def _zone_conflicts(spec: ConsumerSpec) -> Findings:
    """Reject zones of two Regions in a spec that names no Region."""
    first: str | None = None
    for name, endpoint in spec.interfaces.items():
        for zone in endpoint.addresses:
            first = first or zone
            if spec.region is None and zone[:-1] != first[:-1]:
                yield (
                    ("endpoints", name, "addresses", zone),
                    f"{zone} and {first} are in different Regions; a module is for one",
                )


def _partial_addresses(spec: ConsumerSpec) -> Findings:
    """Reject an endpoint with fixed addresses in some of the module's subnets only.

    The AWS provider reads the addresses that AWS chose in the others, and every plan would remove them.
    """
    fixed = {name: set(each.addresses) for name, each in spec.interfaces.items() if each.addresses}
    everywhere = set().union(*fixed.values())
    for name, zones in fixed.items():
        if lacking := sorted(everywhere - zones):
            yield (
                ("endpoints", name, "addresses"),
                f"has no address in {', '.join(lacking)}, and the endpoints of a module are in the same zones; add it",
            )


def _unused(spec: ConsumerSpec) -> Findings:
    if spec.gateways and not spec.interfaces and "security_group" in spec.model_fields_set:
        reason = "a security group is for interface endpoints, and the spec has none"
        yield ("security_group",), f"{reason}; leave security_group out"


def _tag_counts(spec: ConsumerSpec) -> Findings:
    for name, endpoint in spec.endpoints.items():
        count = len(spec.tags | endpoint.tags)
        if count > MOST_TAGS:
            yield (
                ("endpoints", name, "tags"),
                f"{count} tags with the module's own; at most {MOST_TAGS} are taken",
            )


def _quotas(spec: ConsumerSpec) -> Findings:
    rules = sum(len(spec.ports(rule)) for rule in spec.security_group.rules)
    yield from quotas.check(
        spec.quotas,
        (
            (("endpoints",), "interface_endpoints_per_vpc", len(spec.interfaces) + len(spec.gateway_load_balancers)),
            (("endpoints",), "gateway_endpoints_per_region", len(spec.gateways)),
            (("security_group", "ingress"), "rules_per_security_group", rules),
            (("security_group", "extra"), "security_groups_per_interface", 1 + len(spec.security_group.extra)),
        ),
    )
