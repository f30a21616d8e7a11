"""Routes of a transit gateway's route tables: static ones, those of prefix lists, and propagated ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.errors import AwsError, missing
from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.transit_gateways import errors
from privatelink_localstack.transit_gateways.model import (
    AVAILABLE,
    DIRECT_CONNECT,
    ENABLED,
    MODIFYING,
    VPC,
    Attachment,
    RouteTable,
)
from privatelink_localstack.transit_gateways.plane import TransitGateways
from privatelink_localstack.transit_gateways.tables import find, own_table

SEARCHES = ("exact-match", "longest-prefix-match", "subnet-of-match", "supernet-of-match")

FILTERS = (
    *("attachment.transit-gateway-attachment-id", "attachment.resource-id", "attachment.resource-type"),
    *("prefix-list-id", "state", "type"),
)
"""Source: EC2 API reference, SearchTransitGatewayRoutes, with `SEARCHES` after "route-search."."""

_PREFERRED = {VPC: 0, DIRECT_CONNECT: 1}
"""The order of propagated routes to one block (Transit Gateways guide, "Route evaluation order"); VPNs are last."""

type Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a table.

    Parameters:
        attachments: targets; none of a black hole, but for a static route whose attachment is gone.
    """

    cidr: str
    attachments: tuple[Attachment, ...]
    type: str
    state: str
    prefix_list: str | None = None


def create(
    plane: TransitGateways, caller: Caller, table_id: str, cidr: str, attachment_id: str | None, *, blackhole: bool
) -> Route:
    """Add a static route."""
    table, destination = own_table(plane, caller, table_id), str(parse(cidr))
    if destination in table.routes:
        raise AwsError(
            "RouteAlreadyExists", f"Route {destination} already exists in Transit Gateway Route Table {table_id}."
        )
    return _put(plane, caller, table, destination, _target(plane, caller, table_id, attachment_id, blackhole=blackhole))


def change(
    plane: TransitGateways, caller: Caller, table_id: str, cidr: str, attachment_id: str | None, *, blackhole: bool
) -> Route:
    """Give a static route another target."""
    table, destination = own_table(plane, caller, table_id), _known(plane, caller, table_id, cidr)
    return _put(plane, caller, table, destination, _target(plane, caller, table_id, attachment_id, blackhole=blackhole))


def delete(plane: TransitGateways, caller: Caller, table_id: str, cidr: str) -> Route:
    """Delete a static route, and return it."""
    table, destination = own_table(plane, caller, table_id), _known(plane, caller, table_id, cidr)
    caller.proceed()
    route = _static(plane, table, destination, table.routes[destination])
    plane.put_table(replace(table, routes={key: each for key, each in table.routes.items() if key != destination}))
    return replace(route, state="deleted")


def refer(
    plane: TransitGateways,
    caller: Caller,
    table_id: str,
    prefix_list: str,
    attachment_id: str | None,
    *,
    blackhole: bool,
    is_new: bool,
) -> RouteTable:
    """Route the blocks of a prefix list, or give them another target. Code and words of a second one are inferred."""
    table = own_table(plane, caller, table_id)
    if is_new and prefix_list in table.prefix_lists:
        raise AwsError("PrefixListReferenceAlreadyExists", f"{prefix_list} is referenced by {table_id} already.")
    if not is_new and prefix_list not in table.prefix_lists:
        raise no_reference(prefix_list)
    target = _target(plane, caller, table_id, attachment_id, blackhole=blackhole)
    caller.proceed()
    changed = replace(table, prefix_lists={**table.prefix_lists, prefix_list: target})
    plane.put_table(changed)
    return changed


def stop_referring(plane: TransitGateways, caller: Caller, table_id: str, prefix_list: str) -> RouteTable:
    """Delete the reference to a prefix list, and return the table that had it."""
    table = own_table(plane, caller, table_id)
    if prefix_list not in table.prefix_lists:
        raise no_reference(prefix_list)
    caller.proceed()
    kept = {key: each for key, each in table.prefix_lists.items() if key != prefix_list}
    plane.put_table(replace(table, prefix_lists=kept))
    return table


def no_reference(prefix_list: str) -> AwsError:
    """Return the error for a prefix list that a table does not refer to; code and words are inferred."""
    return AwsError("InvalidPrefixListID.NotFound", f"The prefix list ID '{prefix_list}' does not exist")


def search(
    plane: TransitGateways,
    table: RouteTable,
    filters: Mapping[str, Sequence[str]],
    blocks: Mapping[str, Sequence[str]],
) -> list[Route]:
    """Return the routes of a table that pass all filters.

    Parameters:
        blocks: CIDR blocks of the prefix lists that the table refers to.
    """
    searches = {f"route-search.{each}" for each in SEARCHES}
    check_filters(filters, (*FILTERS, *searches))
    found = list(_routes(plane, table, blocks))
    for name in searches & filters.keys():
        found = _searched(found, name.removeprefix("route-search."), [parse(each) for each in filters[name]])
    plain = {name: values for name, values in filters.items() if name not in searches}
    return [each for each in found if matches(plain, _values(each), {})]


def parse(cidr: str) -> Network:
    """Return a CIDR block, without host bits; the words of the refusal are inferred."""
    try:
        return ip_network(cidr, strict=False)
    except ValueError:
        raise errors.invalid(
            f"Value ({cidr}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block."
        ) from None


def _routes(plane: TransitGateways, table: RouteTable, blocks: Mapping[str, Sequence[str]]) -> Iterator[Route]:
    """Yield the routes of a table. A static route hides a propagated one of the same block."""
    for cidr, target in table.routes.items():
        yield _static(plane, table, cidr, target)
    for prefix_list, target in table.prefix_lists.items():
        for cidr in blocks.get(prefix_list, ()):
            yield replace(_static(plane, table, cidr, target), prefix_list=prefix_list)
    learned: dict[str, Attachment] = {}
    enabled = (
        plane.attachments.get(f"{table.scope.region}/{key}")
        for key, state in table.propagations.items()
        if state == ENABLED
    )
    for attachment in sorted(filter(None, enabled), key=lambda each: _PREFERRED.get(each.type, len(_PREFERRED))):
        for cidr in _announced(plane, attachment):
            # The first VPC keeps the block.
            learned.setdefault(cidr, attachment)
    for cidr, attachment in learned.items():
        if cidr not in table.routes:
            yield Route(cidr, (attachment,), "propagated", "active")


def _announced(plane: TransitGateways, attachment: Attachment) -> tuple[str, ...]:
    """Return the CIDR blocks that an attachment propagates: a VPC's, of IPv6 only if it has IPv6 support; by BGP."""
    if attachment.type != VPC:
        return tuple(plane.announced(attachment))
    vpc = plane.network(attachment.resource).vpc(attachment.resource_id)
    has_ipv6 = attachment.switches.get("Ipv6Support") == "enable"
    return tuple(each for each in (vpc.cidrs if vpc else ()) if has_ipv6 or ":" not in each)


def _static(plane: TransitGateways, table: RouteTable, cidr: str, target: str | None) -> Route:
    attachment = plane.attachments.get(f"{table.scope.region}/{target}")
    is_active = attachment is not None and attachment.state in {AVAILABLE, MODIFYING}
    return Route(cidr, (attachment,) if attachment else (), "static", "active" if is_active else "blackhole")


def _put(plane: TransitGateways, caller: Caller, table: RouteTable, cidr: str, target: str | None) -> Route:
    quota = plane.settings.quotas["routes_per_transit_gateway"]
    if sum(len(each.routes) for each in plane.tables_of(table.gateway_id)) >= quota and cidr not in table.routes:
        raise errors.limit_exceeded("TransitGatewayRoute", quota, "transit gateway routes")
    caller.proceed()
    plane.put_table(replace(table, routes={**table.routes, cidr: target}))
    return _static(plane, table, cidr, target)


def _known(plane: TransitGateways, caller: Caller, table_id: str, cidr: str) -> str:
    """Return the block of a static route that is there; the words are inferred."""
    destination = str(parse(cidr))
    if destination not in plane.table(caller.scope, table_id).routes:
        raise AwsError(
            "InvalidRoute.NotFound", f"Route {destination} does not exist in Transit Gateway Route Table {table_id}."
        )
    return destination


def _target(
    plane: TransitGateways, caller: Caller, table_id: str, attachment_id: str | None, *, blackhole: bool
) -> str | None:
    """Return the attachment of a new route; None for a black hole. The words about both are inferred."""
    if blackhole and attachment_id:
        raise AwsError("InvalidParameterCombination", "A blackhole route cannot have a transit gateway attachment.")
    if blackhole:
        return None
    if not attachment_id:
        raise missing("TransitGatewayAttachmentId")
    return find(plane, caller, table_id, attachment_id)[1].id


def _searched(routes: Iterable[Route], how: str, wanted: Sequence[Network]) -> list[Route]:
    """Return the routes that a search by CIDR blocks finds."""
    found: dict[int, Route] = {}
    for block in wanted:
        near = [(parse(each.cidr), each) for each in routes]
        near = [(network, each) for network, each in near if network.version == block.version]
        if how == "exact-match":
            hits = [each for network, each in near if network == block]
        elif how == "subnet-of-match":
            hits = [each for network, each in near if _within(network, block)]
        else:
            hits = [each for network, each in near if _within(block, network)]
        if how == "longest-prefix-match" and hits:
            longest = max(parse(each.cidr).prefixlen for each in hits)
            hits = [each for each in hits if parse(each.cidr).prefixlen == longest]
        found |= {id(each): each for each in hits}
    return list(found.values())


def _within(inner: Network, outer: Network) -> bool:
    """Return whether a block is within another one of its family."""
    return inner.prefixlen >= outer.prefixlen and inner.network_address in outer


def _values(route: Route) -> dict[str, Iterable[str]]:
    """Return what filters compare."""
    return {
        "attachment.transit-gateway-attachment-id": [each.id for each in route.attachments],
        "attachment.resource-id": [each.resource_id for each in route.attachments],
        "attachment.resource-type": [each.type for each in route.attachments],
        "prefix-list-id": [route.prefix_list] if route.prefix_list else [],
        "state": [route.state],
        "type": [route.type],
    }
