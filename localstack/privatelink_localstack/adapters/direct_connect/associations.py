"""Handlers of Direct Connect's operations on associations and on proposals for them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import replace

from privatelink_localstack.adapters.direct_connect import lookup, responses
from privatelink_localstack.adapters.direct_connect.gateways import available, own_gateway, page, put
from privatelink_localstack.adapters.direct_connect.store import (
    all_associations,
    all_proposals,
    all_records,
    records_of,
)
from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.vpn import transit_gateways
from privatelink_localstack.direct_connect import associations
from privatelink_localstack.direct_connect.errors import client, no_association, no_gateway, no_proposal
from privatelink_localstack.direct_connect.model import DELETED, TRANSIT_GATEWAY, Association, Found, Gateway, Proposal
from privatelink_localstack.kernel.scope import Scope

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ATTACHMENT = "direct-connect-gateway"
_WANTED = ("associationId", "associatedGatewayId", "directConnectGatewayId", "virtualGatewayId")


def create_direct_connect_gateway_association(call: Call) -> Response:
    """CreateDirectConnectGatewayAssociation: of gateways of one account."""
    gateway = own_gateway(call)
    gateway_id = call.request.get("gatewayId") or call.request.get("virtualGatewayId")
    if not gateway_id:
        raise client("A gateway ID is required.")
    found = lookup.find(call, gateway_id, call.scope.account)
    prefixes = _cidrs(call, "addAllowedPrefixesToDirectConnectGateway")
    return {"directConnectGatewayAssociation": responses.association(_associate(call, gateway, found, prefixes))}


def update_direct_connect_gateway_association(call: Call) -> Response:
    """UpdateDirectConnectGatewayAssociation: by the owner of the Direct Connect gateway."""
    association_id = call.request.get("associationId") or ""
    _check_id(association_id)
    records = records_of(call, call.scope.account)
    association = records.associations.get(association_id)
    if association is None or not association.is_live:
        raise no_association(association_id)
    changed = associations.update(
        association,
        _cidrs(call, "addAllowedPrefixesToDirectConnectGateway"),
        _cidrs(call, "removeAllowedPrefixesToDirectConnectGateway"),
    )
    put(call, records, changed)
    return {"directConnectGatewayAssociation": responses.association(changed)}


def delete_direct_connect_gateway_association(call: Call) -> Response:
    """DeleteDirectConnectGatewayAssociation: by the owner of either gateway."""
    request = call.request
    association_id, gateway_id = request.get("associationId"), request.get("virtualGatewayId")
    if association_id:
        _check_id(association_id)
    found = next(
        (
            each
            for each in _seen(call)
            if (each.id == association_id)
            or (each.gateway_id, each.associated.id) == (request.get("directConnectGatewayId"), gateway_id)
        ),
        None,
    )
    if found is None or not found.is_live:
        raise no_association(association_id or gateway_id or "")
    changed = associations.disassociate(found)
    put(call, records_of(call, found.account), changed)
    scope = Scope(found.associated.account, found.associated.region)
    transit_gateways.detach(call.emulation.transit_gateways, scope, found.gateway_id, found.associated.id)
    return {"directConnectGatewayAssociation": responses.association(changed)}


def describe_direct_connect_gateway_associations(call: Call) -> Response:
    """DescribeDirectConnectGatewayAssociations: those in which the caller owns either gateway."""
    request = call.request
    if not any(request.get(name) for name in _WANTED):
        raise client("An association ID, a gateway ID or a Direct Connect gateway ID is required.")
    if request.get("associationId"):
        _check_id(request["associationId"])
    gateway_ids = {request.get("associatedGatewayId"), request.get("virtualGatewayId")} - {None}
    found = [
        responses.association(each)
        for each in _seen(call)
        if request.get("associationId") in {None, each.id}
        and request.get("directConnectGatewayId") in {None, each.gateway_id}
        and gateway_ids <= {each.associated.id}
    ]
    return page(call, "directConnectGatewayAssociations", found, "associationId")


def create_direct_connect_gateway_association_proposal(call: Call) -> Response:
    """CreateDirectConnectGatewayAssociationProposal: by the owner of the VPN or transit gateway."""
    request = call.request
    gateway = _gateway_of(call, request["directConnectGatewayOwnerAccount"], request["directConnectGatewayId"])
    found = lookup.find(call, request["gatewayId"], call.scope.account)
    proposal = associations.propose(
        str(uuid.uuid4()),
        gateway,
        found,
        _cidrs(call, "addAllowedPrefixesToDirectConnectGateway"),
        _cidrs(call, "removeAllowedPrefixesToDirectConnectGateway"),
        _existing(call, gateway.id, found.gateway.id),
    )
    put(call, records_of(call, call.scope.account), proposal)
    return {"directConnectGatewayAssociationProposal": responses.proposal(proposal)}


def describe_direct_connect_gateway_association_proposals(call: Call) -> Response:
    """DescribeDirectConnectGatewayAssociationProposals: made by the caller, or to it."""
    request = call.request
    found = [
        responses.proposal(each)
        for each in _seen_proposals(call)
        if request.get("proposalId") in {None, each.id}
        and request.get("directConnectGatewayId") in {None, each.gateway_id}
        and request.get("associatedGatewayId") in {None, each.associated.id}
    ]
    return page(call, "directConnectGatewayAssociationProposals", found, "proposalId")


def accept_direct_connect_gateway_association_proposal(call: Call) -> Response:
    """AcceptDirectConnectGatewayAssociationProposal: by the owner of the Direct Connect gateway."""
    request = call.request
    gateway, proposal = own_gateway(call), _proposal(call)
    associations.check_acceptance(proposal, gateway.id, request["associatedGatewayOwnerAccount"])
    accepted = associations.accept(proposal, _cidrs(call, "overrideAllowedPrefixesToDirectConnectGateway"))
    found = lookup.find(call, proposal.associated.id, proposal.associated.account)
    existing = _existing(call, gateway.id, found.gateway.id)
    if existing is None:
        association = _associate(call, gateway, found, accepted.requested)
    else:
        removed = [each for each in existing.prefixes if each not in accepted.requested]
        association = associations.update(existing, accepted.requested, removed)
        put(call, records_of(call, gateway.account), association)
    put(call, records_of(call, proposal.associated.account), accepted)
    return {"directConnectGatewayAssociation": responses.association(association)}


def delete_direct_connect_gateway_association_proposal(call: Call) -> Response:
    """DeleteDirectConnectGatewayAssociationProposal: by either account."""
    proposal = _proposal(call)
    records = records_of(call, proposal.associated.account)
    del records.proposals[proposal.id]
    return {"directConnectGatewayAssociationProposal": responses.proposal(replace(proposal, state=DELETED))}


def describe_virtual_gateways(call: Call) -> Response:
    """DescribeVirtualGateways: the VPN gateways of the account in the Region."""
    return {"virtualGateways": lookup.virtual_gateways(call)}


def _associate(call: Call, gateway: Gateway, found: Found, prefixes: Iterable[str]) -> Association:
    """Create an association, and the attachment to a transit gateway."""
    quotas = call.emulation.settings.quotas
    association = associations.associate(
        str(uuid.uuid4()),
        gateway,
        found,
        tuple(prefixes),
        known=all_associations(call),
        quotas=(
            quotas["vpn_gateways_per_direct_connect_gateway"],
            quotas["transit_gateways_per_direct_connect_gateway"],
            quotas["prefixes_per_direct_connect_gateway"],
        ),
    )
    put(call, records_of(call, gateway.account), association)
    if found.gateway.type == TRANSIT_GATEWAY:
        scope = Scope(found.gateway.account, found.gateway.region)
        transit_gateways.attach(call.emulation.transit_gateways, scope, found.gateway.id, gateway.id, _ATTACHMENT)
    return association


def _gateway_of(call: Call, account: str, gateway_id: str) -> Gateway:
    """Return an account's Direct Connect gateway that can be used.

    Raises:
        AwsError: the account has none.
    """
    for records in all_records(call.emulation):
        if gateway_id in records.gateways and records.gateways[gateway_id].account == account:
            return available(records, gateway_id)
    raise no_gateway(gateway_id)


def _existing(call: Call, gateway_id: str, associated_id: str) -> Association | None:
    return next(
        (
            each
            for each in all_associations(call)
            if each.is_live and (each.gateway_id, each.associated.id) == (gateway_id, associated_id)
        ),
        None,
    )


def _seen(call: Call) -> list[Association]:
    account = call.scope.account
    return [each for each in all_associations(call) if account in {each.account, each.associated.account}]


def _seen_proposals(call: Call) -> list[Proposal]:
    account = call.scope.account
    return [each for each in all_proposals(call) if account in {each.account, each.associated.account}]


def _proposal(call: Call) -> Proposal:
    """Return the proposal that a request names, made by the caller or to it.

    Raises:
        AwsError: there is none.
    """
    proposal_id = call.request["proposalId"]
    found = next((each for each in _seen_proposals(call) if each.id == proposal_id), None)
    if found is None:
        raise no_proposal(proposal_id)
    return found


def _check_id(association_id: str) -> None:
    """Reject a malformed ID (words observed)."""
    if _ID.fullmatch(association_id) is None:
        raise client("Association ID has an invalid format.")


def _cidrs(call: Call, name: str) -> tuple[str, ...]:
    return tuple(each.get("cidr") or "" for each in call.request.get(name) or ())
