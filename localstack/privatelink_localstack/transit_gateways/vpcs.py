"""Attachments of VPCs to transit gateways, in one account and across accounts, and the way for other resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from privatelink_localstack.kernel.addresses import free_address
from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import NewInterface, Subnet
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.transit_gateways import errors
from privatelink_localstack.transit_gateways.gateways import check_switches
from privatelink_localstack.transit_gateways.model import (
    ATTACHMENT_SWITCHES,
    AVAILABLE,
    DELETED,
    DELETING,
    ENABLE,
    ENDED,
    MODIFYING,
    PENDING,
    REJECTED,
    VPC,
    WAITING,
    Attachment,
    TransitGateway,
)
from privatelink_localstack.transit_gateways.plane import TransitGateways

REQUESTER = "amazon-aws"
"""The account that manages the interfaces of attachments; inferred."""


def create(
    plane: TransitGateways,
    caller: Caller,
    gateway_id: str,
    vpc_id: str,
    subnets: tuple[str, ...],
    switches: Mapping[str, str],
    tags: Mapping[str, str],
) -> Attachment:
    """Attach a VPC of the caller's own. It waits for the gateway's owner, if that is another account.

    Raises:
        AwsError: the gateway, the VPC or a subnet is unknown, two subnets are in one zone, the VPC is attached already,
            or a quota is reached.
    """
    gateway = _open_gateway(plane, caller.scope, gateway_id)
    if plane.network(caller.scope).vpc(vpc_id) is None:
        raise AwsError("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    check_switches(switches)
    _zonal(plane, caller.scope, vpc_id, subnets)
    if any(each.resource_id == vpc_id for each in plane.attachments_of(gateway_id)):
        raise AwsError(
            "DuplicateTransitGatewayAttachment",
            f"{gateway_id} has non-deleted Transit Gateway Attachments with same VPC ID.",
        )
    quota = plane.settings.quotas["transit_gateways_per_vpc"]
    if sum(each.resource_id == vpc_id and each.state not in ENDED for each in plane.attachments.values()) >= quota:
        raise errors.limit_exceeded("TransitGatewayAttachmentsPerVpc", quota, "transit gateway attachments of a VPC")
    caller.proceed()
    waits = gateway.scope != caller.scope and gateway.switches["AutoAcceptSharedAttachments"] != ENABLE
    attachment = _new(plane, gateway, caller.scope.account, VPC, vpc_id, WAITING if waits else PENDING)
    attachment = replace(
        attachment, switches={**ATTACHMENT_SWITCHES, **switches}, interfaces=dict.fromkeys(subnets, "")
    )
    plane.network(caller.scope).tag(attachment.id, tags)
    return _admit(plane, attachment)


def attach(plane: TransitGateways, scope: Scope, gateway_id: str, kind: str, resource_id: str) -> Attachment:
    """Attach another resource than a VPC, such as a VPN connection, to a gateway of its account."""
    gateway = _open_gateway(plane, scope, gateway_id)
    return _admit(plane, _new(plane, gateway, scope.account, kind, resource_id, PENDING))


def modify(
    plane: TransitGateways,
    caller: Caller,
    attachment_id: str,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    switches: Mapping[str, str],
) -> Attachment:
    """Change the subnets and options of a VPC attachment, as the VPC's account."""
    attachment = _of_vpc(plane, caller.scope, attachment_id)
    if attachment.resource != caller.scope:
        raise errors.no_attachment(attachment_id)
    if attachment.state != AVAILABLE:
        raise errors.incorrect_state(attachment_id)
    check_switches(switches)
    for subnet_id in remove:
        if subnet_id not in attachment.interfaces:
            raise errors.invalid(f"The subnet {subnet_id} is not a subnet of {attachment_id}.")
    kept = {subnet: interface for subnet, interface in attachment.interfaces.items() if subnet not in remove}
    wanted = (*kept, *(each for each in add if each not in kept))
    _zonal(plane, caller.scope, attachment.resource_id, wanted)
    caller.proceed()
    network = plane.network(caller.scope)
    for subnet_id in remove:
        network.remove_interface(attachment.interfaces[subnet_id])
    changed = replace(
        attachment,
        interfaces={subnet: kept.get(subnet, "") for subnet in wanted},
        switches={**attachment.switches, **switches},
        state=MODIFYING,
    )
    changed = _placed(plane, changed)
    plane.put_attachment(changed)
    plane.later("modifying", changed.key, MODIFYING, AVAILABLE)
    return changed


def accept(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Accept an attachment of another account's VPC, as the gateway's account."""
    attachment = _waiting(plane, caller, attachment_id)
    return _admit(plane, replace(attachment, state=PENDING))


def reject(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Reject an attachment of another account's VPC, as the gateway's account."""
    rejected = replace(_waiting(plane, caller, attachment_id), state=REJECTED)
    plane.put_attachment(rejected)
    return rejected


def delete(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Delete a VPC attachment, as the account of the gateway or of the VPC."""
    attachment = _of_vpc(plane, caller.scope, attachment_id)
    if attachment.state not in {AVAILABLE, PENDING, WAITING, MODIFYING}:
        raise errors.incorrect_state(attachment_id)
    caller.proceed()
    return end(plane, attachment)


def end(plane: TransitGateways, attachment: Attachment) -> Attachment:
    """End an attachment of any type."""
    deleting = replace(attachment, state=DELETING)
    plane.put_attachment(deleting)
    plane.later("deleting", deleting.key, DELETING, DELETED)
    return deleting


def _open_gateway(plane: TransitGateways, scope: Scope, gateway_id: str) -> TransitGateway:
    """Return a gateway that takes another attachment."""
    gateway = plane.gateway(scope, gateway_id)
    if gateway.state in {PENDING, DELETING}:
        raise errors.incorrect_state(gateway_id)
    quota = plane.settings.quotas["attachments_per_transit_gateway"]
    if len(plane.attachments_of(gateway_id)) >= quota:
        raise errors.limit_exceeded("TransitGatewayAttachment", quota, "attachments of a transit gateway")
    return gateway


def _new(
    plane: TransitGateways, gateway: TransitGateway, account: str, kind: str, resource_id: str, state: str
) -> Attachment:
    return Attachment(
        id=plane.new_id("tgw-attach"),
        gateway_id=gateway.id,
        gateway=gateway.scope,
        owner=account,
        type=kind,
        resource_id=resource_id,
        state=state,
        created=plane.clock(),
    )


def _admit(plane: TransitGateways, attachment: Attachment) -> Attachment:
    """Store an attachment; one that need not wait gets its interfaces, and is available later."""
    if attachment.state == PENDING:
        attachment = _placed(plane, attachment)
        plane.later("pending", attachment.key, PENDING, AVAILABLE)
    plane.put_attachment(attachment)
    return attachment


def _placed(plane: TransitGateways, attachment: Attachment) -> Attachment:
    """Return an attachment with an interface in each of its subnets."""
    network = plane.network(attachment.resource)
    interfaces = {}
    for subnet_id, known in attachment.interfaces.items():
        subnet = network.subnet(subnet_id)
        if known or subnet is None:
            interfaces[subnet_id] = known
            continue
        taken = network.addresses(subnet_id)
        interfaces[subnet_id] = network.add_interface(
            NewInterface(
                subnet_id=subnet_id,
                type="transit_gateway",
                description=f"Network Interface for Transit Gateway Attachment {attachment.id}",
                ipv4=free_address(subnet.ipv4, taken, subnet_id) if subnet.ipv4 else None,
                ipv6=free_address(subnet.ipv6, taken, subnet_id)
                if subnet.ipv6 and attachment.switches["Ipv6Support"] == ENABLE
                else None,
                groups=(),
                requester=REQUESTER,
            )
        )
    return replace(attachment, interfaces=interfaces)


def _zonal(plane: TransitGateways, scope: Scope, vpc_id: str, subnets: Iterable[str]) -> None:
    """Reject no subnet, unknown ones, those of another VPC, and two in one zone. The last two words are inferred."""
    network, zones = plane.network(scope), dict[str, str]()
    for subnet_id in subnets:
        subnet: Subnet | None = network.subnet(subnet_id)
        if subnet is None:
            raise AwsError("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
        if subnet.vpc_id != vpc_id:
            raise errors.invalid(f"The subnet {subnet_id} does not belong to VPC {vpc_id}.")
        if zones.setdefault(subnet.zone_id, subnet_id) != subnet_id:
            raise AwsError(
                "DuplicateSubnetsInSameZone", f"Duplicate Subnets for same AZ: {zones[subnet.zone_id]}, {subnet_id}"
            )
    if not zones:
        raise errors.invalid("An attachment needs at least one subnet.")


def _of_vpc(plane: TransitGateways, scope: Scope, attachment_id: str) -> Attachment:
    attachment = plane.known_attachment(scope, attachment_id)
    if attachment.type != VPC:
        raise errors.no_attachment(attachment_id)
    return attachment


def _waiting(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Return an attachment that waits for the caller. That others don't know it is inferred."""
    attachment = _of_vpc(plane, caller.scope, attachment_id)
    if attachment.gateway != caller.scope:
        raise errors.no_attachment(attachment_id)
    if attachment.state != WAITING:
        raise errors.incorrect_state(attachment_id)
    caller.proceed()
    return attachment
