"""Creation, changes and deletion of transit gateways and their route tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.transit_gateways import errors
from privatelink_localstack.transit_gateways.model import (
    AVAILABLE,
    DELETED,
    DELETING,
    DISABLE,
    ENABLE,
    GATEWAY_SWITCHES,
    MODIFYING,
    PENDING,
    VPN,
    Attachment,
    RouteTable,
    TransitGateway,
)
from privatelink_localstack.transit_gateways.plane import TransitGateways

DEFAULT_ASN = 64512
ASNS = (range(64512, 65535), range(4200000000, 4294967295))
"""Private ASNs that a gateway takes (EC2 API reference, TransitGatewayRequestOptions)."""

LONGEST_PREFIX = {4: 24, 6: 64}
"""The longest prefix of a gateway's CIDR block, by family; source as for `ASNS`."""

KINDS = {
    VPN: "VPN",
    "peering": "Transit Gateway Cross Region Peering",
    "direct-connect-gateway": "DirectConnect Gateway",
}
"""What the refusal of a deletion calls attachments, by type. Others are "Transit Gateway Attachments"."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a request; None leaves what there is.

    Parameters:
        switches: by their names in `GATEWAY_SWITCHES`.
        association_table, propagation_table: IDs of the route tables to make the default ones.
    """

    asn: int | None
    switches: Mapping[str, str]
    add_cidrs: tuple[str, ...] = ()
    remove_cidrs: tuple[str, ...] = ()
    association_table: str | None = None
    propagation_table: str | None = None


def create(
    plane: TransitGateways, caller: Caller, description: str, options: Options, tags: Mapping[str, str]
) -> TransitGateway:
    """Create a gateway, with one route table for both defaults unless both are off."""
    quota = plane.settings.quotas["transit_gateways_per_account"]
    if sum(each.scope == caller.scope and each.state != DELETED for each in plane.gateways.values()) >= quota:
        raise errors.limit_exceeded("TransitGateway", quota, "transit gateways")
    asn = DEFAULT_ASN if options.asn is None else options.asn
    _check(plane, asn, options.switches, options.add_cidrs)
    caller.proceed()
    gateway = TransitGateway(
        id=plane.new_id("tgw"),
        scope=caller.scope,
        description=description,
        asn=asn,
        cidrs=options.add_cidrs,
        switches={**GATEWAY_SWITCHES, **options.switches},
        state=PENDING,
        created=plane.clock(),
    )
    plane.put_gateway(gateway)
    plane.network(caller.scope).tag(gateway.id, tags)
    plane.later("pending", gateway.id, PENDING, AVAILABLE)
    made = _with_defaults(plane, gateway)
    plane.put_gateway(made)
    return made


def modify(
    plane: TransitGateways, caller: Caller, gateway_id: str, description: str | None, options: Options
) -> TransitGateway:
    """Change a gateway. A default that is switched on without a table gets a new one, which is inferred."""
    gateway = _available(plane.own_gateway(caller.scope, gateway_id))
    cidrs = tuple(dict.fromkeys((*gateway.cidrs, *options.add_cidrs)))
    cidrs = tuple(each for each in cidrs if each not in options.remove_cidrs)
    asn = gateway.asn if options.asn is None else options.asn
    _check(plane, asn, options.switches, cidrs)
    for table_id in filter(None, (options.association_table, options.propagation_table)):
        if plane.table(caller.scope, table_id).gateway_id != gateway_id:
            raise errors.no_table(table_id)
    caller.proceed()
    changed = _with_defaults(
        plane,
        replace(
            gateway,
            asn=asn,
            cidrs=cidrs,
            switches={**gateway.switches, **options.switches},
            description=gateway.description if description is None else description,
            association_table=options.association_table or gateway.association_table,
            propagation_table=options.propagation_table or gateway.propagation_table,
            state=MODIFYING,
        ),
    )
    plane.put_gateway(changed)
    plane.later("modifying", gateway_id, MODIFYING, AVAILABLE)
    return changed


def delete(plane: TransitGateways, caller: Caller, gateway_id: str) -> TransitGateway:
    """Delete a gateway without attachments, with its route tables."""
    gateway = _available(plane.own_gateway(caller.scope, gateway_id))
    attached = plane.attachments_of(gateway_id)
    if attached:
        raise AwsError("IncorrectState", f"{gateway_id} has non-deleted {_names(attached)}.")
    caller.proceed()
    for table in plane.tables_of(gateway_id):
        _end_table(plane, table)
    deleting = replace(gateway, state=DELETING, association_table=None, propagation_table=None)
    plane.put_gateway(deleting)
    plane.later("deleting", gateway_id, DELETING, DELETED)
    return deleting


def create_table(plane: TransitGateways, caller: Caller, gateway_id: str, tags: Mapping[str, str]) -> RouteTable:
    """Create a route table."""
    gateway = _available(plane.own_gateway(caller.scope, gateway_id))
    quota = plane.settings.quotas["route_tables_per_transit_gateway"]
    if len(plane.tables_of(gateway_id)) >= quota:
        raise errors.limit_exceeded("TransitGatewayRouteTable", quota, "transit gateway route tables")
    caller.proceed()
    table = _new_table(plane, gateway)
    plane.network(caller.scope).tag(table.id, tags)
    return table


def delete_table(plane: TransitGateways, caller: Caller, table_id: str) -> RouteTable:
    """Delete a route table without associations that is no default one; the words are inferred."""
    table = plane.table(caller.scope, table_id)
    gateway = plane.gateways[table.gateway_id]
    if table.state != AVAILABLE:
        raise errors.incorrect_state(table_id)
    if table_id in {gateway.association_table, gateway.propagation_table}:
        raise AwsError(
            "IncorrectState", f"{table_id} is the default route table of {gateway.id} and cannot be deleted."
        )
    if table.associations:
        raise AwsError("IncorrectState", f"{table_id} has associated attachments: {', '.join(table.associations)}.")
    caller.proceed()
    return _end_table(plane, table)


def check_switches(given: Mapping[str, str]) -> None:
    """Reject options that are neither on nor off."""
    for name, value in given.items():
        if value not in {ENABLE, DISABLE}:
            raise errors.invalid(f"Value ({value}) for parameter {name} is invalid. Valid values: enable, disable.")


def _check(plane: TransitGateways, asn: int, switches: Mapping[str, str], cidrs: Iterable[str]) -> None:
    check_switches(switches)
    if not any(asn in each for each in ASNS):
        raise errors.invalid(f"Value ({asn}) for parameter amazonSideAsn is invalid. It must be a private ASN.")
    blocks = tuple(cidrs)
    for cidr in blocks:
        try:
            block = ip_network(cidr)
        except ValueError:
            raise errors.invalid(f"Value ({cidr}) for parameter transitGatewayCidrBlock is invalid.") from None
        if block.prefixlen > LONGEST_PREFIX[block.version]:
            raise errors.invalid(f"The transit gateway CIDR block {cidr} is too small.")
    quota = plane.settings.quotas["cidr_blocks_per_transit_gateway"]
    if len(blocks) > quota:
        raise errors.limit_exceeded("TransitGatewayCidrBlock", quota, "transit gateway CIDR blocks")


def _available(gateway: TransitGateway) -> TransitGateway:
    """Return a gateway that can be changed."""
    if gateway.state in {DELETING, PENDING}:
        raise errors.incorrect_state(gateway.id)
    return gateway


def _with_defaults(plane: TransitGateways, gateway: TransitGateway) -> TransitGateway:
    """Return a gateway with the default route tables that its options ask for, one for both if it has none."""
    associates = gateway.switches["DefaultRouteTableAssociation"] == ENABLE
    propagates = gateway.switches["DefaultRouteTablePropagation"] == ENABLE
    association, propagation = gateway.association_table, gateway.propagation_table
    if (associates and not association) or (propagates and not propagation):
        table = association or propagation or _new_table(plane, gateway).id
        association, propagation = association or table, propagation or table
    return replace(
        gateway,
        association_table=association if associates else None,
        propagation_table=propagation if propagates else None,
    )


def _new_table(plane: TransitGateways, gateway: TransitGateway) -> RouteTable:
    table = RouteTable(plane.new_id("tgw-rtb"), gateway.id, gateway.scope, PENDING, plane.clock())
    plane.put_table(table)
    plane.later("pending", table.id, PENDING, AVAILABLE)
    return table


def _end_table(plane: TransitGateways, table: RouteTable) -> RouteTable:
    ending = replace(table, state=DELETING, associations={}, propagations={}, routes={}, prefix_lists={})
    plane.put_table(ending)
    plane.later("deleting", table.id, DELETING, DELETED)
    return ending


def _names(attachments: list[Attachment]) -> str:
    first = attachments[0].type
    ids = ", ".join(each.id for each in attachments if each.type == first)
    return f"{KINDS.get(first, 'Transit Gateway')} Attachments: {ids}"
