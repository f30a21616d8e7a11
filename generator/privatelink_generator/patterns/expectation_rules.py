"""What expectations may name, and the faults of those that name something else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.expectations import Connection, Expectation, Invocation, is_group, is_zone
from privatelink_generator.patterns.pattern import Findings

_LAMBDA = "lambda"
_ROUTED = "is no interface endpoint: routes lead to it"


@dataclass(frozen=True, slots=True)
class Nouns:
    """What the expectations of a spec may name.

    Parameters:
        sources: by the name of what connections go to, the names of where they come from.
        networks: those that clients in their own VPC reach too, by zone, addresses or group.
        others: what no connection is made to, and why not.
        lambdas: the endpoints of Lambda.
    """

    sources: Mapping[str, Collection[str]]
    networks: Collection[str] = ()
    others: Mapping[str, str] = field(default_factory=dict)
    lambdas: Collection[str] = ()


def of_endpoints(endpoints: Mapping[str, object], sources: Collection[str], *, prefix: str = "") -> Nouns:
    """Return what expectations may name of a VPC's endpoints.

    Parameters:
        sources: the names of where connections to them come from.
        prefix: of the endpoints' names, such as `orders.`.
    """
    found = {f"{prefix}{name}": each for name, each in endpoints.items()}
    interfaces = {name: each for name, each in found.items() if isinstance(each, InterfaceEndpoint)}
    return Nouns(
        dict.fromkeys(interfaces, sources),
        tuple(interfaces),
        {name: _ROUTED for name in found if name not in interfaces},
        [name for name, each in interfaces.items() if each.known_as == _LAMBDA],
    )


def check(expect: Collection[Expectation], nouns: Nouns) -> Findings:
    """Yield what expectations name that is not there."""
    for index, each in enumerate(expect):
        at: Loc = ("expect", index)
        if isinstance(each, Invocation):
            if each.through not in nouns.lambdas:
                near = did_you_mean(each.through, nouns.lambdas) or _one_of(nouns.lambdas)
                yield (*at, "through"), f"{each.through!r} is no endpoint of Lambda{near}"
        elif each.to not in nouns.sources:
            reason = nouns.others.get(each.to, "is nothing here that connections go to")
            near = "" if each.to in nouns.others else did_you_mean(each.to, nouns.sources)
            yield (*at, "to"), f"{each.to!r} {reason}{near or _one_of(nouns.sources)}"
        elif not _is_known(each, nouns):
            yield (*at, "from"), _unknown(each, nouns)


def _is_known(connection: Connection, nouns: Nouns) -> bool:
    source = connection.source
    by_network = "/" in source or is_group(source) or is_zone(source)
    return source in nouns.sources[connection.to] or (by_network and connection.to in nouns.networks)


def _unknown(connection: Connection, nouns: Nouns) -> str:
    source, names = connection.source, nouns.sources[connection.to]
    kinds = ["a zone", "a CIDR block", "sg-…"] if connection.to in nouns.networks else []
    near = did_you_mean(source, names) or f"; write {', '.join([*names, *kinds])}"
    return f"{source!r} is nobody here who connects to {connection.to}{near}"


def _one_of(known: Collection[str]) -> str:
    return f"; name one of {', '.join(sorted(known))}" if known else ", and the spec has none; leave it out"
