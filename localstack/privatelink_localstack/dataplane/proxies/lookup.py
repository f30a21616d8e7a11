"""What a program learns of a name, with all that resolvers would ask each other: no packet carries the questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address
from itertools import product
from urllib.parse import urlsplit

from privatelink_localstack.dataplane.state import names, reach
from privatelink_localstack.dataplane.state.model import UDP, Address, Interface, State, Vpc
from privatelink_localstack.dataplane.state.names import Answer, Kind, Reply
from privatelink_localstack.dataplane.state.reach import Connection, Outcome
from privatelink_localstack.dataplane.state.trace import with_nowhere

_PORT = 53
_MOST_RESOLVERS = 8
"""Resolvers that ask one another; more is a loop."""


def look_up(state: State, asker: Interface, name: str, kind: Kind) -> Answer:
    """Return what a program behind an interface learns of a name."""
    vpc = state.vpcs.get(asker.vpc)
    if vpc is None:
        return Answer(Reply.REFUSED)
    if vpc.name_servers:
        return _asked(state, (asker,), vpc.name_servers, name, kind, _MOST_RESOLVERS)
    return answer(state, vpc, name, kind)


def answer(
    state: State, vpc: Vpc, name: str, kind: Kind, *, inbound: bool = False, most: int = _MOST_RESOLVERS
) -> Answer:
    """Return what a VPC's resolver answers, with what others tell it.

    Parameters:
        inbound: whether an inbound endpoint is asked.
        most: how many resolvers may be asked on.
    """
    found = names.answer(vpc, name, kind, state.public_names, inbound=inbound)
    if found.reply is not Reply.FORWARD or not most:
        return found
    outbound = state.resolver_endpoints.get(found.outbound or "")
    askers = (state.interfaces.get(each) for each in outbound.interfaces) if outbound else ()
    servers = (ip_address(urlsplit(f"//{each}").hostname or each) for each in found.forward)
    wanted = found.records[-1].value if found.records else name
    further = _asked(state, filter(None, askers), servers, wanted, kind, most - 1)
    return replace(further, records=(*found.records, *further.records))


def inbound_at(state: State, interface: Interface) -> Vpc | None:
    """Return the VPC whose inbound endpoint an interface is; None for another one."""
    inbound = (each for each in state.resolver_endpoints.values() if each.inbound and interface.id in each.interfaces)
    return next((vpc for each in inbound if (vpc := state.vpcs.get(each.vpc))), None)


def _asked(
    state: State, askers: Iterable[Interface], servers: Iterable[Address], name: str, kind: Kind, most: int
) -> Answer:
    """Return the answer of the first server that is an inbound endpoint and can be reached."""
    for asker, server in product(askers, servers):
        known = with_nowhere(state, asker)
        if reach.judge(known, asker, Connection(server, _PORT, UDP)) is not Outcome.ALLOWED:
            continue
        there = reach.arrival(known, asker, server)
        vpc = inbound_at(state, there) if there else None
        if vpc:
            return answer(state, vpc, name, kind, inbound=True, most=most)
    return Answer(Reply.REFUSED)
