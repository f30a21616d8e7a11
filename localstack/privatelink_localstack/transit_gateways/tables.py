"""Which route table routes what an attachment sends (association), and which ones learn its routes (propagation)."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.transit_gateways import errors
from privatelink_localstack.transit_gateways.model import (
    ASSOCIATED,
    ASSOCIATING,
    AVAILABLE,
    DISABLING,
    DISASSOCIATING,
    ENABLED,
    ENABLING,
    MODIFYING,
    PEERING,
    Attachment,
    RouteTable,
)
from privatelink_localstack.transit_gateways.plane import GONE, TransitGateways


def associate(plane: TransitGateways, caller: Caller, table_id: str, attachment_id: str) -> Attachment:
    """Associate an attachment, which can have one table."""
    table, attachment = find(plane, caller, table_id, attachment_id)
    if plane.association(attachment) is not None:
        raise AwsError(
            "Resource.AlreadyAssociated",
            f"Transit Gateway Attachment {attachment_id} is already associated to a route table.",
        )
    caller.proceed()
    plane.put_table(replace(table, associations={**table.associations, attachment_id: ASSOCIATING}))
    _plan(plane, table, attachment_id, ASSOCIATING, ASSOCIATED, "association")
    return attachment


def disassociate(plane: TransitGateways, caller: Caller, table_id: str, attachment_id: str) -> Attachment:
    """End an association, by default or by request. The code is the AWS provider's, the words are inferred."""
    table, attachment = find(plane, caller, table_id, attachment_id)
    if table.associations.get(attachment_id) != ASSOCIATED:
        raise AwsError(
            "InvalidAssociation.NotFound",
            f"Association {attachment_id} does not exist in Transit Gateway Route Table {table_id}.",
        )
    caller.proceed()
    plane.put_table(replace(table, associations={**table.associations, attachment_id: DISASSOCIATING}))
    _plan(plane, table, attachment_id, DISASSOCIATING, GONE, "association")
    return attachment


def propagate(plane: TransitGateways, caller: Caller, table_id: str, attachment_id: str) -> Attachment:
    """Let a table learn an attachment's routes. Those of peering attachments are static; the words are inferred."""
    table, attachment = find(plane, caller, table_id, attachment_id)
    if attachment.type == PEERING:
        raise AwsError("UnsupportedOperation", "Route propagation is not supported for peering attachments.")
    if attachment_id in table.propagations:
        raise AwsError(
            "TransitGatewayRouteTablePropagation.Duplicate",
            f"Propagation {attachment_id} already exists in Transit Gateway Route Table {table_id}.",
        )
    caller.proceed()
    plane.put_table(replace(table, propagations={**table.propagations, attachment_id: ENABLING}))
    _plan(plane, table, attachment_id, ENABLING, ENABLED, "propagation")
    return attachment


def stop_propagation(plane: TransitGateways, caller: Caller, table_id: str, attachment_id: str) -> Attachment:
    """Let a table forget the routes of an attachment; the words are inferred."""
    table, attachment = find(plane, caller, table_id, attachment_id)
    if table.propagations.get(attachment_id) != ENABLED:
        raise AwsError(
            "TransitGatewayRouteTablePropagation.NotFound",
            f"Propagation {attachment_id} does not exist in Transit Gateway Route Table {table_id}.",
        )
    caller.proceed()
    plane.put_table(replace(table, propagations={**table.propagations, attachment_id: DISABLING}))
    _plan(plane, table, attachment_id, DISABLING, GONE, "propagation")
    return attachment


def find(plane: TransitGateways, caller: Caller, table_id: str, attachment_id: str) -> tuple[RouteTable, Attachment]:
    """Return a table of the caller's, and an attachment to the same gateway, both ready for a change.

    Raises:
        AwsError: one of them is unknown or not available.
    """
    table = own_table(plane, caller, table_id)
    attachment = plane.known_attachment(caller.scope, attachment_id)
    if attachment.gateway_id != table.gateway_id:
        raise errors.no_attachment(attachment_id)
    if attachment.state not in {AVAILABLE, MODIFYING}:
        raise errors.incorrect_state(attachment_id)
    return table, attachment


def own_table(plane: TransitGateways, caller: Caller, table_id: str) -> RouteTable:
    """Return a table of the caller's that is ready for a change."""
    table = plane.table(caller.scope, table_id)
    if table.state != AVAILABLE:
        raise errors.incorrect_state(table_id) if table.state == "pending" else errors.no_table(table_id)
    return table


def _plan(plane: TransitGateways, table: RouteTable, attachment_id: str, before: str, after: str, field: str) -> None:
    plane.later("joining", f"{table.id} {attachment_id}", before, after, field=field)
