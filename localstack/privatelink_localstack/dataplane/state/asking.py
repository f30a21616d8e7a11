"""Who answers a program's questions for names: its network's resolver, or on premises an inbound endpoint."""

from __future__ import annotations

from privatelink_localstack.dataplane.state import names
from privatelink_localstack.dataplane.state.affinity import public_names
from privatelink_localstack.dataplane.state.model import UDP, Address, Interface, ResolverEndpoint, State
from privatelink_localstack.dataplane.state.names import Answer, Kind, Reply
from privatelink_localstack.dataplane.state.reach import Connection, Outcome, arrival, judge

_PORT = 53


def ask(state: State, source: Interface, name: str, kind: Kind) -> Answer:
    """Return what a program behind an interface is told, without a question on its way."""
    vpc = state.vpcs.get(source.vpc)
    if vpc is None:
        return Answer(Reply.REFUSED)
    if not vpc.name_servers:
        return names.answer(vpc, name, kind, public_names(state, vpc.id, source.addresses[0]))
    for server in vpc.name_servers:
        endpoint = _inbound(state, source, server)
        own = state.vpcs.get(endpoint.vpc) if endpoint else None
        if own is not None and judge(state, source, Connection(server, _PORT, UDP)) is Outcome.ALLOWED:
            return names.answer(own, name, kind, state.public_names, inbound=True)
    outcomes = (f"{each}: {judge(state, source, Connection(each, _PORT, UDP))}" for each in vpc.name_servers)
    return Answer(Reply.SILENT, forward=tuple(outcomes))


def _inbound(state: State, source: Interface, server: Address) -> ResolverEndpoint | None:
    """Return the inbound endpoint that a program reaches at an address."""
    found = arrival(state, source, server)
    own = (each for each in state.resolver_endpoints.values() if each.inbound)
    return next((each for each in own if found and found.id in each.interfaces), None)
