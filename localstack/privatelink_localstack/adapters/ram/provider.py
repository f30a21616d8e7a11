"""RAM as LocalStack serves it: each operation of the API goes to its handler, or is refused."""

from __future__ import annotations

from localstack.services.plugins import ServiceLifecycleHook
from localstack.state import StateVisitor

from privatelink_localstack.adapters import own_service
from privatelink_localstack.adapters.dispatch import Handler, ServiceHandler
from privatelink_localstack.adapters.ram import handlers, permissions
from privatelink_localstack.adapters.ram.store import ram_stores
from privatelink_localstack.emulation import Emulation

SERVICE = "ram"

HANDLERS: dict[str, Handler] = {
    "CreateResourceShare": handlers.create_resource_share,
    "UpdateResourceShare": handlers.update_resource_share,
    "DeleteResourceShare": handlers.delete_resource_share,
    "AssociateResourceShare": handlers.associate_resource_share,
    "DisassociateResourceShare": handlers.disassociate_resource_share,
    "GetResourceShares": handlers.get_resource_shares,
    "GetResourceShareAssociations": handlers.get_resource_share_associations,
    "GetResourceShareInvitations": handlers.get_resource_share_invitations,
    "AcceptResourceShareInvitation": handlers.accept_resource_share_invitation,
    "RejectResourceShareInvitation": handlers.reject_resource_share_invitation,
    "ListResources": handlers.list_resources,
    "ListPrincipals": handlers.list_principals,
    "ListPendingInvitationResources": handlers.list_pending_invitation_resources,
    "ListResourceSharePermissions": permissions.list_resource_share_permissions,
    "ListPermissions": permissions.list_permissions,
    "GetPermission": permissions.get_permission,
    "ListPermissionVersions": permissions.list_permission_versions,
    "AssociateResourceSharePermission": permissions.associate_resource_share_permission,
    "DisassociateResourceSharePermission": permissions.disassociate_resource_share_permission,
    "ListResourceTypes": permissions.list_resource_types,
    "EnableSharingWithAwsOrganization": permissions.enable_sharing_with_organization,
    "TagResource": handlers.tag_resource,
    "UntagResource": handlers.untag_resource,
}


class RamProvider(ServiceLifecycleHook):  # type: ignore[misc]
    """Name and state of the service, as LocalStack asks for them."""

    service = SERVICE

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state, for LocalStack to reset."""
        visitor.visit(ram_stores)


def dispatch_table(emulation: Emulation, _provider: RamProvider) -> dict[str, ServiceHandler]:
    """Return what answers each operation. An operation without a handler is refused with a 4xx."""
    refusals = own_service.Refusals(invalid="InvalidParameterException", absent="OperationNotPermittedException")
    return own_service.dispatch_table(emulation, SERVICE, HANDLERS, refusals)
