"""Requests, acceptance, options and deletion of VPC peering connections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_network
from itertools import product

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.peering.model import (
    ACTIVE,
    DELETED,
    DELETING,
    FAILED,
    INITIATING,
    JOINED,
    LIVE,
    PENDING,
    PROVISIONING,
    REJECTED,
    Peering,
    Side,
)
from privatelink_localstack.peering.plane import Peerings


def create(plane: Peerings, caller: Caller, vpc_id: str, peer: Side, tags: Mapping[str, str]) -> Peering:
    """Request a connection. A second request for the same VPCs in the same order returns the first one.

    The connection fails if the peer's VPC is unknown or has an address of this one. Source of the repeated request:
    the AWS provider's page of `aws_vpc_peering_connection`.

    Raises:
        AwsError: the requester's VPC is unknown, or has too many requests.
    """
    mine = Side(caller.scope, vpc_id)
    if plane.network(caller.scope).vpc(vpc_id) is None:
        raise AwsError("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    for each in plane.all():
        if each.state in LIVE and (each.requester.vpc_id, each.accepter.vpc_id) == (vpc_id, peer.vpc_id):
            caller.proceed()
            return each
    _check_requests(plane, vpc_id)
    caller.proceed()
    peering = Peering(
        id=plane.new_id("pcx"),
        requester=mine,
        accepter=peer,
        state=INITIATING,
        message=f"Initiating Request to {peer.scope.account}",
        expires=plane.clock() + plane.settings.durations["peering.expires"],
    )
    plane.put(peering)
    plane.network(caller.scope).tag(peering.id, tags)
    can_join = bool(plane.cidrs(peer)) and not overlap(plane.cidrs(mine), plane.cidrs(peer))
    plane.later("peering.pending", peering.id, peering.state, PENDING if can_join else FAILED)
    return peering


def accept(plane: Peerings, caller: Caller, peering_id: str) -> Peering:
    """Accept a request, as the account of the accepter's VPC, in its Region."""
    peering = plane.find(caller.scope, peering_id)
    _check_accepter(peering, caller, "accept", "accepted")
    _check_transition(peering, {PENDING}, PROVISIONING)
    others = [each for each in plane.all() if each.state in JOINED and each.vpcs == peering.vpcs]
    if others:
        raise AwsError(
            "VpcPeeringConnectionAlreadyExists",
            f"The vpc peering connection identified by {peering_id} already exists.",
        )
    _check_connections(plane, peering)
    caller.proceed()
    accepted = replace(peering, state=PROVISIONING, message="Provisioning")
    plane.put(accepted)
    plane.later("peering.pending", accepted.id, accepted.state, ACTIVE)
    return accepted


def reject(plane: Peerings, caller: Caller, peering_id: str) -> None:
    """Reject a request, as the account of the accepter's VPC, in its Region. The message is not confirmed."""
    peering = plane.find(caller.scope, peering_id)
    _check_accepter(peering, caller, "reject", "accepted or rejected")
    _check_transition(peering, {PENDING}, REJECTED)
    caller.proceed()
    plane.put(replace(peering, state=REJECTED, message="Inactive"))


def delete(plane: Peerings, caller: Caller, peering_id: str) -> None:
    """Delete a connection: either account an active one, the requester a request too. The last words are inferred."""
    peering = plane.find(caller.scope, peering_id)
    _check_transition(peering, LIVE, DELETING)
    if peering.state == PENDING and caller.account != peering.requester.scope.account:
        raise AwsError("OperationNotPermitted", f"User ({caller.account}) cannot delete peering {peering_id}")
    caller.proceed()
    deleting = replace(peering, state=DELETING, message=f"Deleted by {caller.account}")
    plane.put(deleting)
    plane.later("peering.pending", deleting.id, deleting.state, DELETED)


def modify_options(
    plane: Peerings, caller: Caller, peering_id: str, *, requester: bool | None, accepter: bool | None
) -> Peering:
    """Change DNS resolution, each side by its own account in its own Region. The words about sides are inferred.

    Parameters:
        requester, accepter: whether to resolve from the other side; None leaves a side as it is.
    """
    peering = plane.find(caller.scope, peering_id)
    if peering.state != ACTIVE:
        raise AwsError(
            "OperationNotPermitted",
            f"Peering {peering_id} is not active. Peering options can be added only to active peerings.",
        )
    for name, side, value in (("requester", peering.requester, requester), ("accepter", peering.accepter, accepter)):
        if value is not None and side.scope != caller.scope:
            raise AwsError(
                "OperationNotPermitted",
                f"User ({caller.account}) cannot modify {name} peering options of {peering_id} in {caller.region}",
            )
    caller.proceed()
    changed = replace(
        peering, requester=_resolving(peering.requester, requester), accepter=_resolving(peering.accepter, accepter)
    )
    plane.put(changed)
    return changed


def overlap(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Return whether two VPCs share an address, of either family."""
    pairs = product(map(ip_network, mine), map(ip_network, theirs))
    return any(first.version == second.version and first.overlaps(second) for first, second in pairs)


def are_joined(plane: Peerings, region: str, *vpcs: str) -> bool:
    """Return whether an active connection joins two VPCs of a Region."""
    return any(
        peering.state == ACTIVE
        and peering.vpcs == frozenset(vpcs)
        and {each.scope.region for each in peering.sides} == {region}
        for peering in plane.all()
    )


def uses_vpc(plane: Peerings, scope: Scope, vpc_id: str) -> bool:
    """Return whether a VPC has a connection, or a request of its own. That others' requests don't count is inferred."""
    return any(
        scope in {each.scope for each in peering.sides}
        and vpc_id in peering.vpcs
        and (peering.state in JOINED or (peering.state in LIVE and peering.requester.vpc_id == vpc_id))
        for peering in plane.seen(scope)
    )


def _resolving(side: Side, value: bool | None) -> Side:  # noqa: FBT001 - None is a third value
    return side if value is None else replace(side, dns_resolution=value)


def _check_accepter(peering: Peering, caller: Caller, verb: str, participle: str) -> None:
    """Reject a caller that is not the accepter, or in another Region than the accepter's VPC; observed."""
    accepter = peering.accepter.scope
    if caller.account != accepter.account:
        raise AwsError("OperationNotPermitted", f"User ({caller.account}) cannot {verb} peering {peering.id}")
    if caller.region != accepter.region:
        raise AwsError(
            "OperationNotPermitted",
            f"Incorrect region ({caller.region}) specified for this request. "
            f"VPC peering connection {peering.id} must be {participle} in region {accepter.region}",
        )


def _check_transition(peering: Peering, allowed: frozenset[str] | set[str], after: str) -> None:
    """Reject a change that the connection's state does not allow. The form of the words: the AWS provider's source."""
    if peering.state not in allowed:
        raise AwsError(
            "InvalidStateTransition",
            f"Invalid state transition for {peering.id}, attempted to transition from {peering.state} to {after}",
        )


def _check_requests(plane: Peerings, vpc_id: str) -> None:
    """Reject a request above the quota. Source: EC2 API reference, "Error codes"; the words are inferred."""
    waiting = [each for each in plane.all() if each.state in {INITIATING, PENDING} and each.requester.vpc_id == vpc_id]
    quota = plane.settings.quotas["outstanding_peering_requests_per_vpc"]
    if len(waiting) >= quota:
        raise AwsError(
            "OutstandingVpcPeeringConnectionLimitExceeded",
            f"The maximum number of outstanding VPC peering connection requests ({quota}) has been reached.",
        )


def _check_connections(plane: Peerings, peering: Peering) -> None:
    """Reject a connection above the quota of one of the VPCs. Source: as for requests."""
    quota = plane.settings.quotas["active_peerings_per_vpc"]
    for vpc_id in peering.vpcs:
        if sum(each.state in JOINED and vpc_id in each.vpcs for each in plane.all()) >= quota:
            raise AwsError(
                "VpcPeeringConnectionsPerVpcLimitExceeded",
                f"The maximum number of VPC peering connections ({quota}) has been reached for {vpc_id}.",
            )
