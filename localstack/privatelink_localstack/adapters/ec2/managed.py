"""Refusals of calls that would change what AWS manages for an endpoint or a load balancer.

These are network interfaces with their addresses and attachments, Elastic IP addresses on them, and AWS's prefix lists.
Moto would change them. The owner's way is ModifyVpcEndpoint, or Elastic Load Balancing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.adapters.ec2.network import AWS, MotoNetwork, network_of
from privatelink_localstack.kernel.errors import AwsError

type Guard = Callable[[Call], None]
"""A check before a handler. It raises `AwsError`."""


def check_interface(call: Call) -> None:
    """Reject a managed interface (observed for ModifyNetworkInterfaceAttribute and AssociateAddress)."""
    if network_of(call.scope).is_managed(call.request.get("NetworkInterfaceId") or ""):
        raise _no_access()


def check_launched_interfaces(call: Call) -> None:
    """Reject an instance with a managed interface."""
    network = network_of(call.scope)
    for interface in call.request.get("NetworkInterfaces") or ():
        if network.is_managed(interface.get("NetworkInterfaceId") or ""):
            raise _no_access()


def check_attachment(call: Call) -> None:
    """Reject the attachment of a managed interface (observed in several public logs)."""
    attachment_id = call.request["AttachmentId"]
    if any(each.attachment.attachment_id == attachment_id for each in network_of(call.scope).managed_interfaces()):
        raise AwsError("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.")


def check_association(call: Call) -> None:
    """Reject the association of an Elastic IP address with a managed interface, or away from one."""
    check_interface(call)
    for address in _held(call):
        if call.request.get("AllowReassociation"):
            raise _no_access()
        raise AwsError(
            "Resource.AlreadyAssociated",
            f"resource {address.allocation_id} is already associated with associate-id {address.association_id}",
        )


def check_disassociation(call: Call) -> None:
    """Reject the end of an Elastic IP address's association with a managed interface (observed)."""
    if any(_held(call)):
        raise _no_access()


def check_release(call: Call) -> None:
    """Reject the release of an Elastic IP address on a managed interface.

    Source of the code: EC2 API reference, ReleaseAddress. The words are inferred.
    """
    for address in _held(call):
        raise AwsError("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.")


def check_allocations(call: Call) -> None:
    """Reject an Elastic IP address on a managed interface for a NAT gateway (words observed as a failure message)."""
    for address in _held(call):
        raise AwsError(
            "Resource.AlreadyAssociated", f"Elastic IP address [{address.allocation_id}] is already associated"
        )


def check_prefix_list(call: Call) -> None:
    """Reject an unknown prefix list, or one of AWS's. That AWS answers this for its own is not confirmed."""
    prefix_list_id = call.request["PrefixListId"]
    prefix_list = network_of(call.scope).backend.managed_prefix_lists.get(prefix_list_id)
    if prefix_list is None:
        raise AwsError("InvalidPrefixListID.NotFound", f"The prefix list ID '{prefix_list_id}' does not exist")
    if prefix_list.owner_id == AWS:
        raise AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", status=403)


GUARDS: dict[str, Guard] = {
    "AssignIpv6Addresses": check_interface,
    "AssignPrivateIpAddresses": check_interface,
    "AssociateAddress": check_association,
    "AssociateNatGatewayAddress": check_allocations,
    "AttachNetworkInterface": check_interface,
    "CreateNatGateway": check_allocations,
    "CreateNetworkInterfacePermission": check_interface,
    "CreateRoute": check_interface,
    "CreateTrafficMirrorSession": check_interface,
    "CreateTrafficMirrorTarget": check_interface,
    "DeleteManagedPrefixList": check_prefix_list,
    "DetachNetworkInterface": check_attachment,
    "DisassociateAddress": check_disassociation,
    "ModifyManagedPrefixList": check_prefix_list,
    "ModifyNetworkInterfaceAttribute": check_interface,
    "ModifyPublicIpDnsNameOptions": check_interface,
    "ReleaseAddress": check_release,
    "ReplaceRoute": check_interface,
    "ResetNetworkInterfaceAttribute": check_interface,
    "RestoreManagedPrefixListVersion": check_prefix_list,
    "RunInstances": check_launched_interfaces,
    "UnassignIpv6Addresses": check_interface,
    "UnassignPrivateIpAddresses": check_interface,
}
"""The guard of each operation that could change what AWS manages."""


def _no_access() -> AwsError:
    return AwsError("AuthFailure", "You do not have permission to access the specified resource.")


def _held(call: Call) -> Iterator[Any]:
    """Yield the Elastic IP addresses of a call, as moto's, that are on managed interfaces."""
    network, request = network_of(call.scope), call.request
    allocations = [request.get("AllocationId"), *(request.get("AllocationIds") or ())]
    for attribute, values in (
        ("allocation_id", [*allocations, *(request.get("SecondaryAllocationIds") or ())]),
        ("public_ip", [request.get("PublicIp")]),
        ("association_id", [request.get("AssociationId")]),
    ):
        yield from _on_managed_interfaces(network, attribute, [each for each in values if each])


def _on_managed_interfaces(network: MotoNetwork, attribute: str, values: Iterable[str]) -> Iterator[Any]:
    wanted = frozenset(values)
    for address in network.backend.addresses if wanted else ():
        if getattr(address, attribute) in wanted and address.eni is not None and network.is_managed(address.eni.id):
            yield address
