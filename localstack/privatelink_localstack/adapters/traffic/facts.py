"""What the data plane's state follows from, out of the emulation and moto, of all accounts and Regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends

from localstack import config
from privatelink_localstack.adapters import on_premises, route53
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.adapters.ec2.vpn.context import known_store
from privatelink_localstack.adapters.ec2.vpn.propagation import propagated
from privatelink_localstack.adapters.elbv2.store import MotoElbStore
from privatelink_localstack.adapters.names import sources
from privatelink_localstack.adapters.traffic import transit
from privatelink_localstack.adapters.traffic.certificates import certificates, ciphers
from privatelink_localstack.adapters.traffic.web_listeners import web_listeners
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.function_interfaces.plane import TYPE
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.target_groups.attributes import DEREGISTRATION_DELAY
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import Target
from privatelink_localstack.peering.model import ACTIVE
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import DELETED, FAILED
from privatelink_localstack.privatelink.names import endpoint_names
from privatelink_localstack.privatelink.services.catalogue import services_in
from privatelink_localstack.privatelink.services.service_view import GATEWAY
from privatelink_localstack.resolver.model import OPERATIONAL, UPDATING
from privatelink_localstack.traffic.facts import (
    Facts,
    GroupFacts,
    InterfaceFacts,
    PublicService,
    RuleFacts,
    SubnetFacts,
    TargetGroupFacts,
    VpcFacts,
)

_TARGETS = (
    *("gateway", "nat_gateway", "egress_only_igw", "transit_gateway", "vpc_pcx", "interface", "instance"),
    "carrier_gateway",
)
"""Moto's names of what a route may lead to."""
_GLOBAL = {("s3", "us-east-1"): ("s3.amazonaws.com", "*.s3.amazonaws.com")}
"""Names without a Region, which boto3 asks for there (S3 guide, "Virtual hosting of buckets", "Legacy endpoints")."""


def facts(emulation: Emulation) -> Facts:
    """Return all records that matter. The caller holds the lock.

    A VPC without network interfaces and peering connections is left out: nobody is in it, and moto has one in every
    Region of every account.
    """
    endpoints = tuple(each for each in emulation.privatelink.store.endpoints.values() if _answers(each))
    peered = {side.vpc_id: side.scope for own in emulation.peerings.all() if own.state == ACTIVE for side in own.sides}
    networks = [
        network_of(scope)
        for scope in _scopes(ec2_backends)
        if scope in peered.values() or ec2_backends[scope.account][scope.region].enis
    ]
    interfaces = [(network, own) for network in networks for own in list(network.backend.enis.values())]
    vpcs = {key: network_of(scope) for key, scope in peered.items()}
    vpcs |= {str(own.subnet.vpc_id): network for network, own in interfaces if _is_there(own)}
    prefix_lists = {key: cidrs for network in networks for key, cidrs in _prefix_lists(network)}
    stores = [MotoElbStore(scope) for scope in _scopes(elbv2_backends)]
    balancers = tuple(each for store in stores for each in store.load_balancers() if each.type != "gateway")
    listeners = tuple(each for store in stores for lb in store.load_balancers() for each in store.listeners(lb.arn))
    webs = tuple(
        each
        for store in stores
        for lb in store.load_balancers()
        if lb.type == "application"
        for each in web_listeners(store, lb.arn)
    )
    return Facts(
        vpcs=tuple(each for key, network in vpcs.items() if (each := _vpc(emulation, network, key))),
        subnets=tuple(each for key, network in vpcs.items() for each in _subnets(emulation, network, key)),
        interfaces=tuple(_interface(own) for _, own in interfaces if _is_there(own)),
        groups=tuple(
            _group(each) for key, network in vpcs.items() for each in list(network.backend.groups.get(key, {}).values())
        ),
        prefix_lists=prefix_lists,
        public_names={**route53.public_records(), **dict(_public_names(endpoints, balancers))},
        endpoints=endpoints,
        gateways=tuple(each for each in emulation.privatelink.store.endpoints.values() if each.type == GATEWAY),
        public_services=tuple(
            {each.prefix_list: each for network in networks for each in _public_services(network)}.values()
        ),
        services=tuple(emulation.privatelink.store.services.values()),
        load_balancers=balancers,
        listeners=listeners,
        web_listeners=webs,
        certificates=dict(certificates((*listeners, *webs))),
        ciphers=ciphers((*listeners, *webs)),
        target_groups=tuple(
            _target_group(emulation, store, each) for store in stores for each in store.target_groups()
        ),
        durations=dict(emulation.settings.durations),
        edge=int(config.GATEWAY_LISTEN[0].port),
        acls=tuple(each for network in networks for each in transit.acls(network)),
        links=(*transit.peering_links(emulation.peerings), *transit.transit_links(emulation.transit_gateways)),
        hubs=tuple(transit.hubs(emulation.transit_gateways, prefix_lists)),
        on_premises=on_premises.facts(emulation),
        resolver_endpoints=tuple(
            each for each in emulation.resolver.endpoints.values() if each.status in {OPERATIONAL, UPDATING}
        ),
    )


def _scopes(backends: Any) -> list[Scope]:
    return [Scope(str(account), str(region)) for account, own in list(backends.items()) for region in list(own)]


def _answers(endpoint: Endpoint) -> bool:
    return endpoint.type == "Interface" and endpoint.state not in {DELETED, FAILED}


def _is_there(interface: Any) -> bool:
    """Return whether somebody may be behind an interface: its instance, if it has one, is not terminated."""
    return interface.instance is None or interface.instance.state != "terminated"


def _vpc(emulation: Emulation, network: MotoNetwork, key: str) -> VpcFacts | None:
    vpc = network.vpc(key)
    if vpc is None:
        return None
    return VpcFacts(key, vpc.cidrs, vpc.dns_support, tuple(sources(emulation, vpc, network.backend.region_name)))


def _subnets(emulation: Emulation, network: MotoNetwork, vpc: str) -> Iterator[SubnetFacts]:
    tables = [each for each in list(network.backend.route_tables.values()) if each.vpc_id == vpc]
    of_subnets = {subnet: table for table in tables for subnet in table.associations.values()}
    acls = transit.acls_of_subnets(network)
    main = next((each for each in tables if each.main_association_id), None)
    routes = {str(each.id): tuple(_all_routes(emulation, network, each)) for each in tables}
    for zone in list(network.backend.subnets.values()):
        for key, subnet in list(zone.items()):
            if subnet.vpc_id == vpc:
                table = of_subnets.get(key, main)
                zone_id, own = str(subnet.availability_zone_id), routes[str(table.id)] if table else ()
                yield SubnetFacts(str(key), vpc, zone_id, own, _cidrs(subnet), acls.get(str(key)))


def _cidrs(subnet: Any) -> tuple[str, ...]:
    """Return a subnet's blocks of both families, as far as it has them."""
    ipv6 = [each["ipv6CidrBlock"] for each in subnet.ipv6_cidr_block_associations.values()]
    return tuple(str(each) for each in (subnet.cidr_block, *ipv6) if each)


def _all_routes(emulation: Emulation, network: MotoNetwork, table: Any) -> Iterator[tuple[str, str]]:
    own = tuple(_routes(table))
    yield from own
    if (store := known_store(network)) is not None:
        yield from propagated(emulation, store, str(table.id), {destination for destination, _ in own})


def _routes(table: Any) -> Iterator[tuple[str, str]]:
    for route in list(table.routes.values()):
        lists = route.destination_prefix_list
        destination = route.destination_cidr_block or route.destination_ipv6_cidr_block or (lists and lists.id)
        target = next((own.id for name in _TARGETS if (own := getattr(route, name)) is not None), route.vpc_endpoint_id)
        if destination and target and not route.local:
            yield str(destination), str(target)


def _interface(interface: Any) -> InterfaceFacts:
    ipv4 = [str(each["PrivateIpAddress"]) for each in interface.private_ip_addresses]
    ordered = sorted(ipv4, key=lambda each: each != interface.private_ip_address)
    groups = sorted(str(each.id) for each in interface.group_set)
    addresses = (*ordered, *map(_plain_address, interface.ipv6_addresses))
    return InterfaceFacts(
        str(interface.id),
        str(interface.subnet.vpc_id),
        str(interface.subnet.id),
        addresses,
        tuple(groups),
        workload=interface.interface_type == TYPE,
    )


def _plain_address(given: Any) -> str:
    """Return an IPv6 address, which moto keeps as a text or as the API has it."""
    return str(given["Ipv6Address"] if isinstance(given, dict) else given)


def _group(group: Any) -> GroupFacts:
    return GroupFacts(str(group.id), _rules(group.ingress_rules), _rules(group.egress_rules))


def _rules(rules: Iterable[Any]) -> tuple[RuleFacts, ...]:
    return tuple(each for rule in list(rules) for each in _peers(rule))


def _peers(rule: Any) -> Iterator[RuleFacts]:
    ports = None if rule.from_port is None else (int(rule.from_port), int(rule.to_port))
    if cidr := rule.ip_range.get("CidrIp") or rule.ip_range.get("CidrIpv6"):
        yield RuleFacts(str(rule.ip_protocol), ports, cidr=str(cidr))
    if group := rule.source_group.get("GroupId"):
        yield RuleFacts(str(rule.ip_protocol), ports, group=str(group))
    if rule.prefix_list_id:
        yield RuleFacts(str(rule.ip_protocol), ports, prefix_list=str(rule.prefix_list_id))


def _prefix_lists(network: MotoNetwork) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key in list(network.backend.managed_prefix_lists):
        found = network.prefix_list_of_id(key)
        if found is not None:
            yield str(key), found[1]


def _public_services(network: MotoNetwork) -> Iterator[PublicService]:
    """Yield the services of a Region that gateway endpoints lead to, and whose names the internet knows."""
    region = str(network.backend.region_name)
    services = services_in(region)
    for found in network.prefix_lists():
        own = services.get(found.name)
        first = next((each for each in map(ip_network, found.cidrs) if each.version == 4), None)
        if own is not None and first is not None:
            label = own.name.rpartition(".")[2]
            names = own.private_names or (f"{label}.{region}.{partition_of(region).dns_suffix}",)
            names += _GLOBAL.get((label, region), ())
            yield PublicService(own.name, found.id, str(first[1 if first.num_addresses > 1 else 0]), names)


def _public_names(
    endpoints: Iterable[Endpoint], balancers: Iterable[LoadBalancer]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the names of endpoints and internal load balancers, zonal ones too, which the internet knows."""
    for endpoint in endpoints:
        zones = tuple(each.zone for each in endpoint.interfaces)
        names = endpoint_names(endpoint.id, endpoint.suffix, endpoint.base_name, zones, wildcard=endpoint.wildcard)
        of_zones = [tuple(one for one in (each.ipv4, each.ipv6) if one) for each in endpoint.interfaces]
        values = [tuple(address for own in of_zones for address in own), *of_zones]
        yield from zip(names, values[: len(names)], strict=True)
    for balancer in balancers:
        if balancer.internal:
            name = balancer.dns_name.lower()
            yield name, tuple(address for zone in balancer.zones for address in zone.addresses)
            yield from ((f"{each.subnet.zone}.{name}", tuple(each.addresses)) for each in balancer.zones)


def _target_group(emulation: Emulation, store: MotoElbStore, group: TargetGroup) -> TargetGroupFacts:
    network, delay = network_of(store.scope), int(group.attributes.get(DEREGISTRATION_DELAY, "0"))
    registered, now = store.registered(group.arn), emulation.timer()
    second = emulation.settings.durations["traffic.second"]
    draining = [
        each.target
        for key, each in store.deregistered(group.arn).items()
        if key not in registered and now - each.deregistered < delay * second
    ]
    zones = dict(network.zones()) if registered or draining else {}
    return TargetGroupFacts(
        group,
        tuple(each for target in registered.values() for each in _located(store, network, target, zones)),
        tuple(each for target in draining for each in _located(store, network, target, zones)),
    )


def _located(store: MotoElbStore, network: MotoNetwork, target: Target, zones: dict[str, str]) -> Iterator[Target]:
    """Yield a target by its address: an instance's own, or all of a load balancer's."""
    balancer = store.find_load_balancer(target.id)
    if balancer is not None:
        for zone in balancer.zones:
            yield replace(target, id=zone.private_address, zone=zones.get(zone.subnet.zone))
        return
    instance = network.backend.get_instance_by_id(target.id) if target.id.startswith("i-") else None
    address = str(instance.private_ip) if instance is not None else target.id
    yield replace(target, id=address, zone=zones.get(target.zone or ""))
