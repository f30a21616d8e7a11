"""What a hub's spec keeps to itself although it is open."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_generator.patterns.hybrid.model import HybridSpec


def sentences(spec: HybridSpec) -> list[str]:
    """Return what no variable of the module changes, one sentence each; empty where the spec opens nothing."""
    if not (spec.open or spec.inputs or spec.general):
        return []
    if spec.side == "spoke":
        return ["A spoke has routes to the hub's subnets alone, never to another spoke."]
    return list(_general() if spec.general else _open(spec))


def _general() -> Iterator[str]:
    yield "The links to on premises, and the routes to it: they are there already, or another module makes them."
    yield "Addresses are IPv4, and a Resolver endpoint has one in each of `subnet_ids`."
    yield "The network ACL of `subnet_ids` is its caller's: Resolver endpoints and attachments are in them too."
    yield "Services on premises are not offered to consumers: `modules/provider/endpoint-service` does that."


def _endpoints(spec: HybridSpec) -> Iterator[str]:
    closed = {
        "endpoints": "their settings and policies",
        "additional_endpoints": "that there are no others",
        "ingress": "who else may connect",
    }
    kept = [words for name, words in closed.items() if not spec.opens(name)]
    if kept:
        yield (f"Of the endpoints, {', '.join(kept)}: as in the spec. `modules/hybrid/hub` takes endpoints in a map.")
    if spec.interfaces:
        yield "Addresses of the endpoints are IPv4: on premises and spokes reach them by no other."


def _open(spec: HybridSpec) -> Iterator[str]:
    if spec.endpoints:
        yield from _endpoints(spec)
    if spec.has_zones or spec.has_profile:
        yield "Who answers for the endpoints' names, `private_dns` of the spec, changes with the spec alone."
    if spec.services:
        yield "Which services there are, and their listeners, are the spec's; the variable `services` has the rest."
    if spec.on_premises:
        gateway = spec.on_premises.gateway
        links = f"the links end at a {gateway.type.replace('_', ' ')}" if gateway else "the links are there already"
        yield f"Whether there are Resolver endpoints, and that {links}."
    if spec.spokes:
        yield "How a spoke is reached is said by the call of its module, here that of the example."
