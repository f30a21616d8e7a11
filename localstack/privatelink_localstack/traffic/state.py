"""The data plane's state, from records of all accounts and Regions: their IDs are unique."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_localstack.dataplane.state.model import Endpoint, Service, State
from privatelink_localstack.privatelink.endpoints.model import Endpoint as EndpointRecord
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.traffic import aws_services, balancing, gateways, network, on_premises
from privatelink_localstack.traffic.facts import Facts
from privatelink_localstack.traffic.reader import Reader
from privatelink_localstack.traffic.web_listeners import web_listener

type Groups = tuple[str, ...] | None


def state(facts: Facts, reader: Reader | None = None) -> State:
    """Return the state that follows from all records.

    Parameters:
        reader: knows afterwards which of them are left out.
    """
    read = (reader or Reader()).read
    exceptions = _exceptions(facts)
    vpcs = {each.id: each for each in facts.vpcs}
    balancers = {each.arn: each for each in facts.load_balancers}
    of_tls = (facts.durations, facts.certificates, facts.ciphers)
    hubs = read({each.id: each for each in facts.hubs}, network.hub)
    outside = on_premises.joined(facts.on_premises, hubs)
    own_gateways = read(gateways.by_key(facts), lambda each: gateways.gateway(each, facts))
    return State(
        vpcs=read(vpcs, network.vpc) | dict(outside.vpcs),
        subnets=read(
            {each.id: each for each in facts.subnets if each.vpc in vpcs},
            lambda each: network.subnet(each, vpcs[each.vpc].cidrs, facts.prefix_lists),
        )
        | dict(outside.subnets),
        interfaces=read(
            {each.id: each for each in facts.interfaces},
            lambda each: network.interface(each, exceptions.get(each.id, each.groups)),
        )
        | {key: each.interface for key, each in own_gateways.items()},
        groups=read({each.id: each for each in facts.groups}, network.security_group)
        | {key: each.group for key, each in own_gateways.items()},
        prefix_lists=read({key: (key, own) for key, own in facts.prefix_lists.items()}, network.prefix_list),
        public_names={**facts.public_names, **dict(_public_names(facts))},
        endpoints=read({each.id: each for each in facts.endpoints if each.service_id}, _endpoint),
        aws_endpoints=read(
            {each.id: each for each in facts.endpoints if not each.service_id},
            lambda each: aws_services.endpoint(each, facts.edge, facts.durations),
        )
        | {key: each.endpoint for key, each in own_gateways.items()},
        services={each.id: Service(each.id, each.load_balancers) for each in facts.services},
        balancers=read(balancers, balancing.load_balancer),
        listeners=read({each.arn: each for each in facts.listeners}, lambda each: balancing.listener(each, *of_tls))
        | read(
            {each.arn: each for each in facts.web_listeners},
            lambda each: web_listener(each, balancers[each.load_balancer_arn].attributes, *of_tls),
        ),
        target_groups=read(
            {each.group.arn: each for each in facts.target_groups},
            lambda each: balancing.target_group(each, facts.durations),
        ),
        acls=read({each.id: each for each in facts.acls}, network.acl),
        links={each.id: network.link(each) for each in facts.links} | dict(outside.links),
        hubs=hubs | dict(outside.hubs),
        resolver_endpoints=read({each.id: each for each in facts.resolver_endpoints}, network.resolver_endpoint),
    )


def _endpoint(record: EndpointRecord) -> Endpoint:
    interfaces = tuple(each.id for each in record.interfaces)
    return Endpoint(record.id, record.vpc_id, interfaces, record.service_id or "", record.state)


def _public_names(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    for service in facts.public_services:
        yield from ((name, (service.address,)) for name in service.names)


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
