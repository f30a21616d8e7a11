"""The way of a connection, hop by hop, with what lets it through or stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address, ip_network

from privatelink_localstack.dataplane.state.health import Health
from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    TCP,
    Address,
    AwsEndpoint,
    Endpoint,
    Interface,
    Route,
    State,
    Subnet,
)
from privatelink_localstack.dataplane.state.names import Answer, Kind, Reply, kinds
from privatelink_localstack.dataplane.state.reach import Connection, Outcome, arrival, interface_of, judge
from privatelink_localstack.dataplane.state.roads import Roads
from privatelink_localstack.dataplane.state.targets import Balancing, Flow, Healths, Way

type Ask = Callable[[str, Kind], Answer]
"""Answers a question of a VPC, by name and type of record."""

_SOURCE_PORT = 49152
"""Of a connection that nobody makes: the first ephemeral port."""


class Step(StrEnum):
    """The kinds of hops, in their order."""

    NAME = "name"
    ROUTE = "route"
    EGRESS = "security groups of the source"
    INTERFACE = "interface"
    INGRESS = "security groups of the interface"
    ACL = "network ACLs"
    ENDPOINT = "endpoint"
    SERVICE = "service"
    BALANCER = "load balancer"
    TARGET = "target"


_OF_OUTCOME = {
    Outcome.NO_ROUTE: Step.ROUTE,
    Outcome.EGRESS: Step.EGRESS,
    Outcome.NOBODY: Step.INTERFACE,
    Outcome.INGRESS: Step.INGRESS,
}
"""The hop that stops a connection; the network ACLs for the other outcomes."""
_OF_GROUPS = "no groups"
_OF_STATE = {
    "pendingAcceptance": "waits for the service's owner to accept it",
    "rejected": "is rejected by the service's owner",
}
"""What becomes of a connection in a state of its endpoint."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop.

    Parameters:
        subject: its ID, name or address; several with commas.
        stops: why a connection ends here; "" where it goes on.
        note: what else is of interest.
    """

    step: Step
    subject: str
    stops: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One of the ways that a load balancer may choose.

    Parameters:
        node: the address of the load balancer that the target sees.
        vpc: the target group's.
        network: where the target is: the VPC, or the network that the load balancer reaches it in.
        web: what an Application Load Balancer that is the target speaks there, HTTP or HTTPS; "" for another target.
        protocol: the listener's.
        proxy_protocol: whether the target gets the header with the endpoint's ID.
    """

    balancer: str
    node: Address
    group: str
    vpc: str
    address: Address
    port: int
    protocol: str
    proxy_protocol: bool
    health: str
    network: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The hops of a connection, up to the one that stops it, and the ways of those that arrive."""

    hops: tuple[Hop, ...]
    ways: tuple[Passage, ...] = ()

    @property
    def stopped(self) -> Hop | None:
        """The hop that stops the connection; None for one that arrives."""
        return next((each for each in self.hops if each.stops), None)


def trace(state: State, healths: Healths, source: Interface, host: str, port: int, ask: Ask) -> Trace:
    """Return the way of a TCP connection from an interface to a name or address.

    Parameters:
        ask: the resolver of the interface's VPC.
    """
    hops = list[Hop]()
    address = _address(source, host, ask, hops)
    if address is None:
        return Trace(tuple(hops))
    connection = Connection(address, port)
    state = with_nowhere(state, source)
    destination = arrival(state, source, address)
    endpoint = _endpoint_of(state, destination) if destination else None
    hops += _reaching(state, source, destination, connection)
    if hops[-1].step is Step.INGRESS and endpoint and not endpoint.open:
        # Its interface lets nobody in, whatever its groups say.
        return Trace((*hops[:-1], _closed(endpoint)))
    if destination is None or hops[-1].stops:
        return Trace(tuple(hops))
    match endpoint:
        case AwsEndpoint():
            hops += _into_aws(endpoint, connection)
            return Trace(tuple(hops))
        case Endpoint():
            own = next(each for each in source.addresses if each.version == address.version)
            flow = ((str(own), _SOURCE_PORT), (str(address), port))
            found, ways = _into_service(state, healths, endpoint, destination, flow)
            return Trace((*hops, *found), ways)
    return Trace(tuple(hops))


def _address(source: Interface, host: str, ask: Ask, hops: list[Hop]) -> Address | None:
    """Return the address of a name, and add the hops that tell how it was found."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    answers = [ask(host, kind) for kind in kinds(source.addresses)]
    found = next(filter(_values, answers), answers[0])
    values = _values(found)
    aliases = [each.value for each in found.records if each.kind is Kind.CNAME]
    if values:
        hops.append(Hop(Step.NAME, host, note=" → ".join((*aliases, ", ".join(values)))))
        return ip_address(values[0])
    reason = {
        Reply.REFUSED: "the VPC's resolver is off (enableDnsSupport)",
        Reply.FORWARD: f"a Resolver rule forwards it to {', '.join(found.forward)}",
        Reply.FOUND: "it has neither an A nor an AAAA record",
        Reply.SILENT: f"no name server answers ({'; '.join(found.forward)})",
    }.get(found.reply, f"nothing in {source.vpc} knows it")
    hops.append(Hop(Step.NAME, host, reason))
    return None


def _values(answer: Answer) -> list[str]:
    return [each.value for each in answer.records if each.kind in {Kind.A, Kind.AAAA}]


def _reaching(state: State, source: Interface, destination: Interface | None, connection: Connection) -> Iterator[Hop]:
    """Yield the hops up to an interface, as `reach.judge` has them."""
    outcome = judge(state, source, connection)
    stopping = None if outcome is Outcome.ALLOWED else _OF_OUTCOME.get(outcome, Step.ACL)
    subjects = {
        Step.ROUTE: source.subnet or "beside the subnets",
        Step.EGRESS: _groups(source),
        Step.INTERFACE: destination.id if destination else str(connection.address),
        Step.INGRESS: _groups(destination) if destination else "",
        Step.ACL: ", ".join(_acls(state, source, destination)) or "none",
    }
    for step, subject in subjects.items():
        yield Hop(step, subject, str(outcome) if step is stopping else "")
        if step is stopping:
            return


def with_nowhere(state: State, source: Interface) -> State:
    """Return a state with a subnet for a guest that is in none: it has a route to everywhere, and no network ACL."""
    if source.subnet:
        return state
    everywhere = tuple(Route(ip_network(each), LOCAL) for each in ("0.0.0.0/0", "::/0"))
    return replace(state, subnets={**state.subnets, "": Subnet("", source.vpc, "", everywhere)})


def _groups(interface: Interface) -> str:
    return ", ".join(interface.groups or ()) or _OF_GROUPS


def _acls(state: State, *interfaces: Interface | None) -> Iterator[str]:
    subnets = (state.subnets.get(each.subnet) for each in interfaces if each)
    yield from dict.fromkeys(own.acl for own in subnets if own and own.acl)


def _endpoint_of(state: State, interface: Interface) -> Endpoint | AwsEndpoint | None:
    every: tuple[Mapping[str, Endpoint | AwsEndpoint], ...] = (state.endpoints, state.aws_endpoints)
    found = (own for records in every for own in records.values() if interface.id in own.interfaces)
    return next(found, None)


def _closed(endpoint: Endpoint | AwsEndpoint) -> Hop:
    """Return the hop at an endpoint that is not available."""
    if isinstance(endpoint, AwsEndpoint):
        return Hop(Step.ENDPOINT, endpoint.id, "it is not available")
    found = _OF_STATE.get(endpoint.state, f"is not available: {endpoint.state}")
    return Hop(Step.ENDPOINT, endpoint.id, f"its connection {found}")


def _into_aws(endpoint: AwsEndpoint, connection: Connection) -> Iterator[Hop]:
    if not endpoint.open:
        yield _closed(endpoint)
    elif connection.port not in {*endpoint.ports, *endpoint.plain_ports}:
        ports = ", ".join(map(str, sorted({*endpoint.ports, *endpoint.plain_ports})))
        yield Hop(Step.ENDPOINT, endpoint.id, f"its service answers on {ports} only")
    else:
        yield Hop(Step.ENDPOINT, endpoint.id, note="an AWS service: its policy decides on each request")


def _into_service(
    state: State, healths: Healths, endpoint: Endpoint, entry: Interface, flow: Flow
) -> tuple[list[Hop], tuple[Passage, ...]]:
    """Return the hops behind an endpoint's interface, and the ways to targets."""
    balancing, (_, (_, port)) = Balancing(state), flow
    if not endpoint.open:
        return [_closed(endpoint)], ()
    hops = [Hop(Step.ENDPOINT, endpoint.id)]
    ports = balancing.ports(endpoint.service)
    listeners = ports.get((TCP, port), ())
    if not listeners:
        known = ", ".join(str(own) for kind, own in sorted(ports) if kind == TCP) or "none"
        return [*hops, Hop(Step.SERVICE, endpoint.service, f"it has no listener on {port}; its ports: {known}")], ()
    hops.append(Hop(Step.SERVICE, endpoint.service))
    ways = balancing.ways(endpoint, entry, flow, healths)
    by_listener = {each.balancer: [way for way in ways if way.listener is each] for each in listeners}
    for balancer, own in by_listener.items():
        hops.append(Hop(Step.BALANCER, balancer, note="" if own else "no target, or its groups let nobody in"))
    if not ways:
        return [*hops[:-1], replace(hops[-1], stops="no target, or its security groups stop it")], ()
    found = tuple(_way(state, each, healths) for each in ways)
    hops += (Hop(Step.TARGET, f"{each.address}:{each.port}", note=each.health) for each in found)
    return hops, found


def _way(state: State, way: Way, healths: Healths) -> Passage:
    health = healths.get((way.group.id, way.target), Health())
    return Passage(
        way.listener.balancer,
        way.source,
        way.group.id,
        way.group.vpc,
        way.target.address,
        way.target.port,
        way.listener.protocol,
        way.group.proxy_protocol,
        str(health.status),
        _network(state, way),
        _web(state, way),
    )


def _web(state: State, way: Way) -> str:
    """Return the protocol of an application load balancer's listener at the end of a way."""
    own = interface_of(state, way.group.vpc, way.target.address)
    here = {each.id for each in state.balancers.values() if own and own.id in each.interfaces}
    found = (each for each in state.listeners.values() if each.rules and each.port == way.target.port)
    return next((each.protocol for each in found if each.balancer in here), "")


def _network(state: State, way: Way) -> str:
    """Return the network in which a load balancer reaches a target; the target group's VPC where no route leads on."""
    node = interface_of(state, way.group.vpc, way.source)
    subnet = state.subnets.get(node.subnet) if node else None
    return (Roads(state).destination(subnet, way.target.address) if subnet else None) or way.group.vpc
