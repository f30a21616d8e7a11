"""The data plane's state, from records of all accounts and Regions: their IDs are unique."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_localstack.dataplane.state.model import Endpoint, Listener, Service, State
from privatelink_localstack.privatelink.endpoints.model import Endpoint as EndpointRecord
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.traffic import aws_services, balancing, network, on_premises
from privatelink_localstack.traffic.facts import Facts, InterfaceFacts
from privatelink_localstack.traffic.gateways import gateways
from privatelink_localstack.traffic.web_listeners import web_listener

type Groups = tuple[str, ...] | None


def state(facts: Facts) -> State:
    """Return the state that follows from all records."""
    cidrs = {each.id: each.cidrs for each in facts.vpcs}
    exceptions = _exceptions(facts)
    own_gateways = tuple(gateways(facts))
    hubs = {each.id: network.hub(each) for each in facts.hubs}
    outside = on_premises.joined(facts.on_premises, hubs)
    return State(
        vpcs={each.id: network.vpc(each) for each in facts.vpcs} | dict(outside.vpcs),
        subnets={
            each.id: network.subnet(each, cidrs[each.vpc], facts.prefix_lists)
            for each in facts.subnets
            if each.vpc in cidrs
        }
        | dict(outside.subnets),
        interfaces={each.id: network.interface(each, _groups(each, exceptions)) for each in facts.interfaces}
        | {each.interface.id: each.interface for each in own_gateways},
        groups={each.id: network.security_group(each) for each in facts.groups}
        | {each.group.id: each.group for each in own_gateways},
        prefix_lists={key: network.prefix_list(key, each) for key, each in facts.prefix_lists.items()},
        public_names={**facts.public_names, **dict(_public_names(facts))},
        endpoints={each.id: _endpoint(each, each.service_id) for each in facts.endpoints if each.service_id},
        aws_endpoints={
            each.id: aws_services.endpoint(each, facts.edge, facts.durations)
            for each in facts.endpoints
            if not each.service_id
        }
        | {each.endpoint.id: each.endpoint for each in own_gateways},
        services={each.id: Service(each.id, each.load_balancers) for each in facts.services},
        balancers={each.arn: balancing.load_balancer(each) for each in facts.load_balancers},
        listeners={
            each.arn: balancing.listener(each, facts.durations, facts.certificates, facts.ciphers)
            for each in facts.listeners
        }
        | {each.id: each for each in _web_listeners(facts)},
        target_groups={each.group.arn: balancing.target_group(each, facts.durations) for each in facts.target_groups},
        acls={each.id: network.acl(each) for each in facts.acls},
        links={each.id: network.link(each) for each in facts.links} | dict(outside.links),
        hubs=hubs | dict(outside.hubs),
        resolver_endpoints={each.id: network.resolver_endpoint(each) for each in facts.resolver_endpoints},
    )


def _web_listeners(facts: Facts) -> Iterator[Listener]:
    attributes = {each.arn: each.attributes for each in facts.load_balancers}
    for each in facts.web_listeners:
        own = attributes.get(each.load_balancer_arn, {})
        yield web_listener(each, own, facts.durations, facts.certificates, facts.ciphers)


def _endpoint(record: EndpointRecord, service: str) -> Endpoint:
    interfaces = tuple(each.id for each in record.interfaces)
    return Endpoint(record.id, record.vpc_id, interfaces, service, record.state)


def _public_names(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    for service in facts.public_services:
        yield from ((name, (service.address,)) for name in service.names)


def _groups(interface: InterfaceFacts, exceptions: dict[str, Groups]) -> Groups:
    return exceptions.get(interface.id, interface.groups)


def _exceptions(facts: Facts) -> dict[str, Groups]:
    """Return what counts in place of an interface's own groups, by the interfaces' IDs.

    Nobody reaches an endpoint whose connection is not available, and everybody a load balancer without groups.
    """
    return dict((*_silent(facts), *_unguarded(facts)))


def _silent(facts: Facts) -> Iterator[tuple[str, Groups]]:
    for endpoint in facts.endpoints:
        if endpoint.state != AVAILABLE:
            yield from ((each.id, ()) for each in endpoint.interfaces)


def _unguarded(facts: Facts) -> Iterator[tuple[str, Groups]]:
    for balancer in facts.load_balancers:
        if balancer.type == "network" and not balancer.security_groups:
            yield from ((each.interface_id, None) for each in balancer.zones)
