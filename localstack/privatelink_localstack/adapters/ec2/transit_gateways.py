"""Handlers of EC2's operations on transit gateways, their route tables and routes."""

from __future__ import annotations

from functools import partial
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Handler, Response
from privatelink_localstack.adapters.ec2 import requests
from privatelink_localstack.adapters.ec2 import transit_gateway_records as records
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.tags import read_tag_specifications
from privatelink_localstack.transit_gateways import gateways, routes, tables
from privatelink_localstack.transit_gateways.gateways import Options
from privatelink_localstack.transit_gateways.model import GATEWAY_SWITCHES, Attachment, RouteTable

MOST_ROUTES = 1000


def create_transit_gateway(call: Call) -> Response:
    """CreateTransitGateway."""
    tags = dict(read_tag_specifications(call.request.get("TagSpecifications") or (), "transit-gateway"))
    made = gateways.create(
        call.emulation.transit_gateways,
        requests.caller(call),
        call.request.get("Description") or "",
        _options(call, "TransitGatewayCidrBlocks"),
        tags,
    )
    return {"TransitGateway": records.gateway(made, call.scope)}


def modify_transit_gateway(call: Call) -> Response:
    """ModifyTransitGateway."""
    changed = gateways.modify(
        call.emulation.transit_gateways,
        requests.caller(call),
        call.request["TransitGatewayId"],
        call.request.get("Description"),
        _options(call, "AddTransitGatewayCidrBlocks"),
    )
    return {"TransitGateway": records.gateway(changed, call.scope)}


def delete_transit_gateway(call: Call) -> Response:
    """DeleteTransitGateway."""
    plane = call.emulation.transit_gateways
    deleted = gateways.delete(plane, requests.caller(call), call.request["TransitGatewayId"])
    return {"TransitGateway": records.gateway(deleted, call.scope)}


def describe_transit_gateways(call: Call) -> Response:
    """DescribeTransitGateways: the caller's, and those that others share with it."""
    plane = call.emulation.transit_gateways
    wanted = requests.strings(call.request, "TransitGatewayIds")
    known = {each.id: each for each in plane.seen_gateways(call.scope)}
    found = [known.get(each) or plane.gateway(call.scope, each) for each in wanted] or list(known.values())
    shown = partial(records.gateway, viewer=call.scope)
    return records.listed(
        call,
        "TransitGateways",
        found,
        lambda each: each.id,
        shown=shown,
        values=lambda each: records.values(shown(each), records.GATEWAY_FILTERS),
        known=tuple(records.GATEWAY_FILTERS),
    )


def create_transit_gateway_route_table(call: Call) -> Response:
    """CreateTransitGatewayRouteTable."""
    tags = dict(read_tag_specifications(call.request.get("TagSpecifications") or (), "transit-gateway-route-table"))
    plane = call.emulation.transit_gateways
    made = gateways.create_table(plane, requests.caller(call), call.request["TransitGatewayId"], tags)
    return {"TransitGatewayRouteTable": records.table(made, plane)}


def delete_transit_gateway_route_table(call: Call) -> Response:
    """DeleteTransitGatewayRouteTable."""
    plane = call.emulation.transit_gateways
    deleted = gateways.delete_table(plane, requests.caller(call), call.request["TransitGatewayRouteTableId"])
    return {"TransitGatewayRouteTable": records.table(deleted, plane)}


def describe_transit_gateway_route_tables(call: Call) -> Response:
    """DescribeTransitGatewayRouteTables: those of the caller's own gateways."""
    plane = call.emulation.transit_gateways
    wanted = requests.strings(call.request, "TransitGatewayRouteTableIds")
    found = [plane.table(call.scope, each) for each in wanted] or plane.own_tables(call.scope)
    shown = partial(records.table, plane=plane)
    return records.listed(
        call,
        "TransitGatewayRouteTables",
        found,
        lambda each: each.id,
        shown=shown,
        values=lambda each: records.values(shown(each), records.TABLE_FILTERS),
        known=tuple(records.TABLE_FILTERS),
    )


def associate_transit_gateway_route_table(call: Call) -> Response:
    """AssociateTransitGatewayRouteTable."""
    return {"Association": _changed_member(call, tables.associate, "associating")}


def disassociate_transit_gateway_route_table(call: Call) -> Response:
    """DisassociateTransitGatewayRouteTable."""
    return {"Association": _changed_member(call, tables.disassociate, "disassociating")}


def enable_transit_gateway_route_table_propagation(call: Call) -> Response:
    """EnableTransitGatewayRouteTablePropagation."""
    return {"Propagation": _changed_member(call, tables.propagate, "enabling")}


def disable_transit_gateway_route_table_propagation(call: Call) -> Response:
    """DisableTransitGatewayRouteTablePropagation."""
    return {"Propagation": _changed_member(call, tables.stop_propagation, "disabling")}


def get_transit_gateway_route_table_associations(call: Call) -> Response:
    """GetTransitGatewayRouteTableAssociations."""
    table = _table(call)
    return _members(call, "Associations", table, dict(table.associations))


def get_transit_gateway_route_table_propagations(call: Call) -> Response:
    """GetTransitGatewayRouteTablePropagations."""
    table = _table(call)
    return _members(call, "TransitGatewayRouteTablePropagations", table, dict(table.propagations))


def get_transit_gateway_attachment_propagations(call: Call) -> Response:
    """GetTransitGatewayAttachmentPropagations."""
    plane = call.emulation.transit_gateways
    attachment = plane.attachment(call.scope, call.request["TransitGatewayAttachmentId"])
    found = [each for each in plane.own_tables(call.scope) if attachment.id in each.propagations]
    return records.listed(
        call,
        "TransitGatewayAttachmentPropagations",
        found,
        lambda each: each.id,
        shown=lambda each: {
            "TransitGatewayRouteTableId": each.id,
            "State": each.propagations[attachment.id],
        },
        values=lambda each: {"transit-gateway-route-table-id": [each.id]},
        known=("transit-gateway-route-table-id",),
    )


def create_transit_gateway_route(call: Call) -> Response:
    """CreateTransitGatewayRoute."""
    return {"Route": records.route(routes.create(*_route(call), blackhole=bool(call.request.get("Blackhole"))))}


def replace_transit_gateway_route(call: Call) -> Response:
    """ReplaceTransitGatewayRoute."""
    return {"Route": records.route(routes.change(*_route(call), blackhole=bool(call.request.get("Blackhole"))))}


def delete_transit_gateway_route(call: Call) -> Response:
    """DeleteTransitGatewayRoute."""
    plane, caller, table_id, cidr, _ = _route(call)
    return {"Route": records.route(routes.delete(plane, caller, table_id, cidr))}


def search_transit_gateway_routes(call: Call) -> Response:
    """SearchTransitGatewayRoutes."""
    table, network = _table(call), network_of(call.scope)
    lists = {each: network.prefix_list_of_id(each) for each in table.prefix_lists}
    blocks = {name: known[1] for name, known in lists.items() if known}
    filters = requests.filters(call.request)
    found = routes.search(call.emulation.transit_gateways, table, filters, blocks)
    size = min(call.request.get("MaxResults") or MOST_ROUTES, MOST_ROUTES)
    return {"Routes": [records.route(each) for each in found[:size]], "AdditionalRoutesAvailable": len(found) > size}


def create_transit_gateway_prefix_list_reference(call: Call) -> Response:
    """CreateTransitGatewayPrefixListReference."""
    return _refer(call, is_new=True)


def modify_transit_gateway_prefix_list_reference(call: Call) -> Response:
    """ModifyTransitGatewayPrefixListReference."""
    return _refer(call, is_new=False)


def delete_transit_gateway_prefix_list_reference(call: Call) -> Response:
    """DeleteTransitGatewayPrefixListReference."""
    plane, prefix_list = call.emulation.transit_gateways, call.request["PrefixListId"]
    before = routes.stop_referring(
        plane, requests.caller(call), call.request["TransitGatewayRouteTableId"], prefix_list
    )
    return {"TransitGatewayPrefixListReference": _reference(call, before, prefix_list, "deleting")}


def get_transit_gateway_prefix_list_references(call: Call) -> Response:
    """GetTransitGatewayPrefixListReferences."""
    table = _table(call)
    shown = partial(_reference, call, table, state="available")
    return records.listed(
        call,
        "TransitGatewayPrefixListReferences",
        table.prefix_lists,
        str,
        shown=shown,
        values=lambda each: {
            "prefix-list-id": [each],
            "prefix-list-owner-id": [shown(each)["PrefixListOwnerId"]],
            "state": ["available"],
            "is-blackhole": [str(shown(each)["Blackhole"]).lower()],
        },
        known=("is-blackhole", "prefix-list-id", "prefix-list-owner-id", "state"),
    )


def check_route(call: Call, gateway_id: str, vpc_id: str | None) -> None:
    """Reject a route to a gateway that is unknown to the caller, or to which the route table's VPC is not attached.

    Parameters:
        vpc_id: the route table's; None for an unknown table.
    """
    if vpc_id is not None and not is_attached(call, gateway_id, vpc_id):
        raise AwsError("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{gateway_id}' does not exist.")


def is_attached(call: Call, gateway_id: str, vpc_id: str) -> bool:
    """Return whether a route of a VPC to a gateway is active."""
    return call.emulation.transit_gateways.reaches(call.scope, gateway_id, vpc_id)


def _options(call: Call, cidrs: str) -> Options:
    """Read the options of a request.

    Parameters:
        cidrs: the member with CIDR blocks to add.
    """
    given = call.request.get("Options") or {}
    return Options(
        asn=given.get("AmazonSideAsn"),
        switches={name: given[name] for name in GATEWAY_SWITCHES if given.get(name)},
        add_cidrs=requests.strings(given, cidrs),
        remove_cidrs=requests.strings(given, "RemoveTransitGatewayCidrBlocks"),
        association_table=given.get("AssociationDefaultRouteTableId"),
        propagation_table=given.get("PropagationDefaultRouteTableId"),
    )


def _table(call: Call) -> RouteTable:
    return call.emulation.transit_gateways.table(call.scope, call.request["TransitGatewayRouteTableId"])


def _changed_member(call: Call, rule: Any, state: str) -> Response:
    table_id = call.request["TransitGatewayRouteTableId"]
    attachment_id = call.request.get("TransitGatewayAttachmentId") or ""
    changed: Attachment = rule(call.emulation.transit_gateways, requests.caller(call), table_id, attachment_id)
    return records.member(changed, state, TransitGatewayRouteTableId=table_id)


def _members(call: Call, key: str, table: RouteTable, states: dict[str, str]) -> Response:
    attachments = call.emulation.transit_gateways.attachments
    found = [attachments[f"{table.scope.region}/{each}"] for each in states]
    return records.listed(
        call,
        key,
        found,
        lambda each: each.id,
        shown=lambda each: records.member(each, states[each.id]),
        values=lambda each: records.values(records.member(each, states[each.id]), records.MEMBER_FILTERS),
        known=tuple(records.MEMBER_FILTERS),
    )


def _route(call: Call) -> tuple[Any, Any, str, str, str | None]:
    return (
        call.emulation.transit_gateways,
        requests.caller(call),
        call.request["TransitGatewayRouteTableId"],
        call.request["DestinationCidrBlock"],
        call.request.get("TransitGatewayAttachmentId"),
    )


def _refer(call: Call, *, is_new: bool) -> Response:
    request = call.request
    if network_of(call.scope).prefix_list_of_id(request["PrefixListId"]) is None:
        raise routes.no_reference(request["PrefixListId"])
    changed = routes.refer(
        call.emulation.transit_gateways,
        requests.caller(call),
        request["TransitGatewayRouteTableId"],
        request["PrefixListId"],
        request.get("TransitGatewayAttachmentId"),
        blackhole=bool(request.get("Blackhole")),
        is_new=is_new,
    )
    state = "pending" if is_new else "modifying"
    return {"TransitGatewayPrefixListReference": _reference(call, changed, request["PrefixListId"], state)}


def _reference(call: Call, table: RouteTable, prefix_list: str, state: str) -> Response:
    found = network_of(call.scope).prefix_list_of_id(prefix_list)
    target = call.emulation.transit_gateways.attachments.get(f"{table.scope.region}/{table.prefix_lists[prefix_list]}")
    response: Response = {
        "TransitGatewayRouteTableId": table.id,
        "PrefixListId": prefix_list,
        "PrefixListOwnerId": found[0] if found else "",
        "State": state,
        "Blackhole": target is None,
    }
    return response | ({"TransitGatewayAttachment": records.target(target)} if target else {})


HANDLERS: dict[str, Handler] = {
    "CreateTransitGateway": create_transit_gateway,
    "ModifyTransitGateway": modify_transit_gateway,
    "DeleteTransitGateway": delete_transit_gateway,
    "DescribeTransitGateways": describe_transit_gateways,
    "CreateTransitGatewayRouteTable": create_transit_gateway_route_table,
    "DeleteTransitGatewayRouteTable": delete_transit_gateway_route_table,
    "DescribeTransitGatewayRouteTables": describe_transit_gateway_route_tables,
    "AssociateTransitGatewayRouteTable": associate_transit_gateway_route_table,
    "DisassociateTransitGatewayRouteTable": disassociate_transit_gateway_route_table,
    "EnableTransitGatewayRouteTablePropagation": enable_transit_gateway_route_table_propagation,
    "DisableTransitGatewayRouteTablePropagation": disable_transit_gateway_route_table_propagation,
    "GetTransitGatewayRouteTableAssociations": get_transit_gateway_route_table_associations,
    "GetTransitGatewayRouteTablePropagations": get_transit_gateway_route_table_propagations,
    "GetTransitGatewayAttachmentPropagations": get_transit_gateway_attachment_propagations,
    "CreateTransitGatewayRoute": create_transit_gateway_route,
    "ReplaceTransitGatewayRoute": replace_transit_gateway_route,
    "DeleteTransitGatewayRoute": delete_transit_gateway_route,
    "SearchTransitGatewayRoutes": search_transit_gateway_routes,
    "CreateTransitGatewayPrefixListReference": create_transit_gateway_prefix_list_reference,
    "ModifyTransitGatewayPrefixListReference": modify_transit_gateway_prefix_list_reference,
    "DeleteTransitGatewayPrefixListReference": delete_transit_gateway_prefix_list_reference,
    "GetTransitGatewayPrefixListReferences": get_transit_gateway_prefix_list_references,
}
