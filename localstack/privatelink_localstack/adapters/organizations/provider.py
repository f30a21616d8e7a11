"""Organizations as LocalStack serves it: each operation of the API goes to its handler, or is refused."""

from __future__ import annotations

from localstack.services.plugins import ServiceLifecycleHook
from localstack.state import StateVisitor

from privatelink_localstack.adapters import own_service
from privatelink_localstack.adapters.dispatch import Handler, ServiceHandler
from privatelink_localstack.adapters.organizations import changes, invitations, reads
from privatelink_localstack.adapters.organizations.store import organizations_stores
from privatelink_localstack.emulation import Emulation

SERVICE = "organizations"

HANDLERS: dict[str, Handler] = {
    "CreateOrganization": changes.create_organization,
    "DescribeOrganization": reads.describe_organization,
    "DeleteOrganization": changes.delete_organization,
    "ListRoots": reads.list_roots,
    "CreateOrganizationalUnit": changes.create_organizational_unit,
    "DescribeOrganizationalUnit": reads.describe_organizational_unit,
    "UpdateOrganizationalUnit": changes.update_organizational_unit,
    "DeleteOrganizationalUnit": changes.delete_organizational_unit,
    "ListOrganizationalUnitsForParent": reads.list_organizational_units_for_parent,
    "CreateAccount": changes.create_account,
    "DescribeCreateAccountStatus": reads.describe_create_account_status,
    "ListCreateAccountStatus": reads.list_create_account_status,
    "DescribeAccount": reads.describe_account,
    "ListAccounts": reads.list_accounts,
    "ListAccountsForParent": reads.list_accounts_for_parent,
    "MoveAccount": changes.move_account,
    "RemoveAccountFromOrganization": changes.remove_account,
    "LeaveOrganization": changes.leave_organization,
    "CloseAccount": changes.close_account,
    "ListParents": reads.list_parents,
    "ListChildren": reads.list_children,
    "InviteAccountToOrganization": invitations.invite_account,
    "AcceptHandshake": invitations.accept_handshake,
    "DeclineHandshake": invitations.decline_handshake,
    "CancelHandshake": invitations.cancel_handshake,
    "DescribeHandshake": invitations.describe_handshake,
    "ListHandshakesForAccount": invitations.list_handshakes_for_account,
    "ListHandshakesForOrganization": invitations.list_handshakes_for_organization,
    "EnableAWSServiceAccess": changes.enable_service_access,
    "DisableAWSServiceAccess": changes.disable_service_access,
    "ListAWSServiceAccessForOrganization": reads.list_aws_service_access,
    "RegisterDelegatedAdministrator": changes.register_delegated_administrator,
    "DeregisterDelegatedAdministrator": changes.deregister_delegated_administrator,
    "ListDelegatedAdministrators": reads.list_delegated_administrators,
    "ListDelegatedServicesForAccount": reads.list_delegated_services_for_account,
    "TagResource": changes.tag_resource,
    "UntagResource": changes.untag_resource,
    "ListTagsForResource": reads.list_tags_for_resource,
}


class OrganizationsProvider(ServiceLifecycleHook):  # type: ignore[misc]
    """Name and state of the service, as LocalStack asks for them."""

    service = SERVICE

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state, for LocalStack to reset."""
        visitor.visit(organizations_stores)


def dispatch_table(emulation: Emulation, _provider: OrganizationsProvider) -> dict[str, ServiceHandler]:
    """Return what answers each operation. An operation without a handler is refused with a 4xx."""
    refusals = own_service.Refusals(invalid="InvalidInputException", absent="UnsupportedAPIEndpointException")
    return own_service.dispatch_table(emulation, SERVICE, HANDLERS, refusals)
